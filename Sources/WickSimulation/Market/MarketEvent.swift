public import WickDomain

/// What the synthetic market produces, in the order of event times.
public enum MarketEvent: Equatable, Sendable {
    case order(TakerOrder)
    case headline(SyntheticHeadline)

    public var eventTime: Timestamp {
        switch self {
        case .order(let order): order.eventTime
        case .headline(let headline): headline.publishedTime
        }
    }
}

/// One order that crossed the spread, with every execution that it led to: all in one instant, walking away from the
/// touch, ids contiguous.
public struct TakerOrder: Equatable, Sendable {
    /// One execution against one resting order.
    public struct Fill: Equatable, Sendable {
        public let id: UInt64
        public let price: Price
        public let quantity: Quantity
    }

    public let asset: Asset
    public let takerSide: TakerSide
    public let eventTime: Timestamp
    /// A market order rather than a marketable limit order.
    public let isMarketOrder: Bool
    public let fills: [Fill]

    /// The executions as trades of a venue.
    public func trades(of instrument: Instrument, knownTime: Timestamp) -> [Trade] {
        fills.map { fill in
            Trade(
                instrument: instrument, id: fill.id, eventTime: eventTime, knownTime: knownTime, price: fill.price,
                quantity: fill.quantity, takerSide: takerSide)
        }
    }
}

/// One news item of the synthetic wire.
public struct SyntheticHeadline: Equatable, Sendable {
    /// Which way its words point.
    public enum Tone: Int, Sendable {
        case negative = -1
        case neutral = 0
        case positive = 1
    }

    /// Counts from 1 in a market, the items from before its start included.
    public let number: Int
    /// In whole seconds, as feeds have it.
    public let publishedTime: Timestamp
    /// Nil for news about both, or neither.
    public let asset: Asset?
    public let tone: Tone
    /// Whether the price moved with it. A headline with a tone and no move is noise, of which there is plenty.
    public let movesPrice: Bool
    public let title: String
    public let summary: String
}
