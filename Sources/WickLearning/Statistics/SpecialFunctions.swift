#if canImport(Glibc)
    import Glibc
#endif

/// Distribution functions that the metrics' p-values and cut-offs come from. Relative errors stay below 1e-10 in the
/// ranges that are tested against scipy.
enum SpecialFunctions {
    private static let tolerance = 1e-15
    /// Continued fractions and series here converge in O(sqrt(max argument)) steps: enough for arguments of 1e7.
    private static let maximumSteps = 10_000

    static func normalCumulative(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }

    /// By bisection on the cumulative function and Newton steps: slow and exact, and called a few times a report.
    ///
    /// - Parameter probability: Above 0 and below 1.
    static func normalQuantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "a quantile of nothing or everything")
        if probability > 0.5 { return -normalQuantile(1 - probability) }
        return bisect(from: -40, to: 0) { normalCumulative($0) < probability }
    }

    /// P(|T| >= |value|) for Student's t.
    static func studentTwoSided(_ value: Double, degrees: Double) -> Double {
        guard value.isFinite else { return value.isNaN ? .nan : 0 }
        return incompleteBeta(degrees / (degrees + value * value), degrees / 2, 0.5)
    }

    /// The value that |T| exceeds with this probability.
    static func studentTwoSidedQuantile(_ probability: Double, degrees: Double) -> Double {
        precondition(probability > 0 && probability < 1, "a quantile of nothing or everything")
        var high = 1.0
        while studentTwoSided(high, degrees: degrees) > probability { high *= 2 }
        return bisect(from: 0, to: high) { studentTwoSided($0, degrees: degrees) > probability }
    }

    /// P(X >= value) for chi-squared.
    static func chiSquaredUpper(_ value: Double, degrees: Double) -> Double {
        upperIncompleteGamma(degrees / 2, value / 2)
    }

    /// Regularised incomplete beta I_x(a, b) by Lentz's continued fraction (NIST DLMF 8.17.22).
    static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        // The fraction converges fast below the mean; above it the other tail does.
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let logFront = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
        let fraction = continuedFraction { step in
            let m = Double(step / 2)
            if step == 0 { return 1 }
            return step.isMultiple(of: 2)
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        }
        return exp(logFront) / (a * fraction)
    }

    /// 1 + d1/(1 + d2/(1 + ...)) by the modified Lentz method; `coefficient(0)` is not used.
    private static func continuedFraction(_ coefficient: (Int) -> Double) -> Double {
        let tiny = 1e-300
        var value = 1.0
        var upper = 1.0
        var lower = 0.0
        for step in 1...maximumSteps {
            let d = coefficient(step)
            lower = 1 + d * lower
            if lower.magnitude < tiny { lower = tiny }
            lower = 1 / lower
            upper = 1 + d / upper
            if upper.magnitude < tiny { upper = tiny }
            let change = upper * lower
            value *= change
            if (change - 1).magnitude < tolerance { break }
        }
        return value
    }

    /// Regularised upper incomplete gamma Q(a, x): one minus the series of the other tail below a + 1, and above it the
    /// continued fraction (NIST DLMF 8.11.4, 8.9.2), which keeps its digits where the result is tiny.
    static func upperIncompleteGamma(_ a: Double, _ x: Double) -> Double {
        guard x > 0 else { return 1 }
        let front = exp(a * log(x) - x - lgamma(a))
        return x < a + 1 ? 1 - front * gammaSeries(a, x) : front * gammaFraction(a, x)
    }

    private static func gammaSeries(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        for step in 1...maximumSteps {
            term *= x / (a + Double(step))
            sum += term
            if term < sum * tolerance { break }
        }
        return sum
    }

    private static func gammaFraction(_ a: Double, _ x: Double) -> Double {
        var b = x + 1 - a
        var c = 1e300
        var d = 1 / b
        var value = d
        for step in 1...maximumSteps {
            let coefficient = -Double(step) * (Double(step) - a)
            b += 2
            d = 1 / (coefficient * d + b)
            c = b + coefficient / c
            value *= c * d
            if (c * d - 1).magnitude < tolerance { break }
        }
        return value
    }

    /// The point at which a condition that holds below it stops to hold.
    private static func bisect(from: Double, to: Double, isBelow: (Double) -> Bool) -> Double {
        var low = from
        var high = to
        // Two hundred halvings end at neighbouring numbers, wherever the point is.
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            if middle == low || middle == high { break }
            if isBelow(middle) { low = middle } else { high = middle }
        }
        return low
    }
}
