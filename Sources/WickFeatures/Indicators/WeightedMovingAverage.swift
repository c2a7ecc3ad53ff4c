/// WMA: (1 · x₁ + 2 · x₂ + … + n · xₙ) / (1 + 2 + … + n), the newest value weighing most.
///
/// WMA(3) of 1, 2, 6 is 23 / 6. As TA-Lib's WMA, which carries a running sum. A value that is not a number makes the next n
/// results unknown.
public struct WeightedMovingAverage: Sendable {
    /// Values until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<WeightedSumFold>
    private let weights: Double

    /// - Parameter period: values in the mean, at least 1.
    public init(period: Int) {
        window = RollingWindow(length: period)
        weights = Double(period * (period + 1) / 2)
    }

    /// - Returns: the weighted mean; NaN until warm.
    public mutating func update(_ value: Double) -> Double {
        window.push(WeightedSumFold(value)).weightedSum / weights
    }
}
