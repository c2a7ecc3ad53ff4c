public import WickDomain

/// What the rules look at, at one moment: filled by whoever runs the pipeline, from whatever it has. What is not known is
/// left out, and its alerts stay as they are.
public struct AlertInput: Sendable {
    public struct Feed: Equatable, Sendable {
        public let venue: Venue
        /// Since its last message, or since it was started where there was none.
        public let silence: Duration
        /// Whether it has said anything since the start. Where not, how long it has been silent is not known, only how
        /// long at least: a restart does not end the silence of before.
        public let hasSpoken: Bool

        public init(venue: Venue, silence: Duration, hasSpoken: Bool = true) {
            self.venue = venue
            self.silence = silence
            self.hasSpoken = hasSpoken
        }
    }

    /// How wrong one instrument's predictions were over a window.
    public struct ErrorWindow: Equatable, Sendable {
        public let instrument: Instrument
        public let window: Duration
        /// Scored predictions in it.
        public let count: Int
        /// Mean absolute error over that of predicting no change; nil where the price has not moved.
        public let errorRatio: Double?
        /// Part of what came that its interval held, 0 to 1, and what was promised.
        public let coverage: Double
        public let promisedCoverage: Double

        public init(
            instrument: Instrument, window: Duration, count: Int, errorRatio: Double?, coverage: Double,
            promisedCoverage: Double
        ) {
            self.instrument = instrument
            self.window = window
            self.count = count
            self.errorRatio = errorRatio
            self.coverage = coverage
            self.promisedCoverage = promisedCoverage
        }
    }

    public struct Training: Equatable, Sendable {
        /// Since the last that succeeded.
        public let failuresInRow: Int
        /// Why the last one failed.
        public let reason: String

        public init(failuresInRow: Int, reason: String) {
            self.failuresInRow = failuresInRow
            self.reason = reason
        }
    }

    /// How the store is.
    public struct Store: Equatable, Sendable {
        /// Since when it takes no rows; zero while it does.
        public let failingFor: Duration
        /// Why, and how much waits.
        public let reason: String
        public let waitingRows: Int

        public init(failingFor: Duration = .zero, reason: String = "", waitingRows: Int = 0) {
            self.failingFor = failingFor
            self.reason = reason
            self.waitingRows = waitingRows
        }
    }

    public var feeds: [Feed] = []
    /// Minutes of the last day that are incomplete or were not watched, by instrument.
    public var openGaps: [Instrument: Int] = [:]
    public var errors: [ErrorWindow] = []
    /// Names of the drifted features of each instrument's champion.
    public var drifted: [Instrument: [String]] = [:]
    /// Each instrument's newest price.
    public internal(set) var prices: [Instrument: Price] = [:]
    /// Each instrument's newest prediction.
    public internal(set) var predictions: [Instrument: Prediction] = [:]
    /// Of the minute that the price is of.
    private var priceMinutes: [Instrument: Timestamp] = [:]
    /// Nil before the first training that this program has seen end.
    public var training: Training?
    /// Where the database is; nil where it cannot be told.
    public var freeDiskBytes: Int64?
    /// Nil where nothing is stored.
    public var store: Store?

    public init() {}

    /// Takes a version of a minute, closed or running. One of an older minute, such as a repair, says nothing of the price that is.
    public mutating func take(_ candle: Candle) {
        if let minute = priceMinutes[candle.instrument], candle.openTime < minute { return }
        priceMinutes[candle.instrument] = candle.openTime
        prices[candle.instrument] = candle.close
    }

    /// Takes a prediction; one that was made from an older minute says nothing of what is predicted now.
    public mutating func take(_ prediction: Prediction) {
        if let known = predictions[prediction.instrument], prediction.madeAt < known.madeAt { return }
        predictions[prediction.instrument] = prediction
    }
}
