/// aₜ = aₜ₋₁ + w (xₜ − aₜ₋₁), begun with the mean of the first n values: what exponential and Wilder's averages have in common.
///
/// A value that is not finite gives NaN and starts it anew.
struct RecursiveAverage: Sendable {
    /// Values until the first result: n.
    let warmUp: Int

    private let weight: Double
    private var seen = 0
    /// The sum of the first values; after those, the average.
    private var state = 0.0

    /// - Parameters:
    ///   - period: values in the first mean.
    ///   - weight: of every later value.
    init(period: Int, weight: Double) {
        precondition(period > 0, "an average of at least one value")
        warmUp = period
        self.weight = weight
    }

    /// Wilder's smoothing, with weight 1/n (J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978). With n = 2 the values 1, 3, 5
    /// give 2 and then 3.5.
    static func wilder(period: Int) -> RecursiveAverage {
        RecursiveAverage(period: period, weight: 1 / Double(period))
    }

    @inline(__always)
    mutating func update(_ value: Double) -> Double {
        guard seen == warmUp, value.isFinite else { return seed(value) }
        state += (value - state) * weight
        return state
    }

    private mutating func seed(_ value: Double) -> Double {
        guard value.isFinite else {
            (seen, state) = (0, 0)
            return .nan
        }
        state += value
        seen += 1
        guard seen == warmUp else { return .nan }
        state /= Double(warmUp)
        return state
    }
}
