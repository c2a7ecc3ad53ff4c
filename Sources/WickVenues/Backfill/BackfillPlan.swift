public import WickDomain

/// What to ask a venue for the one-minute candles of one instrument, and what its answers come to. A pure state machine: ask for
/// `request`, hand in what came with `take`, write down what that returns, until there is no request.
public struct BackfillPlan: Sendable {
    /// What the candles are made of.
    public enum Source: Sendable {
        case klines
        /// The venue's list of trades, page by page.
        case trades
    }

    /// The end of what an earlier run wrote.
    public struct LastCandle: Equatable, Sendable {
        public let openTime: Timestamp
        public let close: Price
        /// Of the newest trade up to here; nil where that is not known.
        public let lastID: UInt64?

        public init(openTime: Timestamp, close: Price, lastID: UInt64?) {
            (self.openTime, self.close, self.lastID) = (openTime, close, lastID)
        }
    }

    /// What came of it.
    public struct Counts: Equatable, Sendable {
        public internal(set) var candles = 0
        /// Of them without a trade.
        public internal(set) var empty = 0
        /// Minutes that are left out, because the venue does not have them or does not prove that they are empty.
        public internal(set) var missing = 0
        public internal(set) var answers = 0
    }

    /// Rows of a page. Binance and Kraken allow 1,000 and 720, Coinbase 300.
    private static let binanceRows = 1000
    private static let coinbaseRows = 300
    /// Kraken's OHLC ends with the open minute; ten of its 720 are left for the time that asking may take.
    static let krakenReach: Duration = .seconds(60 * 710)
    private static let tradeRows = 1000
    /// A minute is asked for when it has been over for so long: REST may lag behind the trades.
    public static let settling: Duration = .seconds(5)
    private static let minute = Timeframe.oneMinute.duration

    public let instrument: Instrument
    public let source: Source
    /// Whole minutes: the first that is wanted and does not exist yet, and the first that is not wanted.
    public let start: Timestamp
    public let end: Timestamp
    public private(set) var counts = Counts()

    /// The first minute that was neither given out nor left out.
    private var position: Timestamp
    private var cursor: String?
    /// Ids of the page before, which the next may repeat.
    private var previousIDs: Set<UInt64> = []
    private var minutes: BackfillMinutes
    private var isFinished: Bool

    /// - Parameters:
    ///   - since: minutes that begin from here on are wanted.
    ///   - now: by the venue's clock; the running minute is not wanted.
    ///   - last: where an earlier run ended.
    public init(instrument: Instrument, since: Timestamp, now: Timestamp, after last: LastCandle? = nil) {
        self.instrument = instrument
        let first = (since - .microseconds(1)).floored(to: Self.minute) + Self.minute
        end = (now - Self.settling).floored(to: Self.minute)
        let next = last.map { $0.openTime + Self.minute } ?? first
        let start = min(max(first, next), max(first, end))
        self.start = start
        // A file that was begun from trades goes on from trades: bars tell less, and a run that was killed shall end in the same file.
        let isInReach = now - start <= Self.krakenReach && last?.lastID == nil
        source = instrument.venue == .kraken && !isInReach ? .trades : .klines
        // What lies before the span proves nothing about its first minutes unless it reaches up to it.
        minutes = BackfillMinutes(
            instrument: instrument, after: next == start ? last : nil)
        position = start
        isFinished = start >= end
    }

    /// How many minutes are asked for, and how many of them are done.
    public var totalMinutes: Int { Self.count(from: start, to: end) }
    public var doneMinutes: Int { Self.count(from: start, to: position) }

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
        case (.kraken, .klines), (.bitfinex, .klines):
            return "/0/public/OHLC?pair=\(RepairJob.krakenPair(instrument.symbol))&interval=1&since=\(from - 60)"
        case (.kraken, .trades), (.bitfinex, .trades):
            let first = "\(max(1, start.nanoseconds) - 1)"
            return "/0/public/Trades?pair=\(RepairJob.krakenPair(instrument.symbol))&since=\(cursor ?? first)"
                + "&count=\(Self.tradeRows)"
        }
    }

    /// Decodes an answer and goes on to the next request.
    ///
    /// - Returns: candles in ascending order, to be written down before the next request.
    /// - Throws: what is wrong with the answer; the plan stays where it was.
    public mutating func take(_ body: [UInt8], receivedTime: Timestamp) throws(DecodingError) -> [Candle] {
        guard !isFinished else { return [] }
        var next = self
        let candles: [Candle]
        switch source {
        case .klines:
            candles = next.advance(past: try decodeKlines(body, receivedTime))
        case .trades:
            candles = try next.advance(past: try decodeTrades(body, receivedTime))
        }
        next.counts.answers += 1
        next.counts.candles += candles.count
        next.counts.empty += candles.count { $0.state == .empty }
        self = next
        return candles
    }

    // MARK: Klines

    /// The first minute that the next page of klines need not have.
    private var windowEnd: Timestamp {
        switch instrument.venue {
        case .binance: min(end, position + Self.minute * Self.binanceRows)
        case .coinbase: min(end, position + Self.minute * Self.coinbaseRows)
        case .kraken, .bitfinex: end
        }
    }

    private mutating func advance(past page: [Candle]) -> [Candle] {
        let until = windowEnd
        var candles: [Candle] = []
        // Rows outside of what was asked for, and repeated ones, are not used.
        for candle in page where candle.openTime >= position && candle.openTime < until {
            account(for: candle, &candles)
        }
        finish(at: until)
        isFinished = until >= end
        return candles
    }

    // MARK: Trades

    private mutating func advance(past page: RestPage) throws(DecodingError) -> [Candle] {
        var closed: [Candle] = []
        var isAtEnd = page.trades.isEmpty
        for trade in page.trades where trade.eventTime >= start && !previousIDs.contains(trade.id) {
            if trade.eventTime >= end { isAtEnd = true }
            // The trade behind the end proves what lies before it, and never becomes a candle itself.
            try minutes.add(trade, into: &closed)
            if isAtEnd { break }
        }
        if !isAtEnd, page.cursor == cursor || page.cursor == nil { isAtEnd = true }
        if isAtEnd { minutes.close(into: &closed) }
        previousIDs = Set(page.trades.map(\.id))
        cursor = page.cursor
        isFinished = isAtEnd
        var candles: [Candle] = []
        for candle in closed where candle.openTime < end { account(for: candle, &candles) }
        if isAtEnd { finish(at: end) }
        return candles
    }

    // MARK: Both

    private mutating func account(for candle: Candle, _ candles: inout [Candle]) {
        guard candle.openTime >= position else { return }
        counts.missing += Self.count(from: position, to: candle.openTime)
        position = candle.openTime + Self.minute
        candles.append(candle)
    }

    private mutating func finish(at time: Timestamp) {
        counts.missing += Self.count(from: position, to: time)
        position = max(position, time)
    }

    private func decodeKlines(_ body: [UInt8], _ received: Timestamp) throws(DecodingError) -> [Candle] {
        try body.withUnsafeBytes { bytes in
            Result { () throws(DecodingError) in
                try KlineDecoder(instrument: instrument).decode(bytes, receivedTime: received)
            }
        }.get()
    }

    private func decodeTrades(_ body: [UInt8], _ received: Timestamp) throws(DecodingError) -> RestPage {
        try body.withUnsafeBytes { bytes in
            Result { () throws(DecodingError) in
                try KrakenRestDecoder().decode(bytes, symbol: instrument.symbol, receivedTime: received)
            }
        }.get()
    }

    private static func count(from start: Timestamp, to end: Timestamp) -> Int {
        max(0, Int((end - start).microseconds / minute.microseconds))
    }
}
