/// EMA: eₜ = eₜ₋₁ + α (xₜ − eₜ₋₁) with α = 2 / (n + 1), begun with the mean of the first n values.
///
/// EMA(3) of 1, 2, 3, 5: the seed is 2, α is 0.5, so the result is 3.5. As TA-Lib's EMA with an unstable period of 0. A value that is
/// not finite gives NaN and starts it anew.
public struct ExponentialMovingAverage: Sendable {
    /// Values until the first result.
    public var warmUp: Int { average.warmUp }

    private var average: RecursiveAverage

    /// - Parameter period: the n of α = 2 / (n + 1), at least 1.
    public init(period: Int) { average = RecursiveAverage(period: period, weight: 2 / (Double(period) + 1)) }

    /// - Returns: the average; NaN until warm.
    @inline(__always)
    public mutating func update(_ value: Double) -> Double { average.update(value) }
}
