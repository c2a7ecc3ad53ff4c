/// RSI: 100 · g / (g + l), where g and l are Wilder's averages of the rises and the falls from value to value (Wilder, 1978).
///
/// RSI(2) of 1, 2, 4, 3: the averages of 1, 2 and 0, 0 are 1.5 and 0; then g is 0.75, l 0.5, the result 60. As TA-Lib's RSI, also in
/// that values that never moved give 0. A value that is not finite gives NaN and starts it anew.
public struct RelativeStrengthIndex: Sendable {
    /// Values until the first result.
    public var warmUp: Int { rises.warmUp + 1 }

    private var rises: RecursiveAverage
    private var falls: RecursiveAverage
    private var previous = Double.nan

    /// - Parameter period: of the averages, at least 1.
    public init(period: Int = 14) {
        rises = .wilder(period: period)
        falls = rises
    }

    /// - Returns: 0 to 100; NaN until warm.
    public mutating func update(_ value: Double) -> Double {
        let change = value - previous
        previous = value
        // Not a number on either side starts both averages anew.
        let rise = rises.update(change < 0 ? 0 : change)
        let fall = falls.update(change > 0 ? 0 : -change)
        let moves = rise + fall
        return moves == 0 ? 0 : 100 * (rise / moves)
    }
}
