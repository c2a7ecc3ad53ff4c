import WickDomain

/// One row of klines: a plain value, so that many can wait, in memory or in a file, to be put in order.
struct ListedMinute: BitwiseCopyable, Equatable {
    enum Content: UInt8, BitwiseCopyable {
        /// Prices and a volume.
        case candle
        /// Nothing was traded, and the row has no prices.
        case quiet
        /// The row cannot be used: what happened is unknown.
        case unknown
    }

    /// Microseconds since 1970.
    var openTime: Int64
    var open: Int64 = 0
    var high: Int64 = 0
    var low: Int64 = 0
    var close: Int64 = 0
    var volume: Int128 = 0
    /// Below zero where the dump does not tell.
    var buyVolume: Int128 = -1
    var notional: Int128 = -1
    var tradeCount: Int32 = -1
    var content: Content
    /// Whether the minute closed early, or says of itself that something is missing.
    var isIncomplete = false

    /// As a candle; a quiet one is flat at the close before it.
    func candle(of instrument: Instrument, after lastClose: Int64) -> Candle {
        let opened = Timestamp(microseconds: openTime)
        let flat = Price(raw: lastClose)
        let isQuiet = content == .quiet
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: opened, open: isQuiet ? flat : Price(raw: open),
            high: isQuiet ? flat : Price(raw: high), low: isQuiet ? flat : Price(raw: low),
            close: isQuiet ? flat : Price(raw: close), volume: Volume(raw: volume),
            buyVolume: buyVolume < 0 ? nil : Volume(raw: buyVolume),
            notional: notional < 0 ? nil : Notional(raw: notional),
            tradeCount: tradeCount < 0 ? nil : Int(tradeCount), identifiers: nil, state: state,
            knownTime: opened + Timeframe.oneMinute.duration)
    }

    private var state: Candle.State {
        if isIncomplete { return .incomplete }
        if volume > 0 { return .final }
        // Without volume there was no trade, unless the row says so elsewhere: then its volume is what is missing.
        return content == .quiet || (low == high && tradeCount <= 0) ? .empty : .incomplete
    }

    /// Which of two rows of one minute tells more: the one with more trades, else with more volume.
    func tellsMore(than other: ListedMinute) -> Bool {
        if content != other.content { return content.rawValue < other.content.rawValue }
        if tradeCount != other.tradeCount { return tradeCount > other.tradeCount }
        return volume > other.volume
    }

    /// The same row but for what one of them does not tell.
    func agrees(with other: ListedMinute) -> Bool {
        content == other.content && (open, high, low, close) == (other.open, other.high, other.low, other.close)
            && volume == other.volume && tradeCount == other.tradeCount
    }
}
