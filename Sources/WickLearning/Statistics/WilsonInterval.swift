/// The 95 % interval of a share that is counted, after Wilson (1927): never below 0 or above 1, and right for small
/// counts.
///
/// `(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)` with z = 1.96. 53 of 100 gives 0.433 to 0.625.
public struct WilsonInterval: Equatable, Sendable {
    private static let z = 1.959963984540054

    public let share: Double
    public let low: Double
    public let high: Double

    /// - Returns: Nil of nothing.
    public init?(successes: Int, of count: Int) {
        precondition((0...count).contains(successes), "more successes than tries")
        guard count > 0 else { return nil }
        let n = Double(count)
        let p = Double(successes) / n
        let square = Self.z * Self.z
        let middle = p + square / (2 * n)
        let half = Self.z * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
        share = p
        low = successes == 0 ? 0 : (middle - half) / (1 + square / n)
        high = successes == count ? 1 : (middle + half) / (1 + square / n)
    }
}
