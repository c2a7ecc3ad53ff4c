/// TR: the range of a candle, stretched to the close before it: the largest of h − l, |h − c₋₁| and |l − c₋₁| (Wilder, 1978).
///
/// High 10, low 8 after a close of 7 give 3. As TA-Lib's TRANGE: the first candle has none. A candle with a value that is not a
/// number has none, and neither has the next one, if that value was the close.
public struct TrueRange: Sendable {
    /// Candles until the first result.
    public let warmUp = 2

    private var previousClose = Double.nan

    public init() {}

    /// - Returns: 0 or more; NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double) -> Double {
        let previous = previousClose
        previousClose = close
        guard !previous.isNaN, !close.isNaN else { return .nan }
        let range = high - low
        let above = abs(high - previous)
        let below = abs(low - previous)
        let reach = above > below ? above : below
        return range > reach ? range : range.isNaN ? .nan : reach
    }
}
