/// Realized volatility: the root of the sum of squared returns over n candles (Andersen and Bollerslev, 1998). Not annualized.
///
/// Returns 0.003, −0.004 give 0.005. As TA-Lib's SUM of squared log returns, rooted. A return that is not a number makes the next n
/// results unknown.
public struct RealizedVolatility: Sendable {
    /// Returns until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<SumFold>

    public init(period: Int = 30) { window = RollingWindow(length: period) }

    /// - Parameter logReturn: ln(c / c₋₁).
    /// - Returns: 0 or more; NaN until warm.
    public mutating func update(logReturn: Double) -> Double {
        window.push(SumFold(logReturn * logReturn)).sum.squareRoot()
    }
}
