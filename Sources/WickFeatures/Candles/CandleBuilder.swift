public import WickDomain

/// Folds the trades of one instrument into one-minute candles: a pure struct, driven by trades and by a clock.
///
/// A minute closes when the watermark passes its end. The watermark is the latest event time or clock reading, whichever is
/// later, less the grace; so trades may come in any order within the grace and leave no trace of it. What comes later than
/// that is a correction: a new version of the candle. Every version goes to the caller's array in the order in which it
/// became known; its known time is the moment at which the watermark allowed it, so that it does not depend on how often
/// the clock is read.
public struct CandleBuilder: Sendable {
    /// How long closed minutes can still be corrected, and the longest gap that is filled with minutes. 7 days of minutes at
    /// under 256 bytes each are 2.5 MB an instrument, twice that between two cuts.
    public static let maximumRetention: Duration = .seconds(7 * 86_400)

    /// Most unobserved intervals that are kept apart; a venue that reconnects every second for an hour stays below it.
    static let maximumUnobserved = 4096

    /// How late a trade may come without being a correction, where nobody says otherwise.
    public static let defaultGrace: Duration = .seconds(1)

    static let minute: Duration = .seconds(60)
    static let retentionMicroseconds = maximumRetention.microseconds
    /// The same, and the grace, as plain numbers for every trade: arithmetic on `Duration` is done out of line.
    private static let minuteMicroseconds: Int64 = 60_000_000
    private let graceMicroseconds: Int64

    public let instrument: Instrument
    public let grace: Duration

    /// What was and was not counted.
    public internal(set) var counts = Counts()

    public struct Counts: Sendable, Equatable {
        /// Trades that are in a candle.
        public var trades = 0
        /// Trades whose id was known already.
        public var duplicates = 0
        /// Trades too old to be put anywhere: beyond the retention.
        public var expired = 0
        /// Minutes closed.
        public var candles = 0
        /// Versions of a candle after its first.
        public var corrections = 0
        /// Trades that are left out of an `incomplete` minute, because its volume would have gone beyond `Volume.maximum`.
        public var unfolded = 0
        /// Holes in the trade ids that outlasted the grace.
        public var holes = 0

        public init() {}
    }

    /// Minutes from `firstMinute` on without a break: closed ones up to `closedUntil`, then open ones.
    var minutes: [MinuteAccumulator] = []
    var firstMinute = Timestamp(microseconds: 0)
    /// The first moment that is not in a closed minute; nil before the first trade.
    var closedUntil: Timestamp?
    var ledger = TradeLedger()
    /// Holes that may still be filled within the grace; at most as many as the ledger has spans.
    var openedHoles: [TradeLedger.Hole] = []
    /// Intervals in which nobody watched and that no unbroken run of ids spans.
    var unobserved: [Range<Timestamp>] = []
    /// Trades that are known by their id only.
    var doubtful: [DoubtfulTrade] = []
    /// An interval of which the venue has listed every trade.
    var listed: Range<Timestamp>?
    /// Whether the next trade may show that a run of ids spans an unobserved interval.
    var bridgesPossible = false
    /// The moment from which on everything was watched or is told by an unbroken run of ids; nil before anything happened.
    var provenSince: Timestamp?
    var clock = Timestamp(microseconds: .min)
    var latestEventTime = Timestamp(microseconds: .min)
    /// When trades last came: nothing that follows from them was known before.
    var latestReceiveTime = Timestamp(microseconds: .min)
    /// Of the newest version.
    var lastKnownTime = Timestamp(microseconds: .min)
    /// Everything due before this is done: the fast path's only question.
    var nextDue = Timestamp(microseconds: .min)

    public init(instrument: Instrument, grace: Duration = defaultGrace) {
        precondition(grace >= .zero, "a grace cannot be negative")
        self.instrument = instrument
        self.grace = grace
        graceMicroseconds = grace.microseconds
    }

    /// Says since when the venue has been watched, where that is before the first trade.
    public mutating func begin(at time: Timestamp) {
        provenSince = Swift.min(provenSince ?? time, time)
    }

    /// When the clock alone will next close or correct a minute; the end of time before the first trade.
    public var nextClosing: Timestamp {
        closedUntil == nil ? .distantFuture : nextDue + grace
    }

    /// Adds the trades of one frame.
    ///
    /// - Parameters:
    ///   - trades: of this instrument, in any order.
    ///   - receivedTime: when the frame came; the clock is advanced to it first.
    ///   - versions: receives every candle that this closes or corrects.
    public mutating func add(_ trades: ArraySlice<Trade>, receivedTime: Timestamp, into versions: inout [Candle]) {
        advance(to: receivedTime, into: &versions)
        latestReceiveTime = clock
        var touched = TouchedMinutes()
        for trade in trades {
            precondition(trade.instrument == instrument, "a trade of \(trade.instrument) among those of \(instrument)")
            add(trade, &touched)
        }
        if !touched.isEmpty { reissue(touched, knownTime: clock, into: &versions) }
        settle(into: &versions)
    }

    /// Adds what the venue answered when it was asked for missing trades: they come late, and correct closed minutes.
    ///
    /// - Parameters:
    ///   - trades: of this instrument, in any order; those that are known already are dropped.
    ///   - absent: ids of which the venue has shown all that there are, so that what is still missing of them never was.
    ///   - since: from this moment on the trades are complete up to those that were known.
    ///   - listed: an interval of which every trade is known now.
    public mutating func repair(
        with trades: ArraySlice<Trade>, absent: ClosedRange<UInt64>?, completeSince since: Timestamp?,
        listed: Range<Timestamp>? = nil, receivedTime: Timestamp, into versions: inout [Candle]
    ) {
        advance(to: receivedTime, into: &versions)
        latestReceiveTime = clock
        var touched = TouchedMinutes()
        let oldest = ledger.spans.first?.firstTime
        for trade in trades {
            precondition(trade.instrument == instrument, "a trade of \(trade.instrument) among those of \(instrument)")
            add(trade, &touched)
        }
        if let absent {
            for hole in ledger.markAbsent(absent) { touched.include(hole) }
            if !doubtful.isEmpty { settleDoubt(&touched) { absent.contains($0) } }
        }
        if let since, let oldest, since < oldest { noteListed(since..<oldest) }
        if let listed { noteListed(listed) }
        bridgesPossible = !unobserved.isEmpty
        if bridgesPossible { bridgeUnobserved(&touched) }
        if let since, let proven = provenSince, closedUntil != nil, since <= proven {
            // The moment before, since a minute that begins with the proof is proven.
            provenSince = since - .microseconds(1)
            touched.include(since..<proven + .microseconds(1))
        }
        if !touched.isEmpty { reissue(touched, knownTime: clock, into: &versions) }
        settle(into: &versions)
    }

    /// Tells what time it is; a reading before an earlier one changes nothing.
    public mutating func advance(to reading: Timestamp, into versions: inout [Candle]) {
        if provenSince == nil { provenSince = reading }
        guard reading > clock else { return }
        clock = reading
        settle(into: &versions)
    }

    /// Says that nobody watched during this interval. Trades whose ids join on both sides of it prove that nothing was missed.
    ///
    /// - Parameter receivedTime: when that became known. The minutes that close until then close afterwards, as not watched.
    public mutating func markUnobserved(
        _ interval: Range<Timestamp>, receivedTime: Timestamp, into versions: inout [Candle]
    ) {
        guard closedUntil != nil, !interval.isEmpty else { return }
        if unobserved.count == Self.maximumUnobserved {
            // Too many to tell apart: the two oldest count as one, with what lies between them.
            let joined = unobserved[0].lowerBound..<max(unobserved[0].upperBound, unobserved[1].upperBound)
            unobserved.replaceSubrange(0...1, with: [joined])
        }
        unobserved += unproven(of: interval)
        bridgesPossible = true
        var touched = TouchedMinutes()
        touched.include(interval)
        reissue(touched, knownTime: max(clock, receivedTime), into: &versions)
    }

    /// The minutes that are still running and have trades, oldest first, with state `open`.
    public var openCandles: [Candle] {
        guard let closedUntil else { return [] }
        return minutes.indices.dropFirst(index(of: closedUntil)).compactMap { index in
            guard minutes[index].tradeCount > 0 else { return nil }
            return minutes[index].candle(instrument, openTime: openTime(at: index), state: .open, knownTime: clock)
        }
    }

    /// The ids seen, for a caller that wants to know what is missing.
    public var seen: TradeLedger { ledger }

    /// Nothing is due before the watermark.
    @inline(__always)
    private mutating func settle(into versions: inout [Candle]) {
        if watermark >= nextDue { settleDue(into: &versions) }
    }

    @inline(__always)
    var watermark: Timestamp {
        let (mark, overflowed) = Swift.max(clock, latestEventTime).microseconds
            .subtractingReportingOverflow(graceMicroseconds)
        return overflowed ? .distantPast : Timestamp(microseconds: mark)
    }
}

extension CandleBuilder {
    @inline(__always)
    private mutating func add(_ trade: Trade, _ touched: inout TouchedMinutes) {
        switch ledger.insert(id: trade.id, eventTime: trade.eventTime) {
        case .next: break
        case .opened(let hole): noteOpened(hole)
        case .filled(let hole?):
            touched.include(hole)
            bridgesPossible = !unobserved.isEmpty
        case .filled(nil): extendBack(to: trade.eventTime, &touched)
        case .duplicate:
            counts.duplicates += 1
            return
        case .expired:
            counts.expired += 1
            return
        }
        guard let index = minuteIndex(for: trade.eventTime, &touched) else {
            counts.expired += 1
            return
        }
        if minutes[index].add(trade) { counts.trades += 1 } else { counts.unfolded += 1 }
        if !doubtful.isEmpty { settleDoubt(&touched) { $0 == trade.id } }
        if trade.eventTime > latestEventTime { latestEventTime = trade.eventTime }
        if let closedUntil, trade.eventTime < closedUntil { touched.change(openTime(at: index)) }
        if bridgesPossible { bridgeUnobserved(&touched) }
    }

    /// Where the minute of this moment is kept, making room for it; nil beyond the retention.
    @inline(__always)
    private mutating func minuteIndex(for eventTime: Timestamp, _ touched: inout TouchedMinutes) -> Int? {
        let offset = eventTime.microseconds(since: firstMinute)
        let index = Int(offset / Self.minuteMicroseconds)
        if offset >= 0, index < minutes.count { return index }
        return makeRoom(for: eventTime, &touched)
    }

    @inline(never)
    private mutating func makeRoom(for eventTime: Timestamp, _ touched: inout TouchedMinutes) -> Int? {
        let opening = eventTime.floored(to: Self.minute)
        guard let closedUntil else {
            firstMinute = opening
            self.closedUntil = opening
            provenSince = Swift.min(provenSince ?? eventTime, eventTime)
            nextDue = Swift.min(nextDue, opening)
            minutes.append(MinuteAccumulator())
            return 0
        }
        if opening < firstMinute {
            guard closedUntil - opening <= Self.maximumRetention else { return nil }
            let missing = index(of: firstMinute) - index(of: opening)
            minutes.insert(contentsOf: repeatElement(MinuteAccumulator(), count: missing), at: 0)
            touched.include(opening..<firstMinute)
            firstMinute = opening
            return 0
        }
        // The clock has been advanced already, so a trade this far ahead has a broken time.
        guard opening - closedUntil <= Self.maximumRetention else { return nil }
        while openTime(at: minutes.count) <= opening { minutes.append(MinuteAccumulator()) }
        return minutes.count - 1
    }

    private mutating func noteOpened(_ hole: TradeLedger.Hole) {
        if openedHoles.count == TradeLedger.maximumSpans { openedHoles.removeFirst() }
        openedHoles.append(hole)
        nextDue = Swift.min(nextDue, hole.before)
    }

    /// A trade before all others: the minute in which watching began may be whole now.
    private mutating func extendBack(to eventTime: Timestamp, _ touched: inout TouchedMinutes) {
        guard let since = provenSince, eventTime < since else { return }
        touched.include(eventTime..<since + .microseconds(1))
        provenSince = eventTime
    }

    func openTime(at index: Int) -> Timestamp {
        let (time, overflowed) = firstMinute.microseconds
            .addingReportingOverflow(Int64(index) * Self.minuteMicroseconds)
        return overflowed ? .distantFuture : Timestamp(microseconds: time)
    }

    func index(of time: Timestamp) -> Int {
        Int(time.floored(to: Self.minute).microseconds(since: firstMinute) / Self.minuteMicroseconds)
    }
}
