public import WickDomain

/// How a venue is asked for missing trades.
public struct RepairConfiguration: Equatable, Sendable {
    /// How long a hole may close by itself before the venue is asked: as long as a trade may come late without being a correction.
    public var grace: Duration
    /// Requests follow each other no faster.
    public var spacing: Duration
    /// Trades a request asks for at most; all three venues allow 1,000.
    public var pageLimit: Int
    /// Whether the venue's ids have no holes, so that one that its answer leaves out is missing all the same. Otherwise the answer
    /// proves that there never was such a trade.
    public var idsAreContiguous: Bool
    /// How often an answer may lack what was asked for before that stays missing: with waits of 2, 4, 8 and 16 s, half a minute for
    /// an interface that lags behind the socket.
    public var maximumMisses: Int
    /// How often in a row a request may fail before what it asked for stays missing: with waits that grow to 30 s, 9 minutes.
    public var maximumFailures: Int
    /// For one answer.
    public var deadline: Duration
    /// How far back the gap since the last stored trade is closed at a start.
    public var maximumBackfill: Duration

    public init(venue: Venue) {
        grace = .seconds(1)
        pageLimit = 1000
        maximumMisses = 5
        maximumFailures = 20
        deadline = .seconds(10)
        maximumBackfill = .seconds(6 * 3600)
        switch venue {
        case .kraken, .bitfinex:
            // One call a second is safe, by Kraken's own word.
            spacing = .seconds(1)
            idsAreContiguous = false
        case .binance:
            // historicalTrades weighs 25 of 6,000 a minute: 4 calls a second are the limit, 2 leave half of it to others.
            spacing = .milliseconds(500)
            idsAreContiguous = true
        case .coinbase:
            // 10 calls a second an address; half of it.
            spacing = .milliseconds(200)
            idsAreContiguous = true
        }
    }

    func validate(_ venue: Venue) throws(FeedError) {
        guard grace >= .zero else { throw .notPositive(venue, name: "repair.grace") }
        guard spacing >= .zero else { throw .notPositive(venue, name: "repair.spacing") }
        guard deadline > .zero else { throw .notPositive(venue, name: "repair.deadline") }
        guard (1...1000).contains(pageLimit) else { throw .notPositive(venue, name: "repair.pageLimit (at most 1000)") }
        guard maximumMisses > 0, maximumFailures > 0 else { throw .notPositive(venue, name: "repair's attempts") }
    }
}
