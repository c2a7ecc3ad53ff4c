import WickDomain

// What each venue is asked.
extension BackfillPlan {
    /// Rows of a page. Binance and Kraken allow 1,000 and 720, Coinbase 300.
    static let binanceRows = 1000
    static let coinbaseRows = 300
    /// Kraken's OHLC ends with the open minute; ten of its 720 are left for the time that asking may take.
    public static let krakenReach: Duration = .seconds(60 * 710)
    public static let tradeRows = 1000
    private static let minute = Timeframe.oneMinute.duration

    /// Path and query of what to ask next; nil when everything was.
    public var request: String? {
        guard !isFinished else { return nil }
        let symbol = instrument.symbol.percentEncoded
        let from = position.microseconds / 1_000_000
        let to = windowEnd.microseconds / 1_000_000
        switch (instrument.venue, source) {
        case (.binance, _):
            return "/api/v3/klines?symbol=\(symbol)&interval=1m&startTime=\(from * 1000)&endTime=\(to * 1000 - 1)"
                + "&limit=\(Self.binanceRows)"
        case (.coinbase, _):
            // Both ends are meant, and a span of more than 300 rows is refused.
            let times = (position, windowEnd - Self.minute)
            return "/products/\(symbol)/candles?granularity=60&start=\(times.0)&end=\(times.1)"
        case (.kraken, .bars), (.bitfinex, .bars):
            // Some bars from before tell that it reaches so far, and what a silence at the beginning means.
            return "/0/public/OHLC?pair=\(pair)&interval=1&since=\(from - 660)"
        case (.kraken, .trades), (.bitfinex, .trades):
            let first = "\(max(1, span.lowerBound.nanoseconds) - 1)"
            return "/0/public/Trades?pair=\(pair)&since=\(Symbol.percentEncoded(cursor ?? first))"
                + "&count=\(Self.tradeRows)"
        }
    }

    private var pair: String { RepairJob.krakenPair(instrument.symbol) }

    /// The first minute that the next page of bars need not have.
    var windowEnd: Timestamp {
        switch instrument.venue {
        case .binance: min(span.upperBound, position + Self.minute * Self.binanceRows)
        case .coinbase: min(span.upperBound, position + Self.minute * Self.coinbaseRows)
        case .kraken, .bitfinex: span.upperBound
        }
    }
}
