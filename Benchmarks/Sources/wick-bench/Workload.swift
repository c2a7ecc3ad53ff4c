import Glibc
import WickDomain
import WickFrames
import WickPipeline
import WickVenues

/// One thing that is measured, on one venue's frames.
struct Workload {
    /// The median of so many passes counts; the first warms caches and is among them.
    private static let passes = 5

    private struct Pass {
        let cpu: Double
        let trades: Int
        /// Bytes of the file that was written; 0 where none was.
        var fileBytes = 0
    }

    private let name: String
    private let folder: String
    private let venue: Venue

    init(name: String, folder: String, venue: String) throws {
        guard ["trades", "candles", "read", "write"].contains(name), let known = Venue(rawValue: venue) else {
            throw BenchFailure(why: "no workload '\(name)' for '\(venue)'")
        }
        self.name = name
        self.folder = folder
        self.venue = known
    }

    /// Runs it and returns the median pass as a JSON object.
    func run() throws -> String {
        let batches = try Input.load(folder, venue)
        let frames = batches.reduce(0) { $0 + $1.count }
        let bytes = batches.reduce(0) { $0 + $1.byteCount }
        var passes: [Pass] = []
        for _ in 0..<Self.passes { passes.append(try pass(batches)) }
        let median = passes.sorted { $0.cpu < $1.cpu }[Self.passes / 2]
        return """
            {"workload":"\(name)","venue":"\(venue)","cpu_seconds":\(median.cpu),"trades":\(median.trades),\
            "frames":\(frames),"raw_bytes":\(bytes),"file_bytes":\(median.fileBytes)}
            """
    }

    private func pass(_ batches: [FrameBatch]) throws -> Pass {
        switch name {
        case "trades": decode(batches)
        case "candles": fold(batches)
        case "read": try read()
        default: try write(batches)
        }
    }

    private func decode(_ batches: [FrameBatch]) -> Pass {
        var decoders = VenueDecoders()
        var trades: [Trade] = []
        var count = 0
        let start = cpuSeconds()
        for batch in batches {
            batch.forEach { entry, payload in
                trades.removeAll(keepingCapacity: true)
                // A malformed frame would show in the count of trades.
                _ = try? decoders.decode(
                    venue, payload, receivedTime: Timestamp(nanoseconds: entry.receivedNanoseconds), into: &trades)
                count += trades.count
            }
        }
        return Pass(cpu: cpuSeconds() - start, trades: count)
    }

    private func fold(_ batches: [FrameBatch]) -> Pass {
        var stage = MarketStage()
        var output = MarketStage.Output()
        let start = cpuSeconds()
        for batch in batches {
            stage.fold(batch, into: &output)
            output.removeAll()
        }
        let cpu = cpuSeconds() - start
        return Pass(cpu: cpu, trades: ReplaySummary(stage, elapsed: .zero).trades)
    }

    private func read() throws -> Pass {
        var batch = FrameBatch()
        let start = cpuSeconds()
        let reader = try RecordingReader(path: Input.recording(folder, venue))
        var frames = 0
        while try reader.read(into: &batch) { frames += batch.count }
        return Pass(cpu: cpuSeconds() - start, trades: frames)
    }

    private func write(_ batches: [FrameBatch]) throws -> Pass {
        let path = "\(folder)/\(venue).written"
        unlink(path)
        let start = cpuSeconds()
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        for batch in batches {
            try batch.forEach { entry, payload in
                try writer.write(receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: payload)
            }
        }
        try writer.close()
        return Pass(cpu: cpuSeconds() - start, trades: writer.frameCount, fileBytes: writer.fileBytes)
    }
}
