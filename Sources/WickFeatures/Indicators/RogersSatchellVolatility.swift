import Glibc

/// Rogers-Satchell volatility a candle: √(mean of ln(h/c) ln(h/o) + ln(l/c) ln(l/o)) over n candles, right for prices with a drift (Chris
/// Rogers and Stephen Satchell, "Estimating Variance from High, Low and Closing Prices", 1991). Not annualized.
///
/// One candle with ln(h/o) = 0.01, ln(c/o) = 0.005 and l = o gives √(0.005 · 0.01) = 0.0070711. A candle that only rises or falls counts
/// as 0. A value that is not a number makes the next n results unknown.
public struct RogersSatchellVolatility: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<SumFold>
    private let length: Double

    public init(period: Int = 30) {
        window = RollingWindow(length: period)
        length = Double(period)
    }

    /// - Returns: 0 or more; NaN until warm.
    public mutating func update(open: Double, high: Double, low: Double, close: Double) -> Double {
        update(logHigh: log(high / open), logLow: log(low / open), logBody: log(close / open))
    }

    /// - Parameters:
    ///   - logHigh: ln(h / o), 0 or more.
    ///   - logLow: ln(l / o), 0 or less.
    ///   - logBody: ln(c / o), between the two.
    mutating func update(logHigh: Double, logLow: Double, logBody: Double) -> Double {
        let variance = (logHigh - logBody) * logHigh + (logLow - logBody) * logLow
        return (window.push(SumFold(variance)).sum / length).squareRoot()
    }
}
