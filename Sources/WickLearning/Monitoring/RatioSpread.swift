/// How sure a ratio of two means is, from independent pairs, in O(1) a pair. Sums are of integers, so that what is taken away
/// leaves nothing behind.
struct RatioSpread: Sendable {
    /// Fewer pairs say nothing of their own spread.
    private static let least = 20
    /// Of the normal distribution, for 95 %.
    private static let quantile = 1.959_963_984_540_054

    private var count = 0
    private var numerators: Int128 = 0
    private var denominators: Int128 = 0
    private var numeratorSquares: Int128 = 0
    private var denominatorSquares: Int128 = 0
    private var products: Int128 = 0

    /// - Parameter sign: 1 to take in, -1 to take away.
    mutating func add(_ numerator: Int64, _ denominator: Int64, _ sign: Int) {
        let (top, bottom, wide) = (Int128(numerator), Int128(denominator), Int128(sign))
        count += sign
        numerators += wide * top
        denominators += wide * bottom
        numeratorSquares += wide * top * top
        denominatorSquares += wide * bottom * bottom
        products += wide * top * bottom
    }

    /// Half of the 95 % interval of R = Σ numerators / Σ denominators: by the delta method its standard error is
    /// √(Σ (n - R d)² / (k - 1) / k) / mean(d). Nil with too few pairs, or none that moves.
    var halfWidth: Double? {
        guard count >= Self.least, denominators > 0 else { return nil }
        let ratio = Double(numerators) / Double(denominators)
        let squares =
            Double(numeratorSquares) - 2 * ratio * Double(products) + ratio * ratio * Double(denominatorSquares)
        let pairs = Double(count)
        let error = (max(0, squares) / (pairs - 1) / pairs).squareRoot() / (Double(denominators) / pairs)
        return Self.quantile * error
    }
}
