public import WickDomain

/// What becomes known together and is stored together: after a crash either all of it is there or nothing. A candle and
/// the vector made from it belong into one batch.
public struct StoreBatch: Sendable {
    /// Feature vectors and what their values mean.
    public struct Vectors: Sendable {
        public let schema: FeatureSchema
        public var rows: [FeatureVector]

        public init(schema: FeatureSchema, rows: [FeatureVector] = []) {
            self.schema = schema
            self.rows = rows
        }
    }

    /// Most rows of one batch. 10,000 vectors of 60 features are 6 MB and take a twentieth of a second, after which
    /// readers of other processes and the next batch have their turn.
    public static let maximumRows = 10_000

    /// Minutes only; larger timeframes are folded from them. What a feed knows of a minute comes before what an import says of it: a whole
    /// minute takes the imported one's place, and behind one that is not whole the imported one stays the newest.
    public var candles: [Candle] = []
    /// Minutes of an import (`importRun`), or of a backfill where there is none.
    public var imported: [ImportedCandle] = []
    public var vectors: Vectors?
    public var headlines: [Headline] = []
    /// Of headlines in the store or in this batch.
    public var scores: [SentimentScore] = []
    public var gaps: [ObservationGap] = []
    public var predictions: [Prediction] = []
    /// Of predictions in the store or in this batch.
    public var outcomes: [Outcome] = []
    public var alerts: [AlertRecord] = []
    /// The import (`Store.beginImport`) that candles and headlines are noted as stored by.
    public var importRun: Int?
    /// Whether the candles and scores may be older than features that are made already, as those of a replay or an import are: the
    /// minutes that they touch are then marked, in this same transaction, as ones whose features are to be computed again. Imported
    /// minutes always are.
    public var outdatesFeatures = false
    /// Whose features were lost on the way here, and are to be computed again.
    public var stale: [StaleMinutes] = []
    /// Rows of earlier batches that can never be stored, and could not be kept either.
    public var refused: [RefusedRow] = []

    public init() {}

    public var count: Int {
        candles.count + imported.count + (vectors?.rows.count ?? 0) + headlines.count + scores.count + gaps.count
            + predictions.count
            + outcomes.count + alerts.count
    }

    public var isEmpty: Bool { count == 0 && stale.isEmpty && refused.isEmpty }

    /// What became of a batch whose bad rows were set aside.
    public struct Acceptance: Equatable, Sendable {
        public var receipt = Receipt()
        /// Rows that can never be stored, with their reasons.
        public var refused: [RefusedRow] = []
        /// Those, and earlier ones, for which there was no place in the store either.
        public var unkept: [RefusedRow] = []

        public init() {}
    }

    /// What became of the rows of a batch.
    public struct Receipt: Equatable, Sendable {
        public var added = 0
        /// There already, the same: seen twice.
        public var present = 0
        /// There already under the same key and known time, with other values. The first version stays, because
        /// versions never change.
        public var conflicting = 0
        /// Set aside, because they can never be stored.
        public var refused = 0

        public init(added: Int = 0, present: Int = 0, conflicting: Int = 0, refused: Int = 0) {
            self.added = added
            self.present = present
            self.conflicting = conflicting
            self.refused = refused
        }

        public static func += (left: inout Receipt, right: Receipt) {
            left.added += right.added
            left.present += right.present
            left.conflicting += right.conflicting
            left.refused += right.refused
        }

        mutating func count(_ fate: RowInserter.Fate) {
            switch fate {
            case .added: added += 1
            case .present: present += 1
            case .conflicting: conflicting += 1
            }
        }
    }
}
