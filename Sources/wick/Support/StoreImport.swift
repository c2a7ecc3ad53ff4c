import WickDomain
import WickPipeline
import WickStore

/// Candles into the store, and then the features of what changed. Owned by one command.
struct StoreImport {
    private static let batch = 1000

    private let store: Store
    private let now: Timestamp
    private var intake: CandleIntake
    private var waiting: [Candle] = []
    private var features = StoreBatch.Receipt()

    init(_ store: Store) {
        self.store = store
        now = Timestamp(nanoseconds: WallClock.nanoseconds())
        intake = CandleIntake(store, now: now)
    }

    mutating func add(_ candle: Candle) throws {
        waiting.append(candle)
        guard waiting.count >= Self.batch else { return }
        try intake.add(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    /// Stores what waits, so that a stop does not cost it.
    mutating func flush() throws {
        try intake.add(waiting)
        try intake.flush()
        waiting.removeAll(keepingCapacity: true)
    }

    /// Stores what waits, and makes features: of everything where an earlier import did not come to it.
    mutating func finish() throws {
        try flush()
        var refresh = FeatureRefresh(store, now: now)
        var bar = ProgressBar(title: "features")
        _ = try refresh.run(try store.instruments(), from: try start()) { fraction, time in
            bar.show(fraction, detail: "\(time)")
        }
        bar.clear()
        features = refresh.receipt
    }

    /// The first minute whose features may be missing: of what changed now, or behind what has features.
    private func start() throws -> Timestamp? {
        var start = intake.changed.values.min()
        for instrument in try store.instruments() {
            guard let last = try store.lastVectorTime(of: instrument) else { return nil }
            start = min(start ?? last, last)
        }
        return start
    }

    var summary: String {
        let counts = intake.counts
        var parts = ["\(counts.added) stored"]
        if counts.present > 0 { parts.append("\(counts.present) there already") }
        if counts.corrected > 0 { parts.append("\(counts.corrected) corrected") }
        if counts.differing > 0 { parts.append("\(counts.differing) differ from what is stored and were left out") }
        return parts.joined(separator: ", ") + "; \(features.added) feature rows"
    }
}
