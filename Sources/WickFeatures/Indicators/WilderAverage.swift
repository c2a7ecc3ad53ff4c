/// Wilder's smoothing: aₜ = aₜ₋₁ + (xₜ − aₜ₋₁) / n, begun with the mean of the first n values (J. Welles Wilder, "New Concepts in
/// Technical Trading Systems", 1978). Shared by the indicators that he described.
///
/// With n = 2 the values 1, 3, 5 give 2 and then 3.5. A value that is not finite gives NaN and starts it anew.
struct WilderAverage: Sendable {
    let warmUp: Int

    private let weight: Double
    private var seen = 0
    /// The sum of the first values; after those, the average.
    private var state = 0.0

    init(period: Int) {
        precondition(period > 0, "an average of at least one value")
        warmUp = period
        weight = 1 / Double(period)
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
        state *= weight
        return state
    }
}
