/// ATR: Wilder's average of the true range (Wilder, 1978).
///
/// ATR(2) of ranges 3, 1, 4 is 2 and then 3. As TA-Lib's ATR: the first candle, which has no close before it, does not count. A
/// candle with a value that is not finite gives NaN and starts it anew.
public struct AverageTrueRange: Sendable {
    /// Candles until the first result.
    public var warmUp: Int { average.warmUp + 1 }

    private var range = TrueRange()
    private var average: RecursiveAverage

    public init(period: Int = 14) { average = .wilder(period: period) }

    /// - Returns: 0 or more; NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double) -> Double {
        average.update(range.update(high: high, low: low, close: close))
    }
}
