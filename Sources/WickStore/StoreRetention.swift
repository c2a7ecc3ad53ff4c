/// How long rows are kept, in days from their event time (headlines: from when they were seen); nil is for ever, which
/// is the default of all.
public struct StoreRetention: Equatable, Sendable {
    public var candleDays: Int?
    public var featureDays: Int?
    /// With their scores.
    public var headlineDays: Int?
    /// With their outcomes.
    public var predictionDays: Int?

    /// The shortest: training and correction need at least the last week.
    public static let minimumDays = 7
    /// Most rows that are removed in one transaction, so that the stages that write wait no longer than for a batch.
    static let rowsPerTransaction = StoreBatch.maximumRows

    public init(
        candleDays: Int? = nil, featureDays: Int? = nil, headlineDays: Int? = nil, predictionDays: Int? = nil
    ) {
        for days in [candleDays, featureDays, headlineDays, predictionDays].compactMap(\.self) {
            precondition(days >= Self.minimumDays, "nothing is kept for less than \(Self.minimumDays) days")
        }
        self.candleDays = candleDays
        self.featureDays = featureDays
        self.headlineDays = headlineDays
        self.predictionDays = predictionDays
    }

    /// How many rows were removed.
    public struct Removal: Equatable, Sendable {
        public var candles = 0
        public var features = 0
        public var headlines = 0
        public var predictions = 0

        public init(candles: Int = 0, features: Int = 0, headlines: Int = 0, predictions: Int = 0) {
            self.candles = candles
            self.features = features
            self.headlines = headlines
            self.predictions = predictions
        }
    }
}
