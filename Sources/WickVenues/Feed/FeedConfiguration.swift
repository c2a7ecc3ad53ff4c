public import WickDomain

/// Where a venue is reached.
public struct VenueEndpoint: Equatable, Sendable {
    /// ws or wss, with host; without the streams.
    public var websocket: String
    /// http or https, with host; without the path of a request.
    public var rest: String

    public init(websocket: String, rest: String) {
        self.websocket = websocket
        self.rest = rest
    }

    /// The venue's public address; nil for a venue without a live feed.
    public init?(_ venue: Venue) {
        switch venue {
        case .kraken: self.init(websocket: "wss://ws.kraken.com/v2", rest: "https://api.kraken.com")
        case .binance:
            self.init(
                websocket: "wss://stream.binance.com:9443/stream?timeUnit=MICROSECOND",
                rest: "https://data-api.binance.vision")
        case .coinbase:
            self.init(
                websocket: "wss://advanced-trade-ws.coinbase.com", rest: "https://api.exchange.coinbase.com")
        case .bitfinex: return nil
        }
    }
}

/// One venue's feed: where, what, and how patient. Every duration has a default that suits the venue.
public struct FeedConfiguration: Equatable, Sendable {
    /// At most this many connection attempts within this time.
    public struct ConnectLimit: Equatable, Sendable {
        public var count: Int
        public var window: Duration

        public init(count: Int, window: Duration) {
            self.count = count
            self.window = window
        }
    }

    /// Most instruments of a feed. Binance allows 1,024 streams a connection; Kraken and Coinbase name no number.
    public static let maximumSymbols = 1024

    public var venue: Venue
    public var endpoint: VenueEndpoint
    public var symbols: [Symbol]

    /// Until a connection is open.
    public var connectDeadline: Duration
    /// Until a subscription is answered.
    public var answerDeadline: Duration
    /// Requests follow each other no faster.
    public var messageSpacing: Duration
    /// A connection that says nothing for this long is dead.
    public var silenceLimit: Duration
    /// A ping goes out this long after the last; it must be answered within `silenceLimit` and this together.
    public var pingInterval: Duration
    /// After this age a new connection takes over; nil where the venue sets no end.
    public var rotationAge: Duration?
    /// For how long the old connection is read after a new one has taken over.
    public var overlap: Duration
    /// Bounds of the full jitter: the n-th attempt waits between 0 and the first times 2^n, never more than the second.
    public var firstBackoff: Duration
    public var longestBackoff: Duration
    /// A connection that lived this long was a success: the next failure counts as the first.
    public var successAge: Duration
    public var connectLimit: ConnectLimit
    /// Least wait after the venue has announced maintenance.
    public var maintenancePause: Duration
    /// A socket whose frames are not taken for this long is closed.
    public var drainLimit: Duration
    public var repair: RepairConfiguration

    public init(
        venue: Venue, symbols: [Symbol], endpoint: VenueEndpoint? = nil, repair: RepairConfiguration? = nil
    ) throws(FeedError) {
        guard let own = VenueEndpoint(venue) else { throw .noLiveFeed(venue) }
        self.venue = venue
        self.symbols = symbols
        self.endpoint = endpoint ?? own
        self.repair = repair ?? RepairConfiguration(venue: venue)
        connectDeadline = .seconds(10)
        answerDeadline = .seconds(10)
        overlap = .seconds(2)
        firstBackoff = .seconds(1)
        longestBackoff = .seconds(30)
        successAge = .seconds(30)
        maintenancePause = .seconds(5)
        drainLimit = .seconds(30)
        switch venue {
        case .kraken, .bitfinex:
            // A heartbeat comes every second where nothing else does; Kraken's guide suggests a deadline of 5 s.
            silenceLimit = .seconds(5)
            pingInterval = .seconds(10)
            messageSpacing = .milliseconds(200)
            rotationAge = nil
            // About 150 in 10 minutes, else a ban of 10 minutes; a third of it is left to other programs behind the address.
            connectLimit = ConnectLimit(count: 100, window: .seconds(600))
        case .binance:
            // There are no heartbeats, and quiet markets are common. Our ping every 5 s is answered within a round trip, so 12 s
            // are two missed pongs.
            silenceLimit = .seconds(12)
            pingInterval = .seconds(5)
            // 5 messages a second in, pings and pongs included: 4 leave room for one of those.
            messageSpacing = .milliseconds(250)
            // Every connection ends at 24 h; ten minutes are enough for a dozen attempts to open the next one.
            rotationAge = .seconds(86_400 - 600)
            // 300 in 5 minutes; two thirds of it.
            connectLimit = ConnectLimit(count: 200, window: .seconds(300))
        case .coinbase:
            // Heartbeats come every second once subscribed.
            silenceLimit = .seconds(5)
            pingInterval = .seconds(10)
            // 8 messages a second an address without a key; 5 of them.
            messageSpacing = .milliseconds(200)
            rotationAge = nil
            // 8 connections a second an address; the backoff stays far below.
            connectLimit = ConnectLimit(count: 100, window: .seconds(300))
        }
        try validate()
    }

    /// The unit of times, where the venue offers several. The socket's address decides it, and REST is asked for the same: of two trades of
    /// one millisecond the one that is known more exactly would count as the later.
    public var timeUnit: TimeUnit? {
        guard venue == .binance else { return nil }
        return endpoint.websocket.uppercased().contains("TIMEUNIT=MICROSECOND") ? .microseconds : .milliseconds
    }

    /// - Throws: `FeedError` naming what cannot be.
    public func validate() throws(FeedError) {
        guard !symbols.isEmpty else { throw .noSymbols(venue) }
        guard symbols.count <= Self.maximumSymbols else { throw .tooManySymbols(venue, count: symbols.count) }
        try Self.check(endpoint.websocket, schemes: ["wss://", "ws://"], venue)
        try Self.check(endpoint.rest, schemes: ["https://", "http://"], venue)
        let durations: [(StaticString, Duration)] = [
            ("connectDeadline", connectDeadline), ("answerDeadline", answerDeadline), ("silenceLimit", silenceLimit),
            ("pingInterval", pingInterval), ("firstBackoff", firstBackoff), ("drainLimit", drainLimit),
            ("rotationAge", rotationAge ?? .seconds(1)), ("connectLimit.window", connectLimit.window),
        ]
        for (name, value) in durations where value <= .zero {
            throw .notPositive(venue, name: "\(name)")
        }
        guard longestBackoff >= firstBackoff else { throw .notPositive(venue, name: "longestBackoff - firstBackoff") }
        guard connectLimit.count > 0 else { throw .notPositive(venue, name: "connectLimit.count") }
        try repair.validate(venue)
    }

    private static func check(_ url: String, schemes: [String], _ venue: Venue) throws(FeedError) {
        let host = schemes.first { url.hasPrefix($0) }.map { url.dropFirst($0.count).prefix { $0 != "/" && $0 != "?" } }
        guard let host, !host.isEmpty, url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            let text = Array(url.utf8).withUnsafeBytes { DecimalText.printable($0) }
            throw .badEndpoint(venue, url: text, schemes: schemes.joined(separator: " or "))
        }
    }
}

/// Why a feed cannot be set up. Retrying cannot help.
public enum FeedError: Error, Equatable, Sendable, CustomStringConvertible {
    case noLiveFeed(Venue)
    case noSymbols(Venue)
    case tooManySymbols(Venue, count: Int)
    case badEndpoint(Venue, url: String, schemes: String)
    case notPositive(Venue, name: String)

    public var description: String {
        switch self {
        case .noLiveFeed(let venue):
            "setting up the feed of \(venue): wick has none (kraken, binance and coinbase have)"
        case .noSymbols(let venue): "setting up the feed of \(venue): no symbol is named"
        case .tooManySymbols(let venue, let count):
            "setting up the feed of \(venue): \(count) symbols, at most \(FeedConfiguration.maximumSymbols) are allowed"
        case .badEndpoint(let venue, let url, let schemes):
            "setting up the feed of \(venue): '\(url)' is not an address (\(schemes) and a host)"
        case .notPositive(let venue, let name): "setting up the feed of \(venue): \(name) must be above zero"
        }
    }
}
