/// EMA: eₜ = eₜ₋₁ + α (xₜ − eₜ₋₁) with α = 2 / (n + 1), begun with the mean of the first n values.
///
/// EMA(3) of 1, 2, 3, 5: the seed is 2, α is 0.5, so the result is 3.5. As TA-Lib's EMA with an unstable period of 0. A value that is
/// not finite gives NaN and starts it anew.
public struct ExponentialMovingAverage: Sendable {
    /// Values until the first result.
    public let warmUp: Int

    private let weight: Double
    private var seen = 0
    /// The sum of the first values; after those, the average.
    private var state = 0.0

    /// - Parameter period: the n of α = 2 / (n + 1), at least 1.
    public init(period: Int) {
        precondition(period > 0, "an average of at least one value")
        warmUp = period
        weight = 2 / (Double(period) + 1)
    }

    /// - Returns: the average; NaN until warm.
    @inline(__always)
    public mutating func update(_ value: Double) -> Double {
        guard seen == warmUp, value.isFinite else { return seed(value) }
        state += (value - state) * weight
        return state
    }

    private mutating func seed(_ value: Double) -> Double {
        guard value.isFinite else {
            (seen, state) = (0, 0)
            return .nan
        }
        state += value
        seen += 1
        guard seen == warmUp else { return .nan }
        state /= Double(warmUp)
        return state
    }
}
