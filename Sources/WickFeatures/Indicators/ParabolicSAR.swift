/// PSAR: a stop that follows the price ever faster while the trend makes new extremes, and turns when it is touched (Wilder, 1978).
///
/// sₜ₊₁ = s + a (e − s), where e is the trend's extreme and a grows by `step` with every new one, up to `maximum`; it never enters the range
/// of the last two candles. Highs 10, 11, 12 and lows 9, 10, 11: the trend is up, the first stop 9, the next 9 + 0.02 · 2 = 9.04.
/// As TA-Lib's SAR, which takes the first direction from the first movement. Stock.Indicators gives nothing before the first turn, and does
/// not keep a stop that turns out of the candle's own range. A value that is not finite gives NaN and starts it anew.
public struct ParabolicSAR: Sendable {
    /// Candles until the first result.
    public let warmUp = 2

    private let step: Double
    private let maximum: Double
    private var previous: (high: Double, low: Double)?
    private var isRising: Bool?
    private var stop = 0.0
    private var extreme = 0.0
    private var acceleration = 0.0

    public init(step: Double = 0.02, maximum: Double = 0.2) {
        precondition(step > 0 && step <= maximum, "an acceleration between 0 and its maximum")
        self.step = step
        self.maximum = maximum
    }

    /// - Returns: a price; NaN until warm.
    public mutating func update(high: Double, low: Double) -> Double {
        guard high.isFinite, low.isFinite else {
            (previous, isRising) = (nil, nil)
            return .nan
        }
        guard let before = previous else {
            previous = (high, low)
            return .nan
        }
        let first = isRising == nil
        if first { begin(high, low, before) }
        // At the beginning TA-Lib takes the candle itself for the one before it.
        let other = first ? (high: high, low: low) : before
        previous = (high, low)
        return isRising == true ? rise(high, low, other) : fall(high, low, other)
    }

    private mutating func begin(_ high: Double, _ low: Double, _ before: (high: Double, low: Double)) {
        let down = before.low - low
        let falls = down > 0 && high - before.high < down
        isRising = !falls
        stop = falls ? before.high : before.low
        extreme = falls ? low : high
        acceleration = step
    }

    private mutating func rise(_ high: Double, _ low: Double, _ before: (high: Double, low: Double)) -> Double {
        if low <= stop {
            isRising = false
            let result = max(extreme, before.high, high)
            turn(to: low)
            stop = max(result + acceleration * (extreme - result), before.high, high)
            return result
        }
        let result = stop
        if high > extreme { accelerate(to: high) }
        stop = min(stop + acceleration * (extreme - stop), before.low, low)
        return result
    }

    private mutating func fall(_ high: Double, _ low: Double, _ before: (high: Double, low: Double)) -> Double {
        if high >= stop {
            isRising = true
            let result = min(extreme, before.low, low)
            turn(to: high)
            stop = min(result + acceleration * (extreme - result), before.low, low)
            return result
        }
        let result = stop
        if low < extreme { accelerate(to: low) }
        stop = max(stop + acceleration * (extreme - stop), before.high, high)
        return result
    }

    private mutating func turn(to newExtreme: Double) {
        extreme = newExtreme
        acceleration = step
    }

    private mutating func accelerate(to newExtreme: Double) {
        extreme = newExtreme
        acceleration = min(acceleration + step, maximum)
    }
}
