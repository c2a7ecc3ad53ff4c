import WickDomain
import WickPipeline
import WickStore

/// Candles into the store, and then the features of what changed. Owned by one command.
struct StoreImport {
    private static let batch = 1000

    private let store: Store
    private var intake: CandleIntake
    private var waiting: [Candle] = []
    private var features = FeatureChanges()

    /// - Parameter importRun: the import that the minutes are noted as stored by; nil for what venues list.
    init(_ store: Store, importRun: Int? = nil) {
        self.store = store
        intake = CandleIntake(store, importRun: importRun)
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

    /// Stores what waits, and brings features up to date: also those that an earlier import did not come to.
    mutating func finish() throws {
        try flush()
        features = try FeatureUpdate(store).run()
    }

    var summary: String {
        let counts = intake.counts
        var parts = ["\(counts.added) stored"]
        if counts.present > 0 { parts.append("\(counts.present) there already") }
        if counts.corrected > 0 { parts.append("\(counts.corrected) corrected") }
        if counts.differing > 0 { parts.append("\(counts.differing) differ from what is stored and were left out") }
        parts += intake.refused.map(\.words)
        return parts.joined(separator: ", ") + "; \(features.text)"
    }
}
