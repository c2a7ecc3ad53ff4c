/// Keltner channel: the EMA of the closes, and a multiple of the ATR to either side (Chester Keltner, in Linda Raschke's form).
///
/// EMA 100, ATR 2 and multiplier 2 give 96, 100, 104. As Stock.Indicators' (20, 2, 10). A value that is not finite gives NaN and starts it
/// anew.
public struct KeltnerChannel: Sendable {
    public struct Value: Sendable {
        public let upper: Double
        public let middle: Double
        public let lower: Double

        /// Where a value lies: -1 at the lower band, 1 at the upper one; NaN between bands of width 0.
        public func position(of value: Double) -> Double { upper > middle ? (value - middle) / (upper - middle) : .nan }
    }

    /// Candles until the first result.
    public var warmUp: Int { max(average.warmUp, range.warmUp) }

    private var average: ExponentialMovingAverage
    private var range: AverageTrueRange
    private let multiplier: Double

    /// - Parameters:
    ///   - period: of the EMA.
    ///   - multiplier: ATRs from the middle to each side.
    ///   - rangePeriod: of the ATR.
    public init(period: Int = 20, multiplier: Double = 2, rangePeriod: Int = 10) {
        average = ExponentialMovingAverage(period: period)
        range = AverageTrueRange(period: rangePeriod)
        self.multiplier = multiplier
    }

    /// - Returns: all NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double) -> Value {
        let middle = average.update((high - low).isFinite ? close : .nan)
        let reach = multiplier * range.update(high: high, low: low, close: close)
        return Value(upper: middle + reach, middle: reach.isNaN ? .nan : middle, lower: middle - reach)
    }
}
