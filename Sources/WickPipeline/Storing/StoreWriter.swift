import WickDomain
public import WickStore

/// Gathers what stages give out and hands it to the store in batches of a bounded size. Owned by one command.
public struct StoreWriter: Sendable {
    /// Rows that wait before they are stored: a twentieth of a second of writing, and 2 MB of memory.
    public static let rowsPerBatch = 5000

    private let store: Store
    private var queue: StoreQueue
    private var tally = RefusalTally()
    /// What became of the rows so far.
    public private(set) var receipt = StoreBatch.Receipt()

    /// The import that what is stored is noted as stored by.
    private let importRun: Int?

    /// Whether what is stored may be older than features that are there.
    private let outdatesFeatures: Bool

    public init(
        _ store: Store, importRun: Int? = nil, outdatesFeatures: Bool = false, queue: StoreQueue = StoreQueue()
    ) {
        self.store = store
        self.importRun = importRun
        self.outdatesFeatures = outdatesFeatures
        self.queue = queue
    }

    /// Rows that are not stored yet.
    public var waiting: Int { queue.rows }
    /// Rows for which there was no room while the store took none.
    public var lost: RowCounts { queue.lost }
    /// Rows that can never be stored, by kind and reason; they are in `refused_row`.
    public var refused: [RefusalCount] { tally.counts }

    /// Adds what one step led to.
    ///
    /// - Throws: `StoreError` when a batch was due and could not be stored; it still waits.
    public mutating func add(_ rows: Rows) throws(StoreError) {
        queue.add(rows)
        if waiting >= Self.rowsPerBatch { try flush() }
    }

    /// Stores what waits, and sets aside what can never be stored.
    ///
    /// - Throws: `StoreError`; then all that could not be stored still waits.
    public mutating func flush() throws(StoreError) {
        while var batch = queue.take() {
            batch.importRun = importRun
            batch.outdatesFeatures = outdatesFeatures
            do throws(StoreError) {
                let acceptance = try store.accept(batch)
                queue.confirm(acceptance)
                receipt += acceptance.receipt
                _ = tally.add(acceptance.refused)
            } catch {
                queue.putBack()
                throw error
            }
        }
    }
}
