/// Which numbers of a mostly ascending series were there already, as runs of neighbours: one run for all of a venue's
/// contiguous trade ids.
struct SeenNumbers {
    /// 16 bytes each: at most 1 MiB. Of a series with more holes than this, the oldest part is forgotten.
    static let maximumRuns = 65_536

    private struct Run {
        var low: UInt64
        var high: UInt64
    }

    private var runs: [Run] = []
    private var smallest: UInt64 = .max
    private var count: UInt64 = 0

    /// Adds low...high; false when one of them was there before, and then nothing is added,
    /// nor is anything of what is no range.
    mutating func insert(_ low: UInt64, through high: UInt64) -> Bool {
        guard low <= high else { return false }
        guard let last = runs.last, low <= last.high else {
            append(low, high)
            return true
        }
        return insertBetween(low, high)
    }

    /// How many numbers between the smallest and the largest were not there.
    var missing: UInt64 {
        guard let last = runs.last else { return 0 }
        // Only the count of all numbers there are does not fit; it wraps here as it does there.
        return last.high &- smallest &+ 1 &- count
    }

    func contains(_ number: UInt64) -> Bool {
        let index = indexOfRun(reaching: number)
        return index < runs.count && runs[index].low <= number
    }

    /// Whether every number from low to high was there.
    func covers(_ low: UInt64, through high: UInt64) -> Bool {
        if let last = runs.last, last.low <= low { return high <= last.high }
        let index = indexOfRun(reaching: low)
        return index < runs.count && runs[index].low <= low && high <= runs[index].high
    }

    @inline(__always)
    private mutating func append(_ low: UInt64, _ high: UInt64) {
        count &+= high &- low &+ 1
        if let last = runs.last, low == last.high + 1 {
            runs[runs.count - 1].high = high
            return
        }
        smallest = min(smallest, low)
        if runs.count == Self.maximumRuns { runs.removeFirst(Self.maximumRuns / 2) }
        runs.append(Run(low: low, high: high))
    }

    private mutating func insertBetween(_ low: UInt64, _ high: UInt64) -> Bool {
        let index = indexOfRun(reaching: low)
        guard index < runs.count, runs[index].low > high else { return false }
        count &+= high &- low &+ 1
        smallest = min(smallest, low)
        let joinsNext = high + 1 == runs[index].low
        let joinsPrevious = index > 0 && runs[index - 1].high + 1 == low
        switch (joinsPrevious, joinsNext) {
        case (true, true):
            runs[index - 1].high = runs[index].high
            runs.remove(at: index)
        case (true, false): runs[index - 1].high = high
        case (false, true): runs[index].low = low
        case (false, false): runs.insert(Run(low: low, high: high), at: index)
        }
        return true
    }

    /// The first run that ends at the number or beyond it.
    private func indexOfRun(reaching number: UInt64) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].high < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
