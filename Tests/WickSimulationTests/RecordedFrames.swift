import Foundation
import Testing
import WickDomain
import WickFrames
import WickSimulation

/// The frames of a short synthetic recording, and their JSON.
struct RecordedFrames {
    private(set) var frames: [Frame] = []
    let header: RecordingHeader

    static func make(
        seed: UInt64 = 7, venue: Venue, seconds: Int = 3600, tradesPerSecond: Double = 1.5,
        options: SyntheticFrameSource.WireOptions = .init()
    ) async throws -> RecordedFrames {
        let parameters = MarketParameters(
            seed: seed, venue: venue, tradesPerSecond: tradesPerSecond, headlinesPerDay: 200)
        var source = try SyntheticFrameSource(
            parameters: parameters, duration: .seconds(seconds), options: options)
        return try await RecordedFrames(draining: &source)
    }

    /// Writes the recording to a file and returns its frames.
    static func write(to path: String, venue: Venue, seconds: Int) async throws -> [Frame] {
        let recorded = try await make(venue: venue, seconds: seconds)
        let writer = try RecordingWriter.create(path: path, header: recorded.header)
        for frame in recorded.frames {
            try frame.payload.withUnsafeBytes {
                try writer.write(
                    receivedNanoseconds: frame.receivedNanoseconds, origin: frame.origin, payload: $0)
            }
        }
        try writer.close()
        return recorded.frames
    }

    private init(draining source: inout SyntheticFrameSource) async throws {
        header = source.header
        var batch = FrameBatch()
        while try await source.next(into: &batch) {
            batch.forEach { entry, payload in
                frames.append(
                    Frame(
                        receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: Array(payload)))
            }
        }
    }

    func frames(of origin: FrameOrigin) -> [Frame] { frames.filter { $0.origin == origin } }

    /// Every frame of the venue as a JSON object.
    func objects(of venue: Venue) throws -> [(frame: Frame, json: [String: Any])] {
        try frames(of: .venue(venue)).map { frame in
            let json = try JSONSerialization.jsonObject(with: Data(frame.payload))
            return (frame, try #require(json as? [String: Any]))
        }
    }
}

extension Frame {
    var text: String { String(decoding: payload, as: UTF8.self) }
}

/// Ids must follow one another within each name.
struct IdentifierChecker {
    private var next: [String: UInt64] = [:]
    var names: [String] { next.keys.sorted() }

    mutating func check(_ id: UInt64, of name: String, count: UInt64 = 1) {
        #expect(id == next[name] ?? id, "ids of \(name) are contiguous")
        next[name] = id + count
    }
}
