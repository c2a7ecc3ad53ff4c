/// MACD: the fast EMA less the slow one, the EMA of that as a signal, and the difference of the two (Gerald Appel).
///
/// MACD(1, 2, 1) of 1, 3: the fast average is 3, the slow one 2, so the line is 1, the signal 1, the histogram 0. As TA-Lib's MACD: the
/// fast average is seeded with the values just before the slow one's first result, where Stock.Indicators begins with its own
/// first values; the two converge. A value that is not finite gives NaN and starts it anew.
public struct MACD: Sendable {
    public struct Value: Sendable {
        public let line: Double
        public let signal: Double
        /// The line less the signal.
        public let histogram: Double
    }

    /// Values until the first result.
    public var warmUp: Int { slow.warmUp + signal.warmUp - 1 }

    private var fast: ExponentialMovingAverage
    private var slow: ExponentialMovingAverage
    private var signal: ExponentialMovingAverage
    /// Values that the fast average has yet to leave out.
    private var held: Int

    /// - Parameters:
    ///   - fast: period of the fast average, below that of the slow one.
    ///   - signal: period of the average of the line.
    public init(fast: Int = 12, slow: Int = 26, signal: Int = 9) {
        precondition(fast < slow, "the fast average is faster than the slow one")
        self.fast = ExponentialMovingAverage(period: fast)
        self.slow = ExponentialMovingAverage(period: slow)
        self.signal = ExponentialMovingAverage(period: signal)
        held = slow - fast
    }

    /// - Returns: all NaN until warm.
    public mutating func update(_ value: Double) -> Value {
        let slowAverage = slow.update(value)
        guard held == 0, value.isFinite else { return hold(value) }
        let line = fast.update(value) - slowAverage
        let smoothed = signal.update(line)
        return Value(line: smoothed.isNaN ? .nan : line, signal: smoothed, histogram: line - smoothed)
    }

    private mutating func hold(_ value: Double) -> Value {
        if value.isFinite {
            held -= 1
        } else {
            held = slow.warmUp - fast.warmUp
            _ = fast.update(.nan)
            _ = signal.update(.nan)
        }
        return Value(line: .nan, signal: .nan, histogram: .nan)
    }
}
