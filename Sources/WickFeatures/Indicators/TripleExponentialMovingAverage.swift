/// TEMA: 3 e₁ − 3 e₂ + e₃, where each e is the EMA of the one before it (Patrick Mulloy, 1994).
///
/// TEMA(2) of 1, 3, 5, 7: e₁ is 6, e₂ 5, e₃ 4, the result 7. As TA-Lib's TEMA: each average begins with a mean.
/// Stock.Indicators seeds all three with the same mean and so begins earlier; the two converge.
public struct TripleExponentialMovingAverage: Sendable {
    /// Values until the first result.
    public var warmUp: Int { 3 * first.warmUp - 2 }

    private var first: ExponentialMovingAverage
    private var second: ExponentialMovingAverage
    private var third: ExponentialMovingAverage

    /// - Parameter period: of each of the averages, at least 1.
    public init(period: Int) {
        first = ExponentialMovingAverage(period: period)
        second = first
        third = first
    }

    /// - Returns: the average; NaN until warm, and anew after a value that is not finite.
    public mutating func update(_ value: Double) -> Double {
        let once = first.update(value)
        let twice = second.update(once)
        return 3 * once - 3 * twice + third.update(twice)
    }
}
