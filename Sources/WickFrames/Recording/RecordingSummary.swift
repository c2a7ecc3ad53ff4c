/// What a recording holds and what is wrong with it, as far as the container goes; `wick verify` prints it.
public struct RecordingSummary: Equatable, Sendable {
    public struct OriginCount: Equatable, Sendable {
        public let origin: FrameOrigin
        public let frames: Int
    }

    public let header: RecordingHeader
    public let frameCount: Int
    /// Decoded bytes, and the size of the file.
    public let rawBytes: Int
    public let fileBytes: Int
    public let zstdFrameCount: Int
    /// The earliest and the latest receive time; nil without frames.
    public let firstReceivedNanoseconds: Int64?
    public let lastReceivedNanoseconds: Int64?
    /// By the origin's text.
    public let origins: [OriginCount]
    /// The first thousand, and how many there are.
    public let problems: [RecordingProblem]
    public let problemCount: Int

    /// Whether nothing is wrong; that the recorder did not get to close the file is not, as long as nothing is lost.
    public var isIntact: Bool {
        problemCount == problems.count && !problems.contains(where: \.isDamage)
    }

    /// Reads the whole recording.
    ///
    /// - Parameters:
    ///   - path: of the recording.
    ///   - visit: is given every frame in passing, in batches, for checks of what is in them.
    /// - Throws: what `RecordingReader.init` throws.
    public init(
        verifying path: String, visit: (FrameBatch) -> Void = { _ in }
    ) throws(RecordingError) {
        let reader = try RecordingReader(path: path)
        header = reader.header
        var batch = FrameBatch(header: reader.header)
        var tally = Tally()
        while try reader.read(into: &batch) {
            tally.add(batch)
            visit(batch)
        }
        frameCount = tally.frames
        firstReceivedNanoseconds = tally.earliest
        lastReceivedNanoseconds = tally.latest
        origins = tally.origins.map { OriginCount(origin: $0, frames: $1) }
            .sorted { $0.origin.description < $1.origin.description }
        rawBytes = reader.rawBytes
        fileBytes = reader.fileBytes
        zstdFrameCount = reader.zstdFrameCount
        problems = reader.problems
        problemCount = reader.problemCount
    }

    private struct Tally {
        var frames = 0
        var earliest: Int64?
        var latest: Int64?
        var origins: [FrameOrigin: Int] = [:]

        mutating func add(_ batch: FrameBatch) {
            for entry in batch.entries {
                frames += 1
                earliest = min(earliest ?? .max, entry.receivedNanoseconds)
                latest = max(latest ?? .min, entry.receivedNanoseconds)
                origins[entry.origin, default: 0] += 1
            }
        }
    }
}
