public import WickDomain
import WickNews
public import WickStore

/// Brings collected headlines into the store, scored by the lexicon as of when they were seen, and has the features of the minutes that
/// they concern computed again. Owned by one command.
public struct NewsIntake: Sendable {
    /// Headlines that are stored in one transaction, with their scores.
    private static let chunk = 1000

    private let store: Store
    private let lexicon = LexiconScorer()
    private var batch = StoreBatch()
    private var tally = RefusalTally()
    /// Rows that can never be stored, by kind and reason.
    public var refused: [RefusalCount] { tally.counts }
    /// What became of headlines and scores.
    public private(set) var receipt = StoreBatch.Receipt()

    /// - Parameter importRun: the import that the headlines are noted as stored by.
    public init(_ store: Store, importRun: Int? = nil) {
        self.store = store
        batch.outdatesFeatures = true
        batch.importRun = importRun
    }

    public mutating func add(_ headline: Headline) throws(StoreError) {
        batch.headlines.append(headline)
        batch.scores += lexicon.scores([headline], at: headline.seenTime)
        if batch.headlines.count >= Self.chunk { try flush() }
    }

    /// Stores what waits.
    public mutating func flush() throws(StoreError) {
        let acceptance = try store.accept(batch)
        receipt += acceptance.receipt
        _ = tally.add(acceptance.refused)
        batch.headlines.removeAll(keepingCapacity: true)
        batch.scores.removeAll(keepingCapacity: true)
    }
}
