/// Aroon: how long ago the highest high and the lowest low of the last n + 1 candles were, 100 · (n − age) / n (Tushar Chande, 1995).
///
/// Aroon(4) with the highest high one candle ago is 75 up. As TA-Lib's AROON: of equal extremes the newest counts. A value that is not a
/// number makes the next n + 1 results unknown.
public struct Aroon: Sendable {
    public struct Value: Sendable {
        /// 0 to 100.
        public let up: Double
        public let down: Double

        /// Up less down, -100 to 100.
        public var oscillator: Double { up - down }
    }

    /// Candles until the first result.
    public var warmUp: Int { window.length }

    private var window: RollingWindow<ExtremesFold>
    private var place = 0
    private let step: Double

    public init(period: Int = 25) {
        window = RollingWindow(length: period + 1)
        step = 100 / Double(period)
    }

    /// - Returns: NaN until warm.
    public mutating func update(high: Double, low: Double) -> Value {
        let extremes = window.push(ExtremesFold(high: high, low: low, place: place))
        let oldest = place - (window.length - 1)
        place += 1
        return Value(
            up: extremes.range.high.isNaN ? .nan : Double(extremes.highPlace - oldest) * step,
            down: extremes.range.low.isNaN ? .nan : Double(extremes.lowPlace - oldest) * step)
    }
}
