/// OBV: the volume of candles whose close rose, less that of those whose close fell (Joseph Granville, 1963).
///
/// Closes 1, 2, 1.5 with volumes 10, 5, 3 give 10, 15, 12. As TA-Lib's OBV, which begins with the first volume (Stock.Indicators
/// with 0). The sum is compensated (Neumaier), so that it does not drift. A value that is not finite gives NaN and starts it anew.
public struct OnBalanceVolume: Sendable {
    /// Candles until the first result.
    public let warmUp = 1

    private var previous = Double.nan
    private var sum = 0.0
    private var compensation = 0.0

    public init() {}

    public mutating func update(close: Double, volume: Double) -> Double {
        guard close.isFinite, volume.isFinite else {
            self = OnBalanceVolume()
            return .nan
        }
        let change = previous.isNaN ? 1 : close - previous
        previous = close
        if change != 0 { add(change > 0 ? volume : -volume) }
        return sum + compensation
    }

    private mutating func add(_ value: Double) {
        let total = sum + value
        compensation += abs(sum) >= abs(value) ? (sum - total) + value : (value - total) + sum
        sum = total
    }
}
