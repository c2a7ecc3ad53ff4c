/// How much less a forecast errs than persistence, `1 - Σ|error| / Σ|return|`, with its 95 % interval.
///
/// Both sums come from the same minutes, and neighbouring minutes resemble each other, so the interval is that of a
/// ratio estimated over blocks of time (batch means): with `u = |error| - (1 - skill) |return|` summed to U over each
/// of B consecutive blocks, the standard error is `sqrt(B/(B-1) Σ U²) / Σ|return|`, times Student's t with B-1 degrees
/// of freedom. A block has `max(10 h, sqrt(n))` rows, long against the overlap of the labels. It needs no random
/// numbers, so the same forecasts always get the same interval.
public struct SkillInterval: Equatable, Sendable {
    public let skill: Double
    public let low: Double
    public let high: Double

    private static let fewestBlocks = 5

    /// - Parameters:
    ///   - errors: Absolute errors, in order of time.
    ///   - returns: The absolute returns of the same rows, which are persistence's errors.
    ///   - steps: The horizon in rows.
    /// - Returns: Nil where no return differs from 0, or where the rows do not make five blocks.
    public init?(errors: [Double], returns: [Double], steps: Int) {
        precondition(errors.count == returns.count, "one error a return")
        let total = returns.reduce(0, +)
        let length = max(10 * steps, Int(Double(errors.count).squareRoot().rounded(.up)))
        guard total > 0, errors.count >= Self.fewestBlocks * length else { return nil }
        let ratio = errors.reduce(0, +) / total
        // The last block takes what is left, up to twice the length.
        let blocks = errors.count / length
        var squares = 0.0
        for block in 0..<blocks {
            let rows = block * length..<(block == blocks - 1 ? errors.count : (block + 1) * length)
            let sum = rows.reduce(0.0) { $0 + errors[$1] - ratio * returns[$1] }
            squares += sum * sum
        }
        let count = Double(blocks)
        let deviation = (count / (count - 1) * squares).squareRoot() / total
        let reach = SpecialFunctions.studentTwoSidedQuantile(0.05, degrees: count - 1) * deviation
        skill = 1 - ratio
        low = skill - reach
        high = skill + reach
    }
}
