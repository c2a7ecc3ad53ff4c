public import WickDomain
import WickFeatures
public import WickStore

/// Gathers what stages give out and hands it to the store in batches of a bounded size. Owned by one command or actor.
public struct StoreWriter: Sendable {
    /// What one step led to. A candle and the vectors that came with it are stored together.
    public struct Rows: Sendable {
        public var candles: [Candle] = []
        public var vectors: [FeatureVector] = []
        public var headlines: [Headline] = []
        public var scores: [SentimentScore] = []
        public var gaps: [ObservationGap] = []
        public var predictions: [Prediction] = []
        /// Of predictions in the store or in these rows.
        public var outcomes: [Outcome] = []

        public init() {}

        public init(_ output: MarketStage.Output) {
            candles = output.candles
            gaps = output.gaps
        }

        public init(_ output: ResearchStage.Output) {
            self.init(output.market)
            vectors = output.vectors
            headlines = output.news.headlines
            scores = output.news.scores
            add(output.forecasts)
        }

        /// Adds what the forecasts of the same step are.
        public mutating func add(_ output: ForecastStage.Output) {
            predictions += output.predictions
            outcomes += output.outcomes
        }

        public var count: Int {
            candles.count + vectors.count + headlines.count + scores.count + gaps.count + predictions.count
                + outcomes.count
        }
    }

    /// Rows that wait before they are stored: a twentieth of a second of writing, and 2 MB of memory.
    public static let rowsPerBatch = 5000

    private let store: Store
    private var pending = Rows()
    /// What became of the rows so far.
    public private(set) var receipt = StoreBatch.Receipt()

    /// The import that what is stored is noted as stored by.
    private let importRun: Int?

    /// Whether what is stored may be older than features that are there.
    private let outdatesFeatures: Bool

    public init(_ store: Store, importRun: Int? = nil, outdatesFeatures: Bool = false) {
        self.store = store
        self.importRun = importRun
        self.outdatesFeatures = outdatesFeatures
    }

    /// Rows that are not stored yet.
    public var waiting: Int { pending.count }

    /// Adds what one step led to.
    ///
    /// - Throws: `StoreError` when a batch was due and could not be stored; it still waits.
    public mutating func add(_ rows: Rows) throws(StoreError) {
        // What comes at once may be as much as a batch can hold at most.
        if waiting + rows.count > StoreBatch.maximumRows { try flush() }
        pending.candles += rows.candles
        pending.vectors += rows.vectors
        pending.headlines += rows.headlines
        pending.scores += rows.scores
        pending.gaps += rows.gaps
        pending.predictions += rows.predictions
        pending.outcomes += rows.outcomes
        if waiting >= Self.rowsPerBatch { try flush() }
    }

    /// Stores what waits.
    ///
    /// - Throws: `StoreError`; then all that could not be stored still waits.
    public mutating func flush() throws(StoreError) {
        while waiting > 0 {
            var batch = StoreBatch()
            batch.importRun = importRun
            batch.outdatesFeatures = outdatesFeatures
            var room = StoreBatch.maximumRows
            // Headlines before their scores.
            batch.headlines = Self.take(&room, of: pending.headlines)
            batch.scores = Self.take(&room, of: pending.scores)
            batch.candles = Self.take(&room, of: pending.candles)
            batch.gaps = Self.take(&room, of: pending.gaps)
            // Outcomes come after the predictions that they are of.
            batch.predictions = Self.take(&room, of: pending.predictions)
            batch.outcomes = Self.take(&room, of: pending.outcomes)
            let rows = Self.take(&room, of: pending.vectors)
            if !rows.isEmpty { batch.vectors = StoreBatch.Vectors(schema: FeatureSet.schema, rows: rows) }
            receipt += try store.write(batch)
            pending.headlines.removeFirst(batch.headlines.count)
            pending.scores.removeFirst(batch.scores.count)
            pending.candles.removeFirst(batch.candles.count)
            pending.gaps.removeFirst(batch.gaps.count)
            pending.predictions.removeFirst(batch.predictions.count)
            pending.outcomes.removeFirst(batch.outcomes.count)
            pending.vectors.removeFirst(rows.count)
        }
    }

    private static func take<Row>(_ room: inout Int, of rows: [Row]) -> [Row] {
        let taken = Array(rows.prefix(room))
        room -= taken.count
        return taken
    }
}
