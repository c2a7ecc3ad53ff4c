import Glibc

/// Parkinson volatility a candle: √(mean of ln(h/l)² / (4 ln 2)) over n candles (Michael Parkinson, "The Extreme Value Method for
/// Estimating the Variance of the Rate of Return", 1980). Not annualized.
///
/// One candle with ln(h/l) = 0.01 gives 0.0060056. A candle without range counts as 0. A value that is not a number makes the next n
/// results unknown.
public struct ParkinsonVolatility: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<SumFold>
    private let scale: Double

    public init(period: Int = 30) {
        window = RollingWindow(length: period)
        scale = 1 / (4 * log(2) * Double(period))
    }

    /// - Returns: 0 or more; NaN until warm.
    public mutating func update(high: Double, low: Double) -> Double { update(logRange: log(high / low)) }

    /// - Parameter logRange: ln(h / l).
    mutating func update(logRange: Double) -> Double {
        (window.push(SumFold(logRange * logRange)).sum * scale).squareRoot()
    }
}
