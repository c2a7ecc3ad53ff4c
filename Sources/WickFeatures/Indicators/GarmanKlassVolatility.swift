import Glibc

/// Garman-Klass volatility a candle: √(mean of ½ ln(h/l)² − (2 ln 2 − 1) ln(c/o)²) over n candles (Mark Garman and Michael Klass, "On the
/// Estimation of Security Price Volatilities from Historical Data", 1980). Not annualized.
///
/// One candle with ln(h/l) = 0.01 and ln(c/o) = 0.005 gives √(0.00005 − 0.386294 · 0.000025) = 0.0063516. A candle without range counts as 0.
/// A value that is not a number makes the next n results unknown.
public struct GarmanKlassVolatility: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<SumFold>
    private let length: Double
    private let bodyWeight = 2 * log(2.0) - 1

    public init(period: Int = 30) {
        window = RollingWindow(length: period)
        length = Double(period)
    }

    /// - Returns: 0 or more; NaN until warm.
    public mutating func update(open: Double, high: Double, low: Double, close: Double) -> Double {
        update(logRange: log(high / low), logBody: log(close / open))
    }

    /// - Parameters:
    ///   - logRange: ln(h / l).
    ///   - logBody: ln(c / o), no further from 0 than the range.
    mutating func update(logRange: Double, logBody: Double) -> Double {
        let variance = 0.5 * logRange * logRange - bodyWeight * logBody * logBody
        return (window.push(SumFold(variance)).sum / length).squareRoot()
    }
}
