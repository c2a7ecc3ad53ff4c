/// ROC: the change over n values in percent, 100 · (x / x₋ₙ − 1).
///
/// From 50 to 55 it is 10. As TA-Lib's ROC, also in that a change from 0 gives 0. A value that is not a number makes itself and the result
/// n values later unknown.
public struct RateOfChange: Sendable {
    /// Values until the first result.
    public var warmUp: Int { period + 1 }

    private let period: Int
    private var values: DelayLine

    public init(period: Int = 10) {
        self.period = period
        values = DelayLine(length: period)
    }

    /// - Returns: percent; NaN until warm.
    public mutating func update(_ value: Double) -> Double {
        values.push(value)
        let before = values[period]
        return before == 0 ? value - value : (value / before - 1) * 100
    }
}
