extension Snapshot {
    /// One instrument.
    public struct Market: Sendable {
        public let instrument: Instrument
        /// Candles by timeframe; one that is absent has none yet.
        public var series: [Timeframe: CandleSeries] = [:]
        public var lastPrice: Price?
        /// By the venue's clock.
        public var lastTradeTime: Timestamp?
        /// Over a day, or since the start, as a fraction: 0.01 is one percent.
        public var dayChange: Double?
        /// Newest first.
        public var tape: [Trade] = []
        /// In the order in which they were made, each with what became of it.
        public var predictions: [Forecast] = []

        public init(instrument: Instrument) { self.instrument = instrument }
    }

    /// Candles of one timeframe with what was computed from them.
    public struct CandleSeries: Sendable {
        public let timeframe: Timeframe
        /// Ascending, each in its newest version.
        public var closed: [Candle] = []
        /// The running one.
        public var open: Candle?
        public var indicators: [IndicatorLine] = []

        public init(timeframe: Timeframe) { self.timeframe = timeframe }
    }

    /// One indicator along a series.
    public struct IndicatorLine: Sendable {
        /// What it can be drawn against.
        public enum Place: Equatable, Sendable {
            /// The price, over the candles.
            case price
            /// A fixed range under the candles, such as 0...100 of an RSI.
            case range(ClosedRange<Double>)
            /// Around zero, such as a MACD.
            case zero
        }

        /// Such as "EMA20" or "BB upper".
        public let name: String
        /// Lines of one group are switched together, such as "BB".
        public let group: String
        public let place: Place
        /// One value for each closed candle, and perhaps one more for the open candle; NaN where unknown.
        public var values: [Double]

        public init(name: String, group: String, place: Place, values: [Double]) {
            self.name = name
            self.group = group
            self.place = place
            self.values = values
        }
    }

    /// A prediction as it was issued, with its outcome once there is one.
    public struct Forecast: Equatable, Sendable {
        public let prediction: Prediction
        public var outcome: Outcome?

        public init(prediction: Prediction, outcome: Outcome? = nil) {
            self.prediction = prediction
            self.outcome = outcome
        }
    }

    /// How the news come in.
    public struct NewsState: Equatable, Sendable {
        /// Feeds whose last answer was good.
        public let liveFeeds: Int
        public let feeds: Int
        /// What scores, and where a language model is asked, how that is: "lexicon", "gpt-5 12 calls, $0.03", "lexicon, gpt-5 over budget".
        public let scorer: String
        /// Whether the scorer is not the one that is wanted.
        public let isFallback: Bool

        public init(liveFeeds: Int, feeds: Int, scorer: String, isFallback: Bool = false) {
            self.liveFeeds = liveFeeds
            self.feeds = feeds
            self.scorer = scorer
            self.isFallback = isFallback
        }
    }

    /// A headline with its newest score, if it has one.
    public struct News: Equatable, Sendable {
        public let headline: Headline
        public var score: SentimentScore?

        public init(headline: Headline, score: SentimentScore? = nil) {
            self.headline = headline
            self.score = score
        }
    }
}
