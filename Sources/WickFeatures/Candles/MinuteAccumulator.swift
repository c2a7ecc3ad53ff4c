import WickDomain

/// Everything that is kept of the trades of one minute. Adding is independent of order: first and last are told by (event time,
/// trade id), and sums are exact.
struct MinuteAccumulator {
    /// Where a trade stands within its minute.
    private struct Position: Comparable {
        let eventTime: Timestamp
        let id: UInt64

        static func < (left: Position, right: Position) -> Bool {
            left.eventTime != right.eventTime ? left.eventTime < right.eventTime : left.id < right.id
        }
    }

    private(set) var tradeCount = 0
    private var open = Price.zero
    private var high = Price.zero
    private var low = Price.zero
    /// Of the last trade; without trades, of the last one before the minute, once that is known.
    private(set) var close = Price.zero
    private var first = Position(eventTime: Timestamp(microseconds: .max), id: .max)
    private var last = Position(eventTime: Timestamp(microseconds: .min), id: 0)
    private var volume = Volume.zero
    private var buyVolume = Volume.zero
    private var notional = Notional.zero
    /// Whether the notional is beyond 128 bits, and so unknown.
    private var isNotionalTooLarge = false
    /// Whether a trade is not in it, because the volume would have gone beyond `Volume.maximum`.
    private(set) var isCut = false
    /// The state under which the minute was last published; nil while it never was.
    var published: Candle.State?
    /// The known time of that version.
    var publishedTime = Timestamp(microseconds: .min)

    /// A minute without trades so far.
    init() {}

    /// - Returns: false for a trade that the volume has no room for, which is left out.
    @inline(__always)
    mutating func add(_ trade: Trade) -> Bool {
        guard let total = volume.adding(Volume(trade.quantity)), total <= .maximum else {
            isCut = true
            return false
        }
        let position = Position(eventTime: trade.eventTime, id: trade.id)
        if tradeCount == 0 {
            high = trade.price
            low = trade.price
        } else {
            high = max(high, trade.price)
            low = min(low, trade.price)
        }
        if tradeCount == 0 || position < first {
            first = position
            open = trade.price
        }
        if tradeCount == 0 || position > last {
            last = position
            close = trade.price
        }
        tradeCount += 1
        volume = total
        if trade.takerSide == .buy { buyVolume += Volume(trade.quantity) }
        if let sum = Notional(trade.price, trade.quantity).flatMap(notional.adding) {
            notional = sum
        } else {
            isNotionalTooLarge = true
        }
        return true
    }

    /// Gives a minute without trades the price that it is flat at.
    mutating func flatten(at price: Price) {
        precondition(tradeCount == 0, "only a minute without trades is flat")
        (open, high, low, close) = (price, price, price, price)
    }

    func candle(
        _ instrument: Instrument, openTime: Timestamp, state: Candle.State, knownTime: Timestamp
    ) -> Candle {
        Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: openTime, open: open, high: high, low: low,
            close: close, volume: volume, buyVolume: buyVolume, notional: isNotionalTooLarge ? nil : notional,
            tradeCount: tradeCount, identifiers: tradeCount == 0 ? nil : .init(first: first.id, last: last.id),
            state: state, knownTime: knownTime)
    }
}
