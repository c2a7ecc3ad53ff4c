import Foundation
import WickDomain

/// The closes of one instrument's minutes in the order of time: the ground for labels.
struct CloseSeries {
    private static let minute: Int64 = 60_000_000

    private var openTimes: [Int64] = []
    private var closes: [Int64] = []
    /// The start of the unbroken run of observed minutes that each minute belongs to; `Int64.max` where it was not
    /// observed itself.
    private var runStarts: [Int64] = []
    /// Where the last look-up ended; they go forward.
    private var base = 0
    private var target = 0

    /// Takes the next minute, or another version of the last one.
    mutating func add(openTime: Int64, close: Int64, isObserved: Bool) {
        if openTimes.last == openTime {
            openTimes.removeLast()
            closes.removeLast()
            runStarts.removeLast()
        }
        var runStart = isObserved ? openTime : .max
        if isObserved, let last = openTimes.last, let run = runStarts.last, last + Self.minute == openTime, run != .max
        {
            runStart = run
        }
        openTimes.append(openTime)
        closes.append(close)
        runStarts.append(runStart)
    }

    /// The log return from the close of this minute to the close of the one that starts `horizon` later; NaN where any
    /// minute from the one to the other is missing or was not observed. Times must not go back from call to call.
    mutating func label(at openTime: Int64, horizon: Int64) -> Float {
        guard let now = find(openTime, from: &base), let later = find(openTime + horizon, from: &target),
            runStarts[later] <= openTime, closes[now] > 0, closes[later] > 0
        else { return .nan }
        return Float(log(Double(closes[later]) / Double(closes[now])))
    }

    private func find(_ openTime: Int64, from index: inout Int) -> Int? {
        while index < openTimes.count, openTimes[index] < openTime { index += 1 }
        return index < openTimes.count && openTimes[index] == openTime ? index : nil
    }
}
