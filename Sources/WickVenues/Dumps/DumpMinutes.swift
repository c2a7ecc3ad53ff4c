import WickDomain

/// Puts listed minutes in order, takes each once, and says what became of those that are not listed.
///
/// Rows may come in any order within a window of some tens of thousands of minutes.
struct DumpMinutes {
    /// Rows that wait, 7 MB of them; half of them are handed on when it is full, so that rows may be three weeks out of order.
    static let window = 65_536

    enum Verdict: Equatable {
        case taken
        /// The minute was handed on already.
        case duplicate
        /// Its place is behind what was handed on.
        case tooLate(Timestamp)
    }

    private let instrument: Instrument
    /// Longest run of left-out minutes that counts as quiet.
    private let silence: Int
    private var waiting: [ListedMinute] = []
    private var isSorted = true
    private var handedOn = SeenNumbers()
    private var last: Int64?
    private var ready: [Candle] = []
    private var taken = 0

    /// The newest minute that has a price, and whether a row that cannot be used stands behind it.
    private var previous: (openTime: Int64, row: ListedMinute)?
    private var isBroken = false

    private(set) var duplicates = 0
    /// Of them, with other values.
    private(set) var differing = 0
    /// Minutes that no row has and that count as quiet.
    private(set) var filled = 0
    private(set) var unknown = UnknownRuns()
    private(set) var incomplete = 0
    /// Rows without prices before the first price.
    private(set) var priceless = 0

    init(instrument: Instrument, silence: Int) {
        self.instrument = instrument
        self.silence = silence
    }

    mutating func add(_ row: ListedMinute) -> Verdict {
        if let last, row.openTime <= last {
            if row.content == .unknown || handedOn.contains(Self.number(row.openTime)) {
                if row.content != .unknown { duplicates += 1 }
                return .duplicate
            }
            return .tooLate(Timestamp(microseconds: last))
        }
        if let newest = waiting.last, row.openTime < newest.openTime { isSorted = false }
        waiting.append(row)
        if waiting.count >= Self.window { handOn(Self.window / 2) }
        return .taken
    }

    mutating func finish() { handOn(waiting.count) }

    /// The oldest minute that was not taken yet.
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

    private static func number(_ openTime: Int64) -> UInt64 { UInt64(clamping: openTime / 60_000_000) }

    /// Hands on at least the `count` oldest rows, and never one of two rows of a minute alone.
    private mutating func handOn(_ count: Int) {
        if !isSorted {
            // Among rows of one minute the order in which they came counts, and this sort keeps it.
            let order = waiting.indices.sorted { (waiting[$0].openTime, $0) < (waiting[$1].openTime, $1) }
            waiting = order.map { waiting[$0] }
            isSorted = true
        }
        var index = 0
        while index < waiting.count,
            index < count || (index > 0 && waiting[index].openTime == waiting[index - 1].openTime)
        {
            var best = waiting[index]
            index += 1
            while index < waiting.count, waiting[index].openTime == best.openTime {
                take(another: waiting[index], beside: &best)
                index += 1
            }
            handOn(best)
        }
        waiting.removeFirst(index)
    }

    /// A second row of a minute.
    private mutating func take(another row: ListedMinute, beside best: inout ListedMinute) {
        if row.content != .unknown, best.content != .unknown {
            duplicates += 1
            if !row.agrees(with: best) { differing += 1 }
        }
        if row.tellsMore(than: best) { best = row }
    }

    private mutating func handOn(_ row: ListedMinute) {
        last = row.openTime
        guard row.content != .unknown else {
            isBroken = true
            return
        }
        _ = handedOn.insert(Self.number(row.openTime), through: Self.number(row.openTime))
        guard let before = previous else {
            guard row.content == .candle else {
                priceless += 1
                return
            }
            emit(row, after: row.close)
            isBroken = false
            return
        }
        let gap = Int((row.openTime - before.openTime) / 60_000_000) - 1
        let isJoined = bridge(gap, from: before)
        isBroken = false
        if row.content == .quiet, !isJoined {
            // What the price was is unknown.
            unknown.note(from: Timestamp(microseconds: row.openTime), minutes: 1)
            previous = (row.openTime, before.row)
            isBroken = true
            return
        }
        emit(row, after: before.row.close)
    }

    /// Fills a gap where its minutes count as quiet.
    ///
    /// - Returns: whether every minute before is known.
    private mutating func bridge(_ gap: Int, from before: (openTime: Int64, row: ListedMinute)) -> Bool {
        guard gap > 0 else { return !isBroken }
        guard gap <= silence, !isBroken else {
            unknown.note(from: Timestamp(microseconds: before.openTime + 60_000_000), minutes: gap)
            return false
        }
        for step in 1...gap {
            var quiet = ListedMinute(openTime: before.openTime + Int64(step) * 60_000_000, content: .quiet)
            if before.row.buyVolume >= 0 { quiet.buyVolume = 0 }
            if before.row.notional >= 0 { quiet.notional = 0 }
            if before.row.tradeCount >= 0 { quiet.tradeCount = 0 }
            ready.append(quiet.candle(of: instrument, after: before.row.close))
        }
        filled += gap
        return true
    }

    private mutating func emit(_ row: ListedMinute, after close: Int64) {
        let candle = row.candle(of: instrument, after: close)
        if candle.state == .incomplete { incomplete += 1 }
        ready.append(candle)
        var kept = row
        if row.content == .quiet { kept.close = close }
        previous = (row.openTime, kept)
    }
}
