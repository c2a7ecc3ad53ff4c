public import WickDomain

extension [Candle] {
    /// In ascending order: the place of the first candle that does not open before a moment; nearly always near the end.
    public func place(of time: Timestamp) -> Int {
        if last.map({ $0.openTime < time }) ?? true { return count }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].openTime < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Puts a candle where it belongs, in place of an older version.
    public mutating func put(_ candle: Candle) {
        let index = place(of: candle.openTime)
        if index < count, self[index].openTime == candle.openTime {
            self[index] = candle
        } else {
            insert(candle, at: index)
        }
    }
}

/// Minutes in ascending order, in two stretches, so that whoever shows the newer ones shares them and need not keep them again.
struct MinuteRun: Sendable {
    /// So many more than wanted before the oldest are moved over, so that moving is rare.
    private static let slack = 256

    private let recentCount: Int
    private var older: [Candle] = []
    private(set) var recent: [Candle] = []

    /// - Parameter recentCount: how many of the newest stay in `recent`; of late ones some more.
    init(recentCount: Int) { self.recentCount = recentCount }

    var first: Candle? { older.first ?? recent.first }
    var last: Candle? { recent.last }

    mutating func put(_ minute: Candle) {
        if let end = older.last?.openTime, minute.openTime <= end {
            older.put(minute)
            return
        }
        recent.put(minute)
        guard recent.count - Self.slack > recentCount else { return }
        let surplus = recent.count - recentCount
        older += recent.prefix(surplus)
        recent.removeFirst(surplus)
    }

    mutating func remove(before time: Timestamp) {
        older.removeFirst(older.place(of: time))
        if older.isEmpty { recent.removeFirst(recent.place(of: time)) }
    }

    func minutes(in range: Range<Timestamp>) -> [Candle] {
        Array(Self.slice(older, range) + Self.slice(recent, range))
    }

    func last(in range: Range<Timestamp>) -> Candle? { Self.slice(recent, range).last ?? Self.slice(older, range).last }

    private static func slice(_ candles: [Candle], _ range: Range<Timestamp>) -> ArraySlice<Candle> {
        candles[candles.place(of: range.lowerBound)..<candles.place(of: range.upperBound)]
    }
}
