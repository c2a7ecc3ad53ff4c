import WickDomain

/// Tells bars of another interval than the minute that was asked for. Stored as minutes they would be wrong in every
/// value and could not be told from right ones later.
struct KlineInterval {
    /// Each open time with the moment at which its bar ends, where the venue tells that.
    private var bars: [(open: Timestamp, end: Timestamp?)] = []

    private static let minute = Timeframe.oneMinute.duration
    /// Bars that a chance would have to put on the interval's grid: the interval in minutes to the power of their
    /// number. At 100,000 no quiet market is taken for hours.
    private static let certainty = 100_000.0

    mutating func add(open: Timestamp, end: Timestamp?) { bars.append((open, end)) }

    /// The interval where it is not a minute; nil where it is, or where too few rows tell.
    var other: Duration? {
        let told = bars.compactMap { bar in bar.end.map { $0 - bar.open } }
        guard told.isEmpty else {
            // A single odd row is left out by itself.
            let longer = told.filter { $0 > Self.minute }
            return longer.count * 2 > told.count ? longer.sorted()[longer.count / 2] : nil
        }
        return spacing
    }

    /// From the distances between rows: all on the grid of a longer interval, and that grid mostly filled.
    private var spacing: Duration? {
        let minutes = Set(bars.map { $0.open.microseconds / Self.minute.microseconds }).sorted()
        guard minutes.count > 1, let first = minutes.first, let last = minutes.last else { return nil }
        let step = zip(minutes, minutes.dropFirst()).reduce(Int64(0)) { Self.divisor($0, $1.1 - $1.0) }
        guard step > 1, Int64(minutes.count - 1) * 2 >= (last - first) / step else { return nil }
        var chance = 1.0
        for _ in 0..<min(minutes.count, 64) { chance *= Double(step) }
        return chance >= Self.certainty ? Self.minute * Int(clamping: step) : nil
    }

    private static func divisor(_ left: Int64, _ right: Int64) -> Int64 {
        right == 0 ? left : divisor(right, left % right)
    }

    /// "1 h", "7 d" or "90 s".
    static func words(_ length: Duration) -> String {
        let seconds = length.microseconds / 1_000_000
        for (unit, name) in [(Int64(86_400), "d"), (3600, "h"), (60, "min")]
        where seconds >= unit && seconds % unit == 0 {
            return "\(seconds / unit) \(name)"
        }
        return "\(seconds) s"
    }
}
