import WickDomain

/// Closed minutes that one frame puts in question.
struct TouchedMinutes {
    /// Minutes that got a trade; published again in any case.
    private(set) var changed: Set<Timestamp> = []
    /// Intervals in which minutes may have become more or less certain; published again where their state changes.
    private(set) var doubtful: [Range<Timestamp>] = []

    var isEmpty: Bool { changed.isEmpty && doubtful.isEmpty }

    mutating func change(_ openTime: Timestamp) { changed.insert(openTime) }

    mutating func include(_ interval: Range<Timestamp>) { doubtful.append(interval) }

    /// The minutes in which what is missing may have happened; none where the sides contradict each other.
    mutating func include(_ hole: TradeLedger.Hole) {
        guard hole.after <= hole.before else { return }
        doubtful.append(hole.after..<hole.before + .microseconds(1))
    }

    /// Every minute named, oldest first, within [from, until).
    func minutes(from: Timestamp, until: Timestamp) -> [Timestamp] {
        var all = changed
        for interval in doubtful {
            var opening = max(from, interval.lowerBound.floored(to: CandleBuilder.minute))
            while opening < min(until, interval.upperBound) {
                all.insert(opening)
                opening = opening + CandleBuilder.minute
            }
        }
        return all.filter { $0 >= from && $0 < until }.sorted()
    }
}
