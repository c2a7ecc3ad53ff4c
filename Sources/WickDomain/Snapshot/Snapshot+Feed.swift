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

    /// One subject of one alert rule: over its limit, or lately so.
    public struct Alert: Equatable, Sendable {
        public enum State: String, Sendable {
            /// Over the limit, but not for long enough.
            case pending
            case firing
            case resolved
        }

        /// What came of telling somebody.
        public enum Delivery: Equatable, Sendable {
            /// Nobody is to be told: muted, in the cooldown, or no target is configured.
            case none
            case waiting
            case sent
            /// It is tried again, unless the text says that it was given up.
            case failed(String)
        }

        /// Empty while it is pending.
        public let id: String
        /// As in the configuration, such as "price_move".
        public let rule: String
        /// What it is about: "kraken", "kraken BTC/USD", or "wick".
        public let subject: String
        public let text: String
        public let state: State
        /// Since when it is pending, or when it fired.
        public let time: Timestamp
        /// Nil while it has not ended.
        public let endedTime: Timestamp?
        public var isMuted: Bool
        public var delivery: Delivery

        public init(
            id: String, rule: String, subject: String, text: String, state: State, time: Timestamp,
            endedTime: Timestamp? = nil, isMuted: Bool = false, delivery: Delivery = .none
        ) {
            self.id = id
            self.rule = rule
            self.subject = subject
            self.text = text
            self.state = state
            self.time = time
            self.endedTime = endedTime
            self.isMuted = isMuted
            self.delivery = delivery
        }

        /// "price_move kraken BTC/USD".
        public var name: String { "\(rule) \(subject)" }
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
