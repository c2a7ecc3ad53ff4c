/// CMF: the sum of volume times ((c − l) − (h − c)) / (h − l), over the sum of volume (Marc Chaikin).
///
/// CMF(1) of low 8, high 12, close 11 is 0.5. As Stock.Indicators' CMF. A candle without range counts with multiplier 0; windows
/// without volume give NaN. A value that is not a number makes the next n results unknown.
public struct ChaikinMoneyFlow: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<VectorSumFold<SIMD2<Double>>>

    public init(period: Int = 20) { window = RollingWindow(length: period) }

    /// - Returns: −1 to 1; NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double, volume: Double) -> Double {
        let width = high - low
        // Without a range it is 0, and still unknown where the close is.
        let multiplier = width == 0 ? close - close : ((close - low) - (high - close)) / width
        let sums = window.push(VectorSumFold(SIMD2(multiplier * volume, volume))).sums
        return sums.x / sums.y
    }
}
