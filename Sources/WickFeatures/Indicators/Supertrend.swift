/// Supertrend: a band of ATRs round the middle of the candle that only ever tightens, and changes sides when the close crosses it
/// (Olivier Seban).
///
/// Middle 100, ATR 2 and multiplier 3 give bands of 94 and 106; a close below 106 in a falling trend leaves 106 as the result. As
/// Stock.Indicators' (10, 3). A value that is not finite gives NaN and starts it anew.
public struct Supertrend: Sendable {
    public struct Value: Sendable {
        /// The band that holds: below the price while it rises, above it while it falls.
        public let level: Double
        public let isRising: Bool
    }

    /// Candles until the first result.
    public var warmUp: Int { range.warmUp }

    private var range: AverageTrueRange
    private let multiplier: Double
    private var previousClose = Double.nan
    private var bands: (upper: Double, lower: Double)?
    private var isRising = true

    public init(period: Int = 10, multiplier: Double = 3) {
        range = AverageTrueRange(period: period)
        self.multiplier = multiplier
    }

    /// - Returns: a NaN level until warm.
    public mutating func update(high: Double, low: Double, close: Double) -> Value {
        let reach = multiplier * range.update(high: high, low: low, close: close)
        defer { previousClose = close }
        guard reach.isFinite else {
            bands = nil
            return Value(level: .nan, isRising: isRising)
        }
        let middle = (high + low) / 2
        if bands == nil { isRising = close >= middle }
        let tightened = tighten(upper: middle + reach, lower: middle - reach)
        bands = tightened
        isRising = close > (isRising ? tightened.lower : tightened.upper)
        return Value(level: isRising ? tightened.lower : tightened.upper, isRising: isRising)
    }

    private func tighten(upper: Double, lower: Double) -> (upper: Double, lower: Double) {
        guard let bands else { return (upper, lower) }
        return (
            upper < bands.upper || previousClose > bands.upper ? upper : bands.upper,
            lower > bands.lower || previousClose < bands.lower ? lower : bands.lower
        )
    }
}
