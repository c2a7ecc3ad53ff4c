import Glibc
import WickDomain
import WickFrames
import WickSimulation

/// What is measured on: a synthetic market at 50 trades a second, the same for every run and for the baseline.
enum Input {
    static let venues = [Venue.kraken, .binance]
    /// About half a million trades.
    private static let duration: Duration = .seconds(10_000)
    private static let tradesPerSecond = 50.0

    static func recording(_ folder: String, _ venue: Venue) -> String { "\(folder)/\(venue).wick.zst" }

    /// Writes per venue a recording, flushed once a recorded second as a live recorder does, and the socket's payloads as lines.
    static func prepare(folder: String) async throws {
        for venue in venues {
            let parameters = MarketParameters(seed: 1, venue: venue, tradesPerSecond: tradesPerSecond)
            var source = try SyntheticFrameSource(parameters: parameters, duration: duration)
            let path = recording(folder, venue)
            unlink(path)
            let writer = try RecordingWriter.create(path: path, header: source.header)
            guard let lines = fopen("\(folder)/\(venue).lines", "w") else {
                throw BenchFailure(why: "cannot write to \(folder)")
            }
            var batch = FrameBatch()
            while try await source.next(into: &batch) {
                try batch.forEach { entry, payload in
                    guard case .venue = entry.origin else { return }
                    try writer.write(
                        receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: payload)
                    fwrite(payload.baseAddress, 1, payload.count, lines)
                    fputc(10, lines)
                }
            }
            try writer.close()
            fclose(lines)
        }
    }

    /// The recording in memory, in batches of the reader's size.
    static func load(_ folder: String, _ venue: Venue) throws -> [FrameBatch] {
        let reader = try RecordingReader(path: recording(folder, venue))
        var batches: [FrameBatch] = []
        var batch = FrameBatch()
        while try reader.read(into: &batch) { batches.append(batch) }
        return batches
    }
}
