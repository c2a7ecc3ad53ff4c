import WickDomain

/// Folds the trades of a dump, which are in order but for some disorder, into one-minute candles.
///
/// The latest hour of minutes with trades stays open; a trade for a minute before that is an error. Minutes without a trade are flat
/// at the last close: where ids prove that nothing is missing, for up to a day, and elsewhere for as long as silence is taken for
/// such; a longer hole is taken for a part that the dump does not have, left out, and counted. A minute is `incomplete` when ids are
/// known to be missing in it or at its ends, when a row of it cannot be used, and at either end of the dump unless a UTC day begins or
/// ends there, because public dumps are cut at days and anything else may have been cut anywhere.
struct DumpCandleBuilder {
    /// Whose trades they are, and what their rows tell.
    struct Source {
        let instrument: Instrument
        let hasIdentifiers: Bool
        let hasTakerSides: Bool
        /// Whether a hole in the ids means a missing trade.
        let hasContiguousIdentifiers: Bool
    }

    /// Minutes with trades that stay open.
    static let openMinutes = 60
    /// A day.
    static let longestFill = 1440
    /// Minutes with rows that cannot be used, of those that are still open.
    private static let maximumBroken = 10_000

    private let source: Source
    private let silence: Int
    private(set) var duplicates = 0
    private(set) var unknown = UnknownRuns()
    /// Minutes that count as quiet without a proof.
    private(set) var filled = 0
    private(set) var incomplete = 0

    /// The minutes that may still get a trade, oldest first.
    private var open: [DumpMinute] = []
    /// Closed, and handed on when the next one shows whether trades are missing behind it.
    private var held: (minute: DumpMinute, isIncomplete: Bool)?
    /// Open times of minutes with rows that cannot be used.
    private var broken: Set<Timestamp> = []
    private var breaksNext = false
    private var seen = SeenNumbers()
    /// Closed candles not yet taken: at most a filled day and the minutes at its ends.
    private var ready: [Candle] = []
    private var taken = 0

    init(source: Source, silence: Int = DumpRequest.defaultSilence) {
        self.source = source
        self.silence = silence
    }

    mutating func add(_ trade: DumpTrade) throws(DumpFault) {
        // Its minute may be over, and then its ids stay missing.
        let index: Int?
        do throws(DumpFault) { index = try indexOfMinute(of: trade) } catch {
            guard source.hasIdentifiers, seen.contains(trade.firstID) else { throw error }
            duplicates += 1
            return
        }
        if source.hasIdentifiers, !seen.insert(trade.firstID, through: trade.lastID) {
            duplicates += 1
            return
        }
        if let index { return try open[index].add(trade) }
        insert(DumpMinute(openTime: trade.eventTime.floored(to: Timeframe.oneMinute.duration), trade: trade))
    }

    /// Says that a row of this moment cannot be used; nil where even its time is unknown.
    ///
    /// - Parameter ids: those that the row had, which are not missing for any other reason.
    mutating func markBroken(at time: Timestamp?, ids: ClosedRange<UInt64>? = nil) {
        if source.hasIdentifiers, let ids { _ = seen.insert(ids.lowerBound, through: ids.upperBound) }
        guard let time else {
            if let last = open.last { markBroken(at: last.openTime) }
            breaksNext = true
            return
        }
        let openTime = time.floored(to: Timeframe.oneMinute.duration)
        if held?.minute.openTime == openTime { held?.isIncomplete = true }
        if broken.count < Self.maximumBroken { broken.insert(openTime) }
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
        if !isComplete, let last = open.last { markBroken(at: last.openTime) }
        if let last = open.last, !endsDay(last) { markBroken(at: last.openTime) }
        for minute in open { close(minute) }
        open = []
        if let held { handOn(held) }
        held = nil
    }

    /// Which open minute the trade belongs into; nil for a new one.
    @inline(__always)
    private func indexOfMinute(of trade: DumpTrade) throws(DumpFault) -> Int? {
        var index = open.count
        while index > 0 {
            index -= 1
            let opening = open[index].openTime.microseconds
            let offset = trade.eventTime.microseconds - opening
            if offset >= 60_000_000 { return nil }
            if offset >= 0 { return index }
        }
        guard let over = held?.minute else { return nil }
        guard trade.eventTime >= over.endTime else {
            throw .value(
                column: .time,
                reason: "'\(trade.eventTime)' is in a minute that is over: rows must be in ascending order, but for "
                    + "an hour")
        }
        return nil
    }

    private mutating func insert(_ minute: DumpMinute) {
        if breaksNext {
            markBroken(at: minute.openTime)
            breaksNext = false
        }
        let place = open.lastIndex { $0.openTime < minute.openTime }.map { $0 + 1 } ?? 0
        open.insert(minute, at: place)
        if open.count > Self.openMinutes { close(open.removeFirst()) }
    }

    private mutating func close(_ minute: DumpMinute) {
        var isIncomplete = broken.remove(minute.openTime) != nil
        if var before = held {
            let isJoined = joins(before.minute, minute)
            // What is missing between the two may belong to either.
            if !isJoined { before.isIncomplete = true }
            handOn(before)
            isIncomplete = isIncomplete || !isJoined
            fill(from: before.minute, to: minute, isJoined: isJoined)
        } else {
            isIncomplete = isIncomplete || minute.openTime != minute.openTime.floored(to: .seconds(86_400))
        }
        if source.hasContiguousIdentifiers, !seen.covers(minute.firstID, through: minute.lastID) { isIncomplete = true }
        held = (minute, isIncomplete)
    }

    private mutating func handOn(_ closed: (minute: DumpMinute, isIncomplete: Bool)) {
        if closed.isIncomplete { incomplete += 1 }
        ready.append(closed.minute.candle(of: source, state: closed.isIncomplete ? .incomplete : .final))
    }

    /// Whether no id is missing between the two.
    private func joins(_ closed: DumpMinute, _ minute: DumpMinute) -> Bool {
        guard source.hasContiguousIdentifiers, minute.firstID > closed.lastID else { return true }
        return seen.covers(closed.lastID, through: minute.firstID)
    }

    /// Flat candles from one minute to another; where ids are missing between them, or rows cannot be used, not as `empty`, because
    /// trades did happen.
    private mutating func fill(from closed: DumpMinute, to minute: DumpMinute, isJoined: Bool) {
        let minutes = Int((minute.openTime - closed.endTime).microseconds / 60_000_000)
        guard minutes > 0 else { return }
        let isProven = source.hasContiguousIdentifiers
        guard minutes <= (isProven ? Self.longestFill : min(silence, Self.longestFill)) else {
            unknown.note(from: closed.endTime, minutes: minutes)
            broken = broken.filter { $0 >= minute.openTime }
            return
        }
        for index in 0..<minutes {
            let openTime = closed.endTime + .seconds(60 * index)
            let isQuiet = broken.remove(openTime) == nil && isJoined
            if isQuiet, !isProven { filled += 1 }
            ready.append(flat(at: openTime, closed.close, isQuiet ? .empty : .outage))
        }
    }

    private func flat(at openTime: Timestamp, _ price: Price, _ state: Candle.State) -> Candle {
        Candle(
            instrument: source.instrument, timeframe: .oneMinute, openTime: openTime, open: price, high: price,
            low: price,
            close: price, volume: .zero, buyVolume: source.hasTakerSides ? .zero : nil, notional: .zero, tradeCount: 0,
            identifiers: nil, state: state, knownTime: openTime + Timeframe.oneMinute.duration)
    }

    private func endsDay(_ minute: DumpMinute) -> Bool {
        minute.endTime == minute.endTime.floored(to: .seconds(86_400))
    }
}
