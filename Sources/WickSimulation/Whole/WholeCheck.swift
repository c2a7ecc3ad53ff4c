import Glibc
import WickDomain
import WickFrames
import WickPipeline
import WickStore
import Synchronization

/// What must hold after every run of the whole.
struct WholeCheck {
    let run: WholeSimulationRun
    private let lives: [LifeRecord]
    private let disk: DiskImage

    init(_ run: WholeSimulationRun) {
        self.run = run
        let kept = run.kept.withLock { $0 }
        lives = kept.lives
        guard let disk = kept.disk else { preconditionFailure("a run without a disk") }
        self.disk = disk
    }

    /// - Throws: `WholeSimulation.Failure`.
    func report() throws -> WholeReport {
        let store = try Store.open(path: disk.store)
        var report = try count(store)
        let refusal = SimulatedDisk.rowRefusal(seed: run.options.seed, isHostile: run.options.isHostile)
        let replay = ReplayCheck(
            seed: run.options.seed, models: StoredModels(store),
            disturbance: StoreDisturbance(row: refusal, answer: { _ in nil }))
        for life in lives {
            report.replayed += try replay.check(life)
            try QueueCheck(seed: run.options.seed).check(life)
        }
        try ClockCheck(seed: run.options.seed, lives: lives).check()
        try OutcomeCheck(seed: run.options.seed, lives: lives).check(store, into: &report)
        report.recomputed = try AsOfCheck(seed: run.options.seed).check(store)
        let (receipts, end) = run.kept.withLock { ($0.receipts, $0.end) }
        try AlertCheck(seed: run.options.seed, receipts: receipts, end: end).check(store, into: &report)
        report.answered = try APICheck(seed: run.options.seed, end: end).check(store)
        try checkCandles(store, into: &report)
        let tables = try store.fingerprints()
        for table in tables { for row in table.rows { report.storeHash = Self.fold(row, into: report.storeHash) } }
        try store.close()
        for frame in try disk.frames() {
            report.recordingHash = Self.fold(UInt64(bitPattern: frame.receivedNanoseconds), into: report.recordingHash)
            for byte in frame.payload { report.recordingHash = Self.fold(UInt64(byte), into: report.recordingHash) }
        }
        return report
    }

    private func count(_ store: Store) throws -> WholeReport {
        var report = WholeReport()
        run.kept.withLock { kept in
            report.lives = kept.starts
            report.deaths = kept.deaths
            report.faults = kept.refusals
            for network in kept.networks {
                let log = network.inspect { $0.log }
                report.faults += log.faults.count
                report.violations += log.violations.count
            }
        }
        for life in lives {
            report.frames += life.frames.count
            report.longestChannel = max(report.longestChannel, life.longest.channelBytes)
            report.longestStoreQueue = max(report.longestStoreQueue, life.longest.storeRows)
        }
        for table in try store.fingerprints() {
            switch table.table {
            case "feature": report.vectors = table.rows.count
            case "headline": report.headlines = table.rows.count
            case "sentiment": report.scores = table.rows.count
            case "refused_row": report.refused = table.rows.count
            case "training_run": report.runs = table.rows.count
            case "model": report.models = table.rows.count
            case "model_alias": report.championChanges = table.rows.count
            default: break
            }
        }
        return report
    }

    /// Stored candles are those of the trades that happened.
    private func checkCandles(_ store: Store, into report: inout WholeReport) throws {
        let end = run.opened + run.options.length
        for network in run.kept.withLock({ $0.networks }) {
            for instrument in network.inspect({ $0.instruments }) {
                let candles = try store.candles(of: instrument, in: run.opened..<end + .seconds(600))
                let expected = ExpectedCandles(network.inspect { $0.truth(for: instrument) })
                if let difference = expected.firstDifference(candles, from: run.opened, until: end) {
                    throw WholeSimulation.Failure(
                        seed: run.options.seed, check: "candles", difference: difference)
                }
                report.trades += candles.reduce(0) { $0 + ($1.tradeCount ?? 0) }
                report.incomplete += candles.count { !$0.state.isWhole }
            }
        }
    }

    private static func fold(_ value: UInt64, into hash: UInt64) -> UInt64 {
        (hash ^ 0xcbf2_9ce4_8422_2325 ^ value) &* 0x0000_0100_0000_01b3
    }
}
