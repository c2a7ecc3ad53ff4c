/// DEMA: 2 e₁ − e₂, where e₁ is the EMA of the values and e₂ the EMA of e₁ (Patrick Mulloy, "Smoothing Data with Faster Moving
/// Averages", 1994).
///
/// DEMA(2) of 1, 3, 5: e₁ is 2 and 4, e₂ is 3, the result 5. As TA-Lib's DEMA: each average begins with a mean. Stock.Indicators seeds
/// both with the same mean and so begins earlier; the two converge.
public struct DoubleExponentialMovingAverage: Sendable {
    /// Values until the first result.
    public var warmUp: Int { 2 * first.warmUp - 1 }

    private var first: ExponentialMovingAverage
    private var second: ExponentialMovingAverage

    /// - Parameter period: of each of the averages, at least 1.
    public init(period: Int) {
        first = ExponentialMovingAverage(period: period)
        second = first
    }

    /// - Returns: the average; NaN until warm, and anew after a value that is not finite.
    public mutating func update(_ value: Double) -> Double {
        let once = first.update(value)
        return 2 * once - second.update(once)
    }
}
