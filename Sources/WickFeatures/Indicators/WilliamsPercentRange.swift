/// Williams %R: −100 · (highest high − c) / (highest high − lowest low) over n candles (Larry Williams).
///
/// Lowest 8, highest 12, close 11 give −25. As TA-Lib's WILLR, also in that a range of 0 gives 0. A value that is not a number makes the
/// next n results unknown.
public struct WilliamsPercentRange: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<RangeFold>

    public init(period: Int = 14) { window = RollingWindow(length: period) }

    /// - Returns: −100 to 0; NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double) -> Double {
        let range = window.push(RangeFold(high: high, low: low))
        let width = range.high - range.low
        // Without a range it is 0, and still unknown where the close is.
        return width == 0 ? close - close : (range.high - close) / width * -100
    }
}
