/// Where trades happen.
public enum Venue: String, CaseIterable, Hashable, Comparable, Sendable, CustomStringConvertible {
    case kraken
    case binance
    case coinbase
    /// Known from archives only: its candle dumps can be imported.
    case bitfinex

    /// The position in `allCases`, for tables with an entry a venue.
    @inlinable
    public var ordinal: Int {
        switch self {
        case .kraken: 0
        case .binance: 1
        case .coinbase: 2
        case .bitfinex: 3
        }
    }

    public static func < (left: Venue, right: Venue) -> Bool { left.rawValue < right.rawValue }
    public var description: String { rawValue }
}

/// One market on one venue, e.g. "kraken BTC/USD". Orders by venue, then symbol.
public struct Instrument: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let symbol: Symbol
    public let venue: Venue

    public init(venue: Venue, symbol: Symbol) {
        self.venue = venue
        self.symbol = symbol
    }

    public static func < (left: Instrument, right: Instrument) -> Bool {
        left.venue != right.venue ? left.venue < right.venue : left.symbol < right.symbol
    }

    public var description: String { "\(venue) \(symbol)" }
}
