public import WickDomain

/// What a venue allows and demands, in virtual time.
public struct VenueRules: Equatable, Sendable {
    /// A bucket of so many requests that refills.
    public struct Rate: Equatable, Sendable {
        public var burst: Double
        public var perSecond: Double
    }

    /// A connection without a subscription is closed after this.
    public var subscribeDeadline: Duration?
    /// The venue pings this often, and closes when the payload has not come back by the deadline.
    public var pingInterval: Duration?
    public var pongDeadline: Duration?
    /// More messages of a client within a second close its connection.
    public var messagesPerSecond: Int?
    /// Every connection ends at this age.
    public var maximumAge: Duration?
    public var rest: Rate
    /// TCP connections within a window, beyond which upgrades are answered with 429.
    public var connects: Int
    public var connectWindow: Duration

    /// As the venue documents them.
    public init(of venue: Venue) {
        switch venue {
        case .kraken:
            self.init(
                subscribeDeadline: .seconds(60), rest: Rate(burst: 10, perSecond: 1), connects: 150,
                connectWindow: .seconds(600))
        case .binance:
            // 6,000 units a minute; most requests here weigh 5 to 25, this takes the mean of 5 for all.
            self.init(
                pingInterval: .seconds(20), pongDeadline: .seconds(60), messagesPerSecond: 5,
                maximumAge: .seconds(86_400), rest: Rate(burst: 200, perSecond: 20), connects: 300,
                connectWindow: .seconds(300))
        case .coinbase, .bitfinex:
            self.init(
                subscribeDeadline: .seconds(5), rest: Rate(burst: 10, perSecond: 10), connects: 750,
                connectWindow: .seconds(60))
        }
    }

    private init(
        subscribeDeadline: Duration? = nil, pingInterval: Duration? = nil, pongDeadline: Duration? = nil,
        messagesPerSecond: Int? = nil, maximumAge: Duration? = nil, rest: Rate, connects: Int, connectWindow: Duration
    ) {
        self.subscribeDeadline = subscribeDeadline
        self.pingInterval = pingInterval
        self.pongDeadline = pongDeadline
        self.messagesPerSecond = messagesPerSecond
        self.maximumAge = maximumAge
        self.rest = rest
        self.connects = connects
        self.connectWindow = connectWindow
    }

    /// The same for a market that runs faster or slower than its clients. Faster: what clients must do by a deadline takes them
    /// as long as ever, which is more of the venue's time. Slower: what they may do in a second they may do in a second of
    /// theirs, which is less of it. Nil for a market that runs as fast as it can: no deadlines.
    public func atSpeed(_ speed: Double?) -> VenueRules {
        var rules = self
        let factor = max(1, speed ?? 1)
        rules.subscribeDeadline = speed == nil ? nil : subscribeDeadline.map { $0 * factor }
        rules.pongDeadline = speed == nil ? nil : pongDeadline.map { $0 * factor }
        rules.pingInterval = pingInterval.map { $0 * factor }
        let pace = min(1, speed ?? 1)
        rules.rest.perSecond /= pace
        rules.messagesPerSecond = messagesPerSecond.map { Int((Double($0) / pace).rounded(.up)) }
        rules.connectWindow = connectWindow * pace
        return rules
    }
}
