/// Stochastic: where the close lies in the range of the last candles, smoothed twice (George Lane).
///
/// Fast K is 100 · (c − lowest low) / (highest high − lowest low); K is its mean over `smoothing` candles, D the mean of K over `signal`.
/// Lowest 8, highest 12, close 11: fast K is 75. As TA-Lib's STOCH with simple averages, also in that a range of 0 gives 0. A value that
/// is not a number makes the results unknown until no window holds it.
public struct StochasticOscillator: Sendable {
    public struct Value: Sendable {
        public let k: Double
        public let d: Double
    }

    /// Candles until the first result.
    public var warmUp: Int { window.length + smoothing.warmUp + signal.warmUp - 2 }

    private var window: RollingWindow<RangeFold>
    private var smoothing: SimpleMovingAverage
    private var signal: SimpleMovingAverage

    public init(period: Int = 14, smoothing: Int = 3, signal: Int = 3) {
        window = RollingWindow(length: period)
        self.smoothing = SimpleMovingAverage(period: smoothing)
        self.signal = SimpleMovingAverage(period: signal)
    }

    /// - Returns: 0 to 100; both NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double) -> Value {
        let range = window.push(RangeFold(high: high, low: low))
        let width = range.high - range.low
        // Without a range it is 0, and still unknown where the close is.
        let k = smoothing.update(width == 0 ? close - close : (close - range.low) / width * 100)
        let d = signal.update(k)
        return Value(k: d.isNaN ? .nan : k, d: d)
    }
}
