/// Everything that the screen can show, at one moment: one immutable value that stages fill and views read. Its arrays are
/// copied on write, so that publishing one costs a few references however long its histories are.
public struct Snapshot: Sendable {
    /// Where the data comes from, and how fast its time passes.
    public enum Source: Equatable, Sendable {
        case live
        case replay(Transport)
        /// The bundled recording.
        case demo(Transport)

        public var transport: Transport? {
            switch self {
            case .live: nil
            case .replay(let transport), .demo(let transport): transport
            }
        }
    }

    /// The state of a replay.
    public struct Transport: Equatable, Sendable {
        /// Recorded seconds a second, above 0; infinite for as fast as can be.
        public var speed: Double
        public var isPaused: Bool
        /// How much has been read, 0 to 1.
        public var fraction: Double
        public var hasEnded: Bool

        public init(speed: Double, isPaused: Bool = false, fraction: Double = 0, hasEnded: Bool = false) {
            self.speed = speed
            self.isPaused = isPaused
            self.fraction = fraction
            self.hasEnded = hasEnded
        }
    }

    /// Whether a recording is being written.
    public enum Recording: Equatable, Sendable {
        case off
        case on(bytes: Int, since: Timestamp)
        case failed(String)
    }

    /// What is wrong with the store.
    public struct StoreState: Equatable, Sendable {
        /// Whether it takes no rows now.
        public let isFailing: Bool
        public let waitingRows: Int
        /// Rows for which there was no room.
        public let lostRows: Int
        /// Rows that can never be stored.
        public let refusedRows: Int

        public init(isFailing: Bool, waitingRows: Int = 0, lostRows: Int = 0, refusedRows: Int = 0) {
            self.isFailing = isFailing
            self.waitingRows = waitingRows
            self.lostRows = lostRows
            self.refusedRows = refusedRows
        }
    }

    /// Rises with every snapshot that looks different from the one before, apart from the age of its data.
    public var revision = 0
    /// Now, by the data's own clock: the wall's while live, the receive time of the newest frame in a replay.
    public var time: Timestamp
    public var source: Source
    /// Whether the data was made up.
    public var isSynthetic = false
    public var feeds: [Feed] = []
    /// In the order in which they are listed.
    public var markets: [Market] = []
    /// Newest first.
    public var headlines: [News] = []
    /// Nil where no feed is polled.
    public var newsState: NewsState?
    public var models = Models()
    public var errors: [ErrorWindow] = []
    public var calibration: [CalibrationPoint] = []
    public var drift: [Drift] = []
    public var alerts: [Alert] = []
    /// Oldest first.
    public var log: [LogLine] = []
    public var recording = Recording.off
    /// Nil while nothing is wrong with it, and nothing was.
    public var store: StoreState?
    /// Intervals not watched, and holes in the trade ids, so far.
    public var gaps = 0
    public var notices: [Notice] = []
    /// The configuration in force, secrets hidden.
    public var settings: [Setting] = []

    public init(time: Timestamp, source: Source) {
        self.time = time
        self.source = source
    }

    /// What a topic waits for; nil where the stage behind it has not said.
    public func notice(on topic: Notice.Topic) -> Notice? { notices.first { $0.topic == topic } }
}
