import WickDomain

/// What came of asking a venue for minutes.
public struct BackfillCounts: Equatable, Sendable {
    public internal(set) var candles = 0
    /// Of them without a trade.
    public internal(set) var empty = 0
    /// Of them without all of their trades: a bar that closed early, or a trade that could not be used.
    public internal(set) var incomplete = 0
    /// Minutes that are left out, because the venue does not have them or does not prove that they are empty.
    public internal(set) var missing = 0
    /// Of them those in silences longer than what counts as quiet, and how many such silences there were.
    public internal(set) var silent = 0
    public internal(set) var silences = 0
    public internal(set) var answers = 0
    /// Bars that were rounded to the digits that are kept.
    public internal(set) var rounded = 0
    /// Rows of minutes that another row of the same page tells as well, with other values.
    public internal(set) var differing = 0
    /// Rows from before or after what was asked for.
    public internal(set) var outside = 0
    public internal(set) var unusable = UnusableRows()
    /// Trades in bars that tell it, and in how many minutes: what a list of trades will take can be estimated by it.
    public internal(set) var trades = 0
    public internal(set) var minutesWithCount = 0

    public init() {}

    public static func += (left: inout BackfillCounts, right: BackfillCounts) {
        left.candles += right.candles
        left.empty += right.empty
        left.incomplete += right.incomplete
        left.missing += right.missing
        left.silent += right.silent
        left.silences += right.silences
        left.answers += right.answers
        left.rounded += right.rounded
        left.differing += right.differing
        left.outside += right.outside
        left.unusable.add(right.unusable)
        left.trades += right.trades
        left.minutesWithCount += right.minutesWithCount
    }

    /// Some lines for people, the first of them always there.
    public var lines: [String] {
        var lines = [
            "\(candles) candles (\(empty) empty"
                + (incomplete > 0 ? ", \(incomplete) incomplete" : "")
                + "), \(missing) minutes left out, \(answers) requests"
        ]
        if rounded > 0 {
            lines.append(
                "\(rounded) \(rounded == 1 ? "bar has" : "bars have") more digits than wick keeps (prices 9, volumes 8), rounded to the nearest"
            )
        }
        if silences > 0 {
            lines.append(
                "\(silences) \(silences == 1 ? "silence" : "silences") longer than --silence-minutes, \(silent) minutes, left out as unknown"
            )
        }
        if differing > 0 {
            lines.append("\(differing) minutes came twice with other values; the row with more trades was used")
        }
        if outside > 0 { lines.append("\(outside) rows from outside of what was asked for were not used") }
        for reason in unusable.reasons {
            let time = reason.firstTime.map { " in the minute of \($0)" } ?? ""
            lines.append(
                "\(reason.count) \(reason.count == 1 ? "row" : "rows") could not be used, by \(reason.field); the first\(time): \(reason.first)"
            )
        }
        return lines
    }
}
