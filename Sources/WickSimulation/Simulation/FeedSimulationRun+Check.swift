import Glibc
import Synchronization
import WickDomain
import WickFrames
import WickPipeline

// What must hold after every run.
extension FeedSimulationRun {
    /// - Throws: `FeedSimulation.Failure`.
    func check() throws -> FeedSimulation.Report {
        let (versions, counts, summary, networks) = kept.withLock {
            ($0.versions, $0.counts, $0.recorder, $0.networks)
        }
        try checkRecording(versions, counts, summary)
        var newest: [Instrument: [Timestamp: Candle]] = [:]
        for candle in versions { newest[candle.instrument, default: [:]][candle.openTime] = candle }
        var report = FeedSimulation.Report()
        let text = CandleText(format: .csv)
        for network in networks {
            let (instruments, log) = network.inspect { ($0.instruments, $0.log) }
            if let trace = options.trace { for fault in log.faults { trace("\(fault)") } }
            report.faults += log.faults.count
            report.violations += log.violations.map(\.description)
            for instrument in instruments {
                let candles = (newest[instrument] ?? [:]).values.sorted { $0.openTime < $1.openTime }
                let expected = ExpectedCandles(network.inspect { $0.truth(for: instrument) })
                if let difference = expected.firstDifference(
                    candles, from: opened, until: opened + options.length)
                {
                    throw failure("candles", difference)
                }
                report.trades += candles.reduce(0) { $0 + ($1.tradeCount ?? 0) }
                report.incomplete += candles.count { $0.state == .incomplete || $0.state == .outage }
                report.candles += candles.map(text.line).joined()
            }
        }
        report.frames = counts.frames
        for path in summary.files { report.recordingHash = try hash(of: path, from: report.recordingHash) }
        return report
    }

    private func failure(_ check: String, _ difference: String) -> FeedSimulation.Failure {
        FeedSimulation.Failure(seed: options.seed, check: check, difference: difference)
    }

    /// Every frame that was folded is recorded, and a replay gives the same versions.
    private func checkRecording(
        _ versions: [Candle], _ counts: MarketStage.Counts, _ summary: RecorderSummary
    ) throws {
        guard summary.frames == counts.frames, summary.lostFrames == 0, summary.isComplete else {
            throw failure("frames", "\(summary.frames) recorded, \(summary.lostFrames) lost, \(counts.frames) folded")
        }
        var stage = MarketStage()
        var replayed: [Candle] = []
        var output = MarketStage.Output()
        for path in summary.files {
            let reader = try RecordingReader(path: path)
            var batch = FrameBatch()
            while try reader.read(into: &batch) {
                output.removeAll()
                stage.fold(batch, into: &output)
                replayed += output.candles
            }
            if let problem = reader.problems.first { throw failure("recording", "\(problem)") }
        }
        guard stage.counts == counts else { throw failure("replay", "\(stage.counts) and live \(counts)") }
        guard replayed != versions else { return }
        let index = zip(replayed, versions).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        throw failure(
            "replay",
            index.map { "version \($0): \(replayed[$0]) and live \(versions[$0])" }
                ?? "\(replayed.count) versions and live \(versions.count)")
    }

    /// FNV-1a, in pieces.
    private func hash(of path: String, from start: UInt64) throws -> UInt64 {
        guard let file = fopen(path, "rb") else { throw failure("recording", "\(path) cannot be read") }
        defer { fclose(file) }
        var hash = start ^ 0xcbf2_9ce4_8422_2325
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            for byte in buffer[..<count] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        return hash
    }
}
