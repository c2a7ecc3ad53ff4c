public import WickDomain

/// What to ask a venue for one piece of an instrument's one-minute candles, and what its answers come to. A pure state
/// machine: ask for `request`, hand in what came with `take`, write down what that returns, until there is no request.
public struct BackfillPlan: Sendable {
    /// What the candles are made of.
    public enum Source: Sendable {
        /// The venue's own bars.
        case bars
        /// The venue's list of trades, page by page.
        case trades
    }

    /// The end of what is stored already.
    public struct LastCandle: Equatable, Sendable {
        public let openTime: Timestamp
        public let close: Price
        /// Of the newest trade up to here; nil where that is not known.
        public let lastID: UInt64?

        public init(openTime: Timestamp, close: Price, lastID: UInt64?) {
            (self.openTime, self.close, self.lastID) = (openTime, close, lastID)
        }

        var end: Timestamp { openTime + Timeframe.oneMinute.duration }
    }

    /// Minutes without a row up to which a silence counts as quiet, unless said otherwise.
    public static let defaultSilence = 30
    /// A minute is asked for when it has been over for so long: REST may lag behind the trades.
    public static let settling: Duration = .seconds(5)
    /// What is missing at the newest end may only be late, and is asked for again by the next run: an hour at most.
    private static let retried: Duration = .seconds(3600)
    private static let minute = Timeframe.oneMinute.duration

    public let instrument: Instrument
    public let source: Source
    /// Whole minutes.
    public let span: Range<Timestamp>
    public private(set) var counts = BackfillCounts()
    private let isNewest: Bool

    /// The first minute that was neither given out nor left out.
    private(set) var position: Timestamp
    private(set) var cursor: String?
    /// What the bars reach back to, where that is less than was asked for.
    private var reach: Timestamp
    private var newestRow: Timestamp?
    /// Ids of the page before, which the next may repeat.
    private var previousIDs: Set<UInt64> = []
    private var quiet: QuietMinutes
    private var minutes: BackfillMinutes
    private(set) var isFinished: Bool

    /// - Parameters:
    ///   - span: whole minutes; empty where there is nothing to ask for.
    ///   - last: the candle right before the span, where it is stored.
    ///   - isNewest: whether the span reaches up to the running minute.
    ///   - longestSilence: how many minutes without a row count as quiet where the venue leaves such minutes out.
    public init(
        instrument: Instrument, span: Range<Timestamp>, source: Source, after last: LastCandle? = nil,
        isNewest: Bool = false, longestSilence: Int = BackfillPlan.defaultSilence
    ) {
        self.instrument = instrument
        self.source = source
        self.span = span
        self.isNewest = isNewest
        // What does not reach up to the span proves nothing about its first minutes.
        let last = last.flatMap { $0.end == span.lowerBound ? $0 : nil }
        let longest = instrument.venue.leavesOutQuietMinutes ? longestSilence : 0
        quiet = QuietMinutes(instrument: instrument, longest: longest)
        if let last { quiet.note(end: last.end, close: last.close) }
        minutes = BackfillMinutes(instrument: instrument, wanted: span, after: last, longestSilence: longestSilence)
        position = span.lowerBound
        reach = span.lowerBound
        isFinished = span.isEmpty
    }

    /// The whole minutes that begin from a moment on and are over.
    ///
    /// - Parameter now: by the venue's clock.
    public static func wanted(since: Timestamp, now: Timestamp) -> Range<Timestamp> {
        let first = (since - .microseconds(1)).floored(to: minute) + minute
        return first..<max(first, (now - settling).floored(to: minute))
    }

    /// How many minutes are asked for, and how many of them are done.
    public var totalMinutes: Int { QuietMinutes.minutes(from: span.lowerBound, to: span.upperBound) }
    public var doneMinutes: Int { QuietMinutes.minutes(from: span.lowerBound, to: position) }

    /// What need not be asked for again, whether or not there was anything; nil before the first answer.
    public var covered: Range<Timestamp>? {
        guard counts.answers > 0 else { return nil }
        var end = position
        if isFinished, isNewest { end = max(newestRow ?? reach, end - Self.retried) }
        return reach < end ? reach..<end : nil
    }

    /// Decodes an answer and goes on to the next request.
    ///
    /// - Returns: candles in ascending order, to be written down before the next request.
    /// - Throws: what is wrong with the answer as a whole; the plan stays where it was.
    public mutating func take(_ body: [UInt8], receivedTime: Timestamp) throws(DecodingError) -> [Candle] {
        guard !isFinished else { return [] }
        var next = self
        let candles: [Candle]
        switch source {
        case .bars: candles = next.advance(past: try decodeBars(body, receivedTime))
        case .trades: candles = try next.advance(past: try decodeTrades(body, receivedTime))
        }
        next.counts.answers += 1
        next.counts.candles += candles.count
        next.counts.empty += candles.count { $0.state == .empty }
        next.counts.incomplete += candles.count { $0.state == .incomplete }
        let tooLong = next.source == .bars ? next.quiet.tooLong : next.minutes.tooLong
        (next.counts.silences, next.counts.silent) = (tooLong.runs, tooLong.minutes)
        self = next
        return candles
    }

    // MARK: Bars

    private mutating func advance(past page: KlinePage) -> [Candle] {
        let until = windowEnd
        counts.rounded += page.rounded
        counts.differing += page.differing
        counts.unusable.add(page.unusable)
        // Kraken's bars are always its last 720.
        if instrument.venue == .kraken, let oldest = page.candles.first?.openTime { reach = max(reach, oldest) }
        if instrument.venue != .kraken {
            counts.outside += page.candles.count { $0.openTime < position || $0.openTime >= until }
        }
        var candles: [Candle] = []
        if page.hasUnplacedRows { quiet.breakOff() }
        for candle in page.candles where candle.openTime < until {
            // A bar from before what is wanted is not used, but it tells what a silence behind it means.
            if candle.openTime >= position { take(candle, of: page, &candles) } else { quiet.note(candle) }
            if page.hasUnplacedRows { quiet.breakOff() }
        }
        joinToNext(page, until, &candles)
        finish(at: until)
        isFinished = until >= span.upperBound
        return candles
    }

    /// A row behind the window, or the running minute, ends a silence at the window's end.
    private mutating func joinToNext(_ page: KlinePage, _ until: Timestamp, _ candles: inout [Candle]) {
        let next = page.candles.first { $0.openTime >= until }?.openTime ?? page.running
        breakAtUnusable(of: page, before: next ?? Timestamp(microseconds: .max))
        guard let next, next >= position else { return }
        for minute in quiet.candles(until: next, in: position..<until) { account(for: minute, &candles) }
    }

    /// A minute whose row cannot be used is not quiet, and nobody knows the price behind it.
    private mutating func breakAtUnusable(of page: KlinePage, before next: Timestamp) {
        guard let last = quiet.last else { return }
        if page.unusableMinutes.contains(where: { $0 >= last.end && $0 < next }) { quiet.breakOff() }
    }

    private mutating func take(_ candle: Candle, of page: KlinePage, _ candles: inout [Candle]) {
        breakAtUnusable(of: page, before: candle.openTime)
        let silence = quiet.candles(until: candle.openTime, in: position..<span.upperBound)
        for minute in silence { account(for: minute, &candles) }
        account(for: candle, &candles)
        quiet.note(candle)
        if let count = candle.tradeCount {
            counts.trades += count
            counts.minutesWithCount += 1
        }
    }

    // MARK: Trades

    private mutating func advance(past page: RestPage) throws(DecodingError) -> [Candle] {
        var closed: [Candle] = []
        var isAtEnd = page.trades.isEmpty && page.unusable.isEmpty
        for entry in page.ascending where !isAtEnd {
            guard case .trade(let trade) = entry else {
                noteUnusable(entry, of: page)
                continue
            }
            guard trade.eventTime >= span.lowerBound, !previousIDs.contains(trade.id) else { continue }
            // The trade behind the end proves what lies before it, and never becomes a candle itself.
            isAtEnd = trade.eventTime >= span.upperBound
            try minutes.add(trade, into: &closed)
        }
        if !isAtEnd, page.cursor == cursor || page.cursor == nil { isAtEnd = true }
        if isAtEnd { minutes.close(into: &closed) }
        previousIDs = Set(page.trades.map(\.id))
        cursor = page.cursor
        isFinished = isAtEnd
        var candles: [Candle] = []
        for candle in closed where candle.openTime < span.upperBound { account(for: candle, &candles) }
        if isAtEnd { finish(at: span.upperBound) }
        return candles
    }

    private mutating func noteUnusable(_ entry: RestPage.Entry, of page: RestPage) {
        guard case .unusable(let row, let next) = entry else { return }
        if let time = row.time, !span.contains(time) { return }
        counts.unusable.add(row.reason, at: row.time?.floored(to: Self.minute))
        minutes.noteUnusable(at: row.time, before: next)
    }

    // MARK: Both

    private mutating func account(for candle: Candle, _ candles: inout [Candle]) {
        guard candle.openTime >= position else { return }
        counts.missing += QuietMinutes.minutes(from: position, to: candle.openTime)
        position = candle.openTime + Self.minute
        newestRow = position
        candles.append(candle)
    }

    private mutating func finish(at time: Timestamp) {
        counts.missing += QuietMinutes.minutes(from: position, to: time)
        position = max(position, time)
    }

    private func decodeBars(_ body: [UInt8], _ received: Timestamp) throws(DecodingError) -> KlinePage {
        try body.withUnsafeBytes { bytes in
            Result { () throws(DecodingError) in
                try KlineDecoder(instrument: instrument).decode(bytes, receivedTime: received)
            }
        }.get()
    }

    private func decodeTrades(_ body: [UInt8], _ received: Timestamp) throws(DecodingError) -> RestPage {
        let page = try body.withUnsafeBytes { bytes in
            Result { () throws(DecodingError) in
                try KrakenRestDecoder().decode(bytes, symbol: instrument.symbol, receivedTime: received)
            }
        }.get()
        // Not one of several trades: then it is the answer that is wrong, and not a row.
        if page.trades.isEmpty, page.unusable.count > 1, let first = page.unusable.first { throw first.reason }
        return page
    }
}
