/// Donchian channel: the highest high and the lowest low of the last n candles, the newest included (Richard Donchian).
///
/// Highs 10, 12 and lows 8, 9 give 12, 10, 8. Stock.Indicators leaves the newest candle out, so that its results come one candle
/// later. A value that is not a number makes the next n results unknown.
public struct DonchianChannel: Sendable {
    public struct Value: Sendable {
        public let upper: Double
        public let lower: Double

        public var middle: Double { (upper + lower) / 2 }
    }

    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<RangeFold>

    public init(period: Int = 20) { window = RollingWindow(length: period) }

    /// - Returns: NaN until warm.
    public mutating func update(high: Double, low: Double) -> Value {
        let range = window.push(RangeFold(high: high, low: low))
        return Value(upper: range.high, lower: range.low)
    }
}
