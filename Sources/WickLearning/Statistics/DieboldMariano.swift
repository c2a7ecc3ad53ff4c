/// Whether one forecast loses less than another: the test of Diebold and Mariano (1995) with the correction for small
/// samples of Harvey, Leybourne and Newbold (1997).
///
/// With d the other's loss minus ours, `DM = mean(d) / sqrt(V/n)`, where V is the long-run variance with Bartlett's
/// kernel and h-1 lags, `V = c0 + 2 Σ (1 - k/h) ck`. The corrected statistic is `DM sqrt((n + 1 - 2h + h(h-1)/n) / n)`,
/// its p-value two-sided from Student's t with n-1 degrees of freedom. Above 0: ours is better.
public struct DieboldMariano: Equatable, Sendable {
    public let statistic: Double
    public let pValue: Double

    /// - Parameters:
    ///   - differences: The other's loss minus ours, in order of time.
    ///   - steps: The horizon in rows, h.
    /// - Returns: Nil for fewer than h + 2 differences, or where they do not vary: then nothing can be told.
    public init?(differences: [Double], steps: Int) {
        precondition(steps >= 1, "a horizon of no steps")
        let count = differences.count
        guard count >= steps + 2 else { return nil }
        let n = Double(count)
        let h = Double(steps)
        let mean = differences.reduce(0, +) / n
        let variance = Self.longRunVariance(differences, mean: mean, lags: steps - 1)
        guard variance > 0 else { return nil }
        let correction = (n + 1 - 2 * h + h * (h - 1) / n) / n
        guard correction > 0 else { return nil }
        statistic = mean / (variance / n).squareRoot() * correction.squareRoot()
        pValue = SpecialFunctions.studentTwoSided(statistic, degrees: n - 1)
    }

    private static func longRunVariance(_ values: [Double], mean: Double, lags: Int) -> Double {
        var total = covariance(values, mean: mean, lag: 0)
        for lag in stride(from: 1, through: lags, by: 1) {
            total += 2 * (1 - Double(lag) / Double(lags + 1)) * covariance(values, mean: mean, lag: lag)
        }
        return total
    }

    private static func covariance(_ values: [Double], mean: Double, lag: Int) -> Double {
        values.withUnsafeBufferPointer { values in
            var sum = 0.0
            for index in lag..<values.count { sum += (values[index] - mean) * (values[index - lag] - mean) }
            return sum / Double(values.count)
        }
    }
}
