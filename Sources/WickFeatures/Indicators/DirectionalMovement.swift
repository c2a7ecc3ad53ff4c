/// ADX with +DI and −DI: how much of the true range was movement up or down, and Wilder's average of how one-sided that was (Wilder,
/// 1978).
///
/// A candle moves up by h − h₋₁ or down by l₋₁ − l, whichever is larger and above 0. Sums S of both, and of the true range, are begun
/// with n − 1 candles and go on as S − S/n + x. DI is 100 · movement / range, DX is 100 · |+DI − −DI| / (+DI + −DI), and ADX is begun
/// with the mean of n DX. With n = 2, ranges 2, 2 and upward movements 1, 1: +DI is 100 · 1.5 / 3 = 50. As TA-Lib's PLUS_DI, MINUS_DI
/// and ADX; Stock.Indicators begins the sums with n candles, and converges. Candles without any range give DI 0, and leave ADX as it
/// was. A value that is not finite gives NaN and starts it anew.
public struct DirectionalMovement: Sendable {
    public struct Value: Sendable {
        /// +DI and −DI, 0 to 100; known `warmUpOfDirections` candles on.
        public let plus: Double
        public let minus: Double
        /// ADX, 0 to 100.
        public let average: Double

        static let unknown = Value(plus: .nan, minus: .nan, average: .nan)
    }

    /// Candles until the first ADX.
    public var warmUp: Int { 2 * period }
    /// Candles until the first +DI and −DI.
    public var warmUpOfDirections: Int { period + 1 }

    private let period: Int
    private let weight: Double
    private var seen = 0
    private var previous = (high: 0.0, low: 0.0, close: 0.0)
    /// Wilder's sums of movement up, movement down, and true range.
    private var sums = SIMD4<Double>()
    /// The sum of the first DX; after those, ADX.
    private var average = 0.0

    public init(period: Int = 14) {
        precondition(period > 1, "directional movement over at least two candles")
        self.period = period
        weight = 1 / Double(period)
    }

    /// - Returns: NaN until warm.
    public mutating func update(high: Double, low: Double, close: Double) -> Value {
        guard high.isFinite, low.isFinite, close.isFinite else {
            seen = 0
            return .unknown
        }
        let move = movement(high: high, low: low)
        previous = (high, low, close)
        seen += 1
        guard seen > period else { return begin(with: move) }
        sums = sums - sums * weight + move
        let scale = sums.z == 0 ? 0 : 100 / sums.z
        let plus = sums.x * scale
        let minus = sums.y * scale
        return Value(plus: plus, minus: minus, average: smooth(plus, minus))
    }

    private func movement(high: Double, low: Double) -> SIMD4<Double> {
        let up = high - previous.high
        let down = previous.low - low
        let above = max(high, previous.close)
        let below = min(low, previous.close)
        return SIMD4(up > down && up > 0 ? up : 0, down > up && down > 0 ? down : 0, above - below, 0)
    }

    private mutating func begin(with move: SIMD4<Double>) -> Value {
        // The first candle has nothing to move from.
        sums = seen == 1 ? SIMD4() : sums + move
        average = 0
        return .unknown
    }

    private mutating func smooth(_ plus: Double, _ minus: Double) -> Double {
        let total = plus + minus
        let index = 100 * abs(plus - minus) / total
        if seen > 2 * period {
            if total > 0 { average += (index - average) * weight }
            // No need to count on.
            seen = 2 * period + 1
            return average
        }
        if total > 0 { average += index }
        guard seen == 2 * period else { return .nan }
        average *= weight
        return average
    }
}
