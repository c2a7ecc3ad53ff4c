import WickDomain

/// The trades of one minute, added up. Sums are exact and the ends are found by (event time, id), so the order in which
/// trades come does not matter.
struct DumpMinute {
    let openTime: Timestamp
    private(set) var firstID: UInt64
    private(set) var lastID: UInt64
    private var firstTime: Timestamp
    private var firstTimeID: UInt64
    private var lastTime: Timestamp
    private var lastTimeID: UInt64
    private var open: Price
    private var high: Price
    private var low: Price
    private(set) var close: Price
    private var volume: Int128
    private var buyVolume: Int128
    private var notional: Int128
    private var tradeCount: Int

    init(openTime: Timestamp, trade: DumpTrade) {
        self.openTime = openTime
        (firstID, lastID) = (trade.firstID, trade.lastID)
        (firstTime, firstTimeID) = (trade.eventTime, trade.firstID)
        (lastTime, lastTimeID) = (trade.eventTime, trade.firstID)
        (open, high, low, close) = (trade.price, trade.price, trade.price, trade.price)
        volume = trade.quantity.raw
        buyVolume = trade.takerSide == .buy ? volume : 0
        notional = Self.notional(of: trade)
        tradeCount = trade.tradeCount
    }

    var endTime: Timestamp { openTime + Timeframe.oneMinute.duration }

    /// The decoder refuses a trade whose notional does not fit.
    private static func notional(of trade: DumpTrade) -> Int128 { Notional(trade.price, trade.quantity)?.raw ?? .max }

    /// - Throws: when the notional leaves 128 bits or the volume `Volume.maximum`, which takes prices and quantities that no market has.
    @inline(__always)
    mutating func add(_ trade: DumpTrade) throws(DumpFault) {
        let (sum, overflowed) = notional.addingReportingOverflow(Self.notional(of: trade))
        let (count, hasTooMany) = tradeCount.addingReportingOverflow(trade.tradeCount)
        guard !overflowed, !hasTooMany, trade.quantity.raw <= Volume.maximum.raw - volume else {
            throw .value(
                column: .quantity,
                reason: "'\(trade.quantity)' at '\(trade.price)' overflows the minute's notional or volume")
        }
        notional = sum
        firstID = min(firstID, trade.firstID)
        lastID = max(lastID, trade.lastID)
        high = max(high, trade.price)
        low = min(low, trade.price)
        if (trade.eventTime, trade.firstID) < (firstTime, firstTimeID) {
            (firstTime, firstTimeID, open) = (trade.eventTime, trade.firstID, trade.price)
        }
        if (trade.eventTime, trade.firstID) >= (lastTime, lastTimeID) {
            (lastTime, lastTimeID, close) = (trade.eventTime, trade.firstID, trade.price)
        }
        volume += trade.quantity.raw
        if trade.takerSide == .buy { buyVolume += trade.quantity.raw }
        tradeCount = count
    }

    func candle(of source: DumpCandleBuilder.Source, state: Candle.State) -> Candle {
        Candle(
            instrument: source.instrument, timeframe: .oneMinute, openTime: openTime, open: open, high: high, low: low,
            close: close, volume: Volume(raw: volume), buyVolume: source.hasTakerSides ? Volume(raw: buyVolume) : nil,
            notional: Notional(raw: notional), tradeCount: tradeCount,
            identifiers: source.hasIdentifiers ? .init(first: firstID, last: lastID) : nil, state: state,
            knownTime: endTime)
    }
}
