public import WickDomain
import WickFeatures
public import WickStore

/// Gathers what stages give out and hands it to the store in batches of a bounded size. Owned by one command or actor.
public struct StoreWriter: Sendable {
    /// Rows that wait before they are stored: a twentieth of a second of writing, and 2 MB of memory.
    public static let rowsPerBatch = 5000

    private let store: Store
    private var pending = StoreBatch()
    private var vectors = StoreBatch.Vectors(schema: FeatureSet.schema)
    /// What became of the rows so far.
    public private(set) var receipt = StoreBatch.Receipt()

    public init(_ store: Store) { self.store = store }

    /// Rows that are not stored yet.
    public var waiting: Int { pending.count + vectors.rows.count }

    /// Adds what one step led to. A candle and the vectors that came with it are stored together.
    ///
    /// - Throws: `StoreError` when a batch was due and could not be stored; it still waits.
    public mutating func add(
        candles: [Candle] = [], vectors: [FeatureVector] = [], gaps: [ObservationGap] = [],
        predictions: [Prediction] = [], outcomes: [Outcome] = []
    ) throws(StoreError) {
        let count = candles.count + vectors.count + gaps.count + predictions.count + outcomes.count
        // What comes at once may be as much as a batch can hold at most.
        if waiting + count > StoreBatch.maximumRows { try flush() }
        pending.candles += candles
        pending.gaps += gaps
        pending.predictions += predictions
        pending.outcomes += outcomes
        self.vectors.rows += vectors
        if waiting >= Self.rowsPerBatch { try flush() }
    }

    /// Stores what waits.
    ///
    /// - Throws: `StoreError`; then all that could not be stored still waits.
    public mutating func flush() throws(StoreError) {
        while waiting > 0 {
            var batch = StoreBatch()
            var room = StoreBatch.maximumRows
            batch.candles = Self.take(&room, of: pending.candles)
            batch.gaps = Self.take(&room, of: pending.gaps)
            // Outcomes come after the predictions that they are of.
            batch.predictions = Self.take(&room, of: pending.predictions)
            batch.outcomes = Self.take(&room, of: pending.outcomes)
            let rows = Self.take(&room, of: vectors.rows)
            if !rows.isEmpty { batch.vectors = StoreBatch.Vectors(schema: vectors.schema, rows: rows) }
            receipt += try store.write(batch)
            pending.candles.removeFirst(batch.candles.count)
            pending.gaps.removeFirst(batch.gaps.count)
            pending.predictions.removeFirst(batch.predictions.count)
            pending.outcomes.removeFirst(batch.outcomes.count)
            vectors.rows.removeFirst(rows.count)
        }
    }

    private static func take<Row>(_ room: inout Int, of rows: [Row]) -> [Row] {
        let taken = Array(rows.prefix(room))
        room -= taken.count
        return taken
    }
}
