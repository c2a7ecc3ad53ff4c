/// VWAP over the last n candles: the sum of typical price (h + l + c) / 3 times volume, over the sum of volume.
///
/// Typical prices 10, 20 with volumes 1, 3 give 17.5. As TA-Lib's SUM of each, divided. A window without volume gives NaN. A value
/// that is not a number makes the next n results unknown.
public struct RollingVWAP: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<VectorSumFold<SIMD2<Double>>>

    public init(period: Int = 60) { window = RollingWindow(length: period) }

    /// - Returns: a price; NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double, volume: Double) -> Double {
        let price = (high + low + close) / 3
        let sums = window.push(VectorSumFold(SIMD2(price * volume, volume))).sums
        return sums.x / sums.y
    }
}
