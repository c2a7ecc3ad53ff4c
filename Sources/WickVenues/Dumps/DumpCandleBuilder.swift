import WickDomain

/// Folds the trades of a dump, which is complete and in order but for small disorder, into one-minute candles.
///
/// A minute stays open until a trade comes that is a second younger than its end, as long as live minutes do; a trade for
/// a minute that is closed is an error. Minutes without a trade are flat at the last close when at most a day of them
/// follow each other; a longer hole is taken for a part that the dump does not have, left out, and counted. A minute is
/// `incomplete` when ids are known to be missing, and at either end of the dump unless a UTC day begins or ends there,
/// because public dumps are cut at days and anything else may have been cut anywhere.
struct DumpCandleBuilder {
    /// Whose trades they are, and what their rows tell.
    struct Source {
        let instrument: Instrument
        let hasIdentifiers: Bool
        let hasTakerSides: Bool
        /// Whether a hole in the ids means a missing trade.
        let hasContiguousIdentifiers: Bool
    }

    static let grace: Duration = .seconds(1)
    /// A day.
    static let longestFill = 1440

    private let source: Source
    private(set) var duplicates = 0
    /// Minutes in holes that were not filled.
    private(set) var missingMinutes = 0

    /// The minute that is filling up, and the one before it while it may still get a trade.
    private var current: DumpMinute?
    private var earlier: DumpMinute?
    private var watermark = Timestamp(microseconds: .min)
    private var closed: DumpMinute?
    private var seen = SeenNumbers()
    /// Closed candles not yet taken: at most a filled day and the minutes at its ends.
    private var ready: [Candle] = []
    private var taken = 0

    init(source: Source) { self.source = source }

    mutating func add(_ trade: DumpTrade) throws(DumpFault) {
        if source.hasIdentifiers, !seen.insert(trade.firstID, through: trade.lastID) {
            duplicates += 1
            return
        }
        if let minute = current, trade.eventTime >= minute.openTime, trade.eventTime < minute.endTime {
            try current?.add(trade)
        } else {
            try addAcrossMinutes(trade)
        }
        watermark = max(watermark, trade.eventTime)
        if let minute = earlier, watermark >= minute.endTime + Self.grace {
            close(minute)
            earlier = nil
        }
    }

    /// Ids that a contiguous series lacks.
    var missingTrades: Int { source.hasContiguousIdentifiers ? Int(clamping: seen.missing) : 0 }

    /// The oldest closed candle that was not taken yet.
    mutating func next() -> Candle? {
        guard taken < ready.count else { return nil }
        defer {
            taken += 1
            if taken == ready.count {
                ready.removeAll(keepingCapacity: true)
                taken = 0
            }
        }
        return ready[taken]
    }

    /// Closes what is open: the dump ends here, by itself or (not complete) because the rest cannot be read.
    mutating func finish(isComplete: Bool) {
        if let minute = earlier { close(minute) }
        if let minute = current { close(minute, mayBeCut: !isComplete || !endsDay(minute)) }
        earlier = nil
        current = nil
    }

    private mutating func addAcrossMinutes(_ trade: DumpTrade) throws(DumpFault) {
        let minute = DumpMinute(openTime: trade.eventTime.floored(to: Timeframe.oneMinute.duration), trade: trade)
        guard let latest = current, minute.openTime < latest.openTime else {
            if let before = earlier { close(before) }
            earlier = current
            current = minute
            return
        }
        guard watermark < minute.endTime + Self.grace else {
            throw .value(
                column: .time,
                reason: "\(trade.eventTime) is in a minute that was over when \(watermark) was read: rows must be in "
                    + "ascending order, but for one second")
        }
        if earlier == nil { earlier = minute } else { try earlier?.add(trade) }
    }

    private mutating func close(_ minute: DumpMinute, mayBeCut: Bool = false) {
        var isIncomplete = mayBeCut
        if let closed {
            let isJoined = joins(closed, minute)
            fill(from: closed, to: minute, state: isJoined ? .empty : .outage)
            isIncomplete = isIncomplete || !isJoined
        } else {
            isIncomplete = isIncomplete || minute.openTime != minute.openTime.floored(to: .seconds(86_400))
        }
        if source.hasContiguousIdentifiers, !seen.covers(minute.firstID, through: minute.lastID) { isIncomplete = true }
        ready.append(minute.candle(of: source, state: isIncomplete ? .incomplete : .final))
        closed = minute
    }

    /// Whether no id is missing between the two.
    private func joins(_ closed: DumpMinute, _ minute: DumpMinute) -> Bool {
        guard source.hasContiguousIdentifiers, minute.firstID > closed.lastID else { return true }
        return seen.covers(closed.lastID, through: minute.firstID)
    }

    /// Flat candles from one minute to another; if ids are missing between them, not as `empty`, because trades did happen.
    private mutating func fill(from closed: DumpMinute, to minute: DumpMinute, state: Candle.State) {
        let minutes = Int((minute.openTime - closed.endTime).microseconds / 60_000_000)
        guard minutes <= Self.longestFill else {
            missingMinutes += minutes
            return
        }
        for index in 0..<minutes {
            let openTime = closed.endTime + .seconds(60 * index)
            ready.append(
                Candle(
                    instrument: source.instrument, timeframe: .oneMinute, openTime: openTime, open: closed.close,
                    high: closed.close, low: closed.close, close: closed.close, volume: .zero,
                    buyVolume: source.hasTakerSides ? .zero : nil, notional: .zero, tradeCount: 0, identifiers: nil,
                    state: state, knownTime: openTime + Timeframe.oneMinute.duration))
        }
    }

    private func endsDay(_ minute: DumpMinute) -> Bool {
        minute.endTime == minute.endTime.floored(to: .seconds(86_400))
    }
}
