public import WickDomain
public import WickStore

/// What the API answers from memory: the newest of everything, at one moment. The pipeline fills it; nobody asks the
/// store for it.
public struct ServedState: Sendable {
    /// One venue's connection.
    public struct Feed: Equatable, Sendable {
        public var connection: Snapshot.Feed
        public var frames: Int
        public var trades: Int
        public var malformed: Int
        /// Trades that were set aside, stamped too far ahead of when they came.
        public var implausible: Int
        public var connections: Int
        /// Trade ids that are known to be missing, and asked for.
        public var missing: UInt64

        public init(
            connection: Snapshot.Feed, frames: Int = 0, trades: Int = 0, malformed: Int = 0,
            implausible: Int = 0, connections: Int = 0, missing: UInt64 = 0
        ) {
            self.connection = connection
            self.frames = frames
            self.trades = trades
            self.malformed = malformed
            self.implausible = implausible
            self.connections = connections
            self.missing = missing
        }

        /// Whether what it said last can be taken for the present.
        public var isLive: Bool { connection.state == .live || connection.state == .repairing }
    }

    /// One instrument that is watched.
    public struct Market: Sendable {
        public let instrument: Instrument
        /// The running minute.
        public var open: Candle?
        /// The newest minute that has closed.
        public var closed: Candle?
        /// Newest features, in the order of `featureNames`.
        public var vector: FeatureVector?
        /// The newest of each horizon, by target time.
        public var predictions: [ServedPrediction] = []
        /// The newest outcome.
        public var outcome: ServedOutcome?

        public init(instrument: Instrument) { self.instrument = instrument }
    }

    /// A model at work.
    public struct Champion: Equatable, Sendable {
        public let instrument: Instrument
        public let horizon: Duration
        public let version: Int
        /// Why it cannot be used; nil where it can.
        public let fault: String?

        public init(instrument: Instrument, horizon: Duration, version: Int, fault: String? = nil) {
            self.instrument = instrument
            self.horizon = horizon
            self.version = version
            self.fault = fault
        }
    }

    /// Whether the store takes rows, and what came of those that it did not take.
    public struct StoreState: Equatable, Sendable {
        /// Why it takes none; nil while it does.
        public var failure: String?
        public var waitingRows = 0
        public var waitingBytes = 0
        /// Rows for which there was no room while they waited.
        public var lost = RowCounts()
        /// Rows that can never be stored, by kind and reason.
        public var refused: [RefusalCount] = []

        public init() {}
    }

    /// What the program counts.
    public struct Counts: Equatable, Sendable {
        /// Intervals not watched, and holes in the trade ids.
        public var gaps = 0
        public var candles = 0
        public var predictions = 0
        public var outcomes = 0
        public var headlines = 0
        /// Bytes of frames that wait for the pipeline.
        public var waitingBytes = 0
        public var storeFailures = 0

        public init() {}
    }

    /// A prediction is of the past when its target is; and of a stopped pipeline when it was made this long ago.
    public static let predictionLife: Duration = .seconds(150)

    /// Now, by the clock of the run, which never goes back.
    public var time: Timestamp
    /// How far the machine's clock is ahead of that; below zero after it was set back.
    public var clockLead: Duration = .zero
    public let startTime: Timestamp
    public let version: String
    /// By venue.
    public var feeds: [Feed] = []
    /// By instrument.
    public var markets: [Market] = []
    public var featureNames: [String] = []
    public var schemaHash = ""
    public var champions: [Champion] = []
    public var errors: [Snapshot.ErrorWindow] = []
    public var drift: [Snapshot.Drift] = []
    public var news: Snapshot.NewsState?
    /// The running training, or the last that ran.
    public var training: Snapshot.TrainingRun?
    /// Newest first; at most `maximumAlerts`.
    public var alerts: [Snapshot.Alert] = []
    public var counts = Counts()
    public var store = StoreState()
    /// Whether the program is about to end.
    public var isStopping = false

    /// Alerts that are kept for those who ask.
    public static let maximumAlerts = 200

    public init(time: Timestamp, version: String, instruments: [Instrument]) {
        self.time = time
        startTime = time
        self.version = version
        markets = instruments.sorted().map(Market.init)
    }

    public var instruments: [Instrument] { markets.map(\.instrument) }

    /// The market of an instrument; made where there was none.
    public subscript(instrument: Instrument) -> Market {
        get { markets.first { $0.instrument == instrument } ?? Market(instrument: instrument) }
        set {
            if let index = markets.firstIndex(where: { $0.instrument == instrument }) {
                markets[index] = newValue
            } else {
                let place = markets.firstIndex { $0.instrument > instrument } ?? markets.count
                markets.insert(newValue, at: place)
            }
        }
    }

    func feed(of venue: Venue) -> Feed? { feeds.first { $0.connection.venue == venue } }

    /// Whether a venue's data may be old: its feed is not live.
    func isStale(_ venue: Venue) -> Bool { !(feed(of: venue)?.isLive ?? false) }

    /// Whether a prediction no longer speaks of the present.
    func isStale(_ prediction: Prediction) -> Bool {
        isStale(prediction.instrument.venue) || prediction.targetTime <= time
            || time - prediction.madeAt > Self.predictionLife
    }
}
