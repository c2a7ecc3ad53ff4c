/// Which trade ids of one instrument have been seen: the ground for dropping duplicates and for saying what is missing.
///
/// Ids are kept as spans of consecutive numbers, so that an unbroken stream costs one span whatever its length.
public struct TradeLedger: Sendable, Equatable {
    /// Consecutive ids, all seen.
    public struct Span: Sendable, Equatable {
        public fileprivate(set) var firstID: UInt64
        public fileprivate(set) var lastID: UInt64
        /// Event times of the trades at the ends.
        public fileprivate(set) var firstTime: Timestamp
        public fileprivate(set) var lastTime: Timestamp
    }

    /// Ids between two spans, none of them seen.
    public struct Hole: Sendable, Equatable {
        public let firstID: UInt64
        public let lastID: UInt64
        /// Event times of the trades on both sides: what is missing happened between them.
        public let after: Timestamp
        public let before: Timestamp

        /// How many ids are missing.
        public var count: UInt64 { lastID - firstID + 1 }

        /// Whether a missing trade may belong to [start, end). False for a hole whose sides contradict each other in time.
        public func mayTouch(from start: Timestamp, to end: Timestamp) -> Bool { after < end && before >= start }
    }

    public enum Insertion: Sendable, Equatable {
        /// The next id after the newest: the usual case.
        case next
        /// New, and behind it a hole opened that ends at this trade.
        case opened(Hole)
        /// New, and it lay in this hole, or before everything else; nil there.
        case filled(Hole?)
        case duplicate
        /// Older than what the ledger still remembers.
        case expired
    }

    /// Most spans that are remembered. 4,096 spans of 32 bytes are 128 KiB an instrument; a feed that breaks its sequence more
    /// often than that within a session loses the memory of its oldest holes, never of trades.
    public static let maximumSpans = 4096

    /// Ascending, disjoint, and never adjacent.
    public private(set) var spans: [Span] = []
    /// The span that grew last; streams mostly go on where they were.
    private var recent = 0
    /// Ids up to here are forgotten.
    private var forgotten: UInt64?
    /// Ids inside of spans that never were trades, oldest first; at most `maximumSpans`.
    private var absent: [ClosedRange<UInt64>] = []

    public init() {}

    /// Ids that are missing between those seen, oldest first.
    public var holes: [Hole] { spans.indices.dropFirst().map(hole(before:)) }

    /// The hole between this span and the one before it.
    public func hole(before index: Int) -> Hole {
        let left = spans[index - 1]
        let right = spans[index]
        return Hole(
            firstID: left.lastID + 1, lastID: right.firstID - 1, after: left.lastTime, before: right.firstTime)
    }

    /// What is still missing of these ids, oldest first.
    public func holes(within ids: ClosedRange<UInt64>) -> [Hole] {
        var found: [Hole] = []
        var index = max(1, firstSpan(endingAtOrAfter: ids.lowerBound))
        while index < spans.count, spans[index - 1].lastID < ids.upperBound {
            let hole = hole(before: index)
            if hole.lastID >= ids.lowerBound, hole.firstID <= ids.upperBound { found.append(hole) }
            index += 1
        }
        return found
    }

    /// Whether a trade of [start, end) may be missing, going by the holes whose newer side happened no later than `asOf`.
    public func mayMiss(from start: Timestamp, to end: Timestamp, asOf: Timestamp) -> Bool {
        var index = spans.count - 1
        // Newer spans come later in time, so the search ends at the first hole that lies wholly before the interval.
        while index > 0, spans[index].firstTime >= start {
            let hole = hole(before: index)
            if hole.before <= asOf, hole.mayTouch(from: start, to: end) { return true }
            index -= 1
        }
        return false
    }

    /// Whether the id was seen, or is known not to exist.
    public func contains(_ id: UInt64) -> Bool {
        let index = firstSpan(endingAtOrAfter: id)
        return index < spans.count && spans[index].firstID <= id
    }

    /// How many ids are accounted for: seen, or known not to exist. All 2^64 of them count as one less.
    public var count: UInt64 {
        // Spans do not overlap, so only every id there is can overflow the sum.
        let sum = spans.reduce(UInt64(0)) { $0 &+ ($1.lastID - $1.firstID) &+ 1 }
        return sum == 0 && !spans.isEmpty ? .max : sum
    }

    @inline(__always)
    public mutating func insert(id: UInt64, eventTime: Timestamp) -> Insertion {
        // The newest span grows by one.
        if recent == spans.count - 1, id > 0, spans[recent].lastID == id - 1 {
            spans[recent].lastID = id
            spans[recent].lastTime = eventTime
            return .next
        }
        return insertElsewhere(id: id, eventTime: eventTime)
    }

    @inline(never)
    private mutating func insertElsewhere(id: UInt64, eventTime: Timestamp) -> Insertion {
        if let forgotten, id <= forgotten { return .expired }
        let index = firstSpan(endingAtOrAfter: id)
        if index < spans.count, spans[index].firstID <= id { return reclaim(id, eventTime) }
        let hole = index > 0 && index < spans.count ? hole(before: index) : nil
        let isNewest = index == spans.count
        recent = join(id: id, eventTime: eventTime, at: index)
        forgetOldest()
        if !isNewest { return .filled(hole) }
        return recent > 0 && spans[recent].firstID == id ? .opened(self.hole(before: recent)) : .next
    }

    /// Closes the holes that lie wholly within these ids: the venue has shown that it never used what is missing of them.
    ///
    /// Should such an id turn up all the same, it counts as a trade that fills a hole.
    ///
    /// - Returns: the holes that were closed, oldest first.
    public mutating func markAbsent(_ ids: ClosedRange<UInt64>) -> [Hole] {
        var closed: [Hole] = []
        var index = max(1, firstSpan(endingAtOrAfter: ids.lowerBound))
        while index < spans.count, spans[index - 1].lastID < ids.upperBound {
            let hole = hole(before: index)
            guard hole.firstID >= ids.lowerBound, hole.lastID <= ids.upperBound else {
                index += 1
                continue
            }
            spans[index - 1].lastID = spans[index].lastID
            spans[index - 1].lastTime = spans[index].lastTime
            spans.remove(at: index)
            absent.append(hole.firstID...hole.lastID)
            closed.append(hole)
        }
        recent = max(0, spans.count - 1)
        if absent.count > Self.maximumSpans { absent.removeFirst(absent.count - Self.maximumSpans) }
        return closed
    }

    /// An id within a span: seen before, unless it had been thought absent.
    private mutating func reclaim(_ id: UInt64, _ eventTime: Timestamp) -> Insertion {
        guard let index = absent.firstIndex(where: { $0.contains(id) }) else { return .duplicate }
        let range = absent.remove(at: index)
        if range.upperBound > id { absent.insert(id + 1...range.upperBound, at: index) }
        if range.lowerBound < id { absent.insert(range.lowerBound...id - 1, at: index) }
        return .filled(Hole(firstID: id, lastID: id, after: eventTime, before: eventTime))
    }

    /// Puts the id into the gap before the span at `index` and returns the index of the span that now has it.
    private mutating func join(id: UInt64, eventTime: Timestamp, at index: Int) -> Int {
        let growsLeft = index > 0 && spans[index - 1].lastID == id - 1
        let growsRight = index < spans.count && spans[index].firstID == id + 1
        switch (growsLeft, growsRight) {
        case (true, true):
            spans[index - 1].lastID = spans[index].lastID
            spans[index - 1].lastTime = spans[index].lastTime
            spans.remove(at: index)
            return index - 1
        case (true, false):
            spans[index - 1].lastID = id
            spans[index - 1].lastTime = eventTime
            return index - 1
        case (false, true):
            spans[index].firstID = id
            spans[index].firstTime = eventTime
        case (false, false):
            spans.insert(Span(firstID: id, lastID: id, firstTime: eventTime, lastTime: eventTime), at: index)
        }
        return index
    }

    private mutating func forgetOldest() {
        guard spans.count > Self.maximumSpans else { return }
        forgotten = spans.removeFirst().lastID
        recent = max(0, recent - 1)
    }

    /// Binary search; `spans.count` where the id is beyond them all.
    private func firstSpan(endingAtOrAfter id: UInt64) -> Int {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].lastID < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
