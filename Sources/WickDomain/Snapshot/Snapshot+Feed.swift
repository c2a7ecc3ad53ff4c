extension Snapshot {
    /// One venue's connection.
    public struct Feed: Equatable, Sendable {
        public enum State: Equatable, Sendable {
            case connecting
            case live
            case stale
            case reconnecting(attempt: Int, nextTry: Timestamp)
            case repairing
            /// Read from a recording.
            case replayed
            case stopped
        }

        public let venue: Venue
        public var state: State
        /// When it last said anything, heartbeats included; nil before the first time.
        public var lastReceived: Timestamp?
        /// Median time from the venue to us; nil before it is known.
        public var latency: Duration?

        public init(venue: Venue, state: State, lastReceived: Timestamp? = nil, latency: Duration? = nil) {
            self.venue = venue
            self.state = state
            self.lastReceived = lastReceived
            self.latency = latency
        }
    }

    /// What happened, for the log pane.
    public struct LogLine: Equatable, Sendable {
        public enum Level: String, Sendable {
            case note
            case warning
            case failure
        }

        public let time: Timestamp
        public let level: Level
        public let text: String

        public init(time: Timestamp, level: Level, text: String) {
            self.time = time
            self.level = level
            self.text = text
        }
    }

    public struct Alert: Equatable, Sendable {
        public let time: Timestamp
        /// The rule that fired, such as "BTC/USD above 70000".
        public let rule: String
        public let text: String
        public var isAcknowledged: Bool

        public init(time: Timestamp, rule: String, text: String, isAcknowledged: Bool = false) {
            self.time = time
            self.rule = rule
            self.text = text
            self.isAcknowledged = isAcknowledged
        }
    }

    /// Why a pane is empty, and how to fill it.
    public struct Notice: Equatable, Sendable {
        public enum Topic: String, CaseIterable, Sendable {
            case candles
            case indicators
            case trades
            case news
            case predictions
            case models
            case errors
            case calibration
            case drift
            case alerts
        }

        public let topic: Topic
        /// Such as "the first trade of BTC/USD".
        public let waitsFor: String
        /// What a person can do; nil where waiting is all.
        public let remedy: String?

        public init(topic: Topic, waitsFor: String, remedy: String? = nil) {
            self.topic = topic
            self.waitsFor = waitsFor
            self.remedy = remedy
        }
    }

    /// One effective value of the configuration, as text.
    public struct Setting: Equatable, Sendable {
        public let key: String
        public let value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }
}
