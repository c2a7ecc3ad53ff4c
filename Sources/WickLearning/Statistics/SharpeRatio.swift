#if canImport(Glibc)
    import Glibc
#endif

/// The mean of a strategy's returns over their deviation, and how much of it survives the number of tries that found
/// it.
public struct SharpeRatio: Equatable, Sendable {
    private static let eulerMascheroni = 0.5772156649015329

    /// Of one period, not of a year.
    public let perPeriod: Double
    public let count: Int
    public let skewness: Double
    /// 3 for the normal distribution.
    public let kurtosis: Double

    /// - Returns: Nil for fewer than three returns, or returns that do not vary.
    public init?(_ returns: [Double]) {
        guard returns.count >= 3 else { return nil }
        let n = Double(returns.count)
        let mean = returns.reduce(0, +) / n
        var moments = (second: 0.0, third: 0.0, fourth: 0.0)
        for value in returns {
            let deviation = value - mean
            let square = deviation * deviation
            moments.second += square
            moments.third += square * deviation
            moments.fourth += square * square
        }
        guard moments.second > 0 else { return nil }
        let variance = moments.second / n
        perPeriod = mean / (moments.second / (n - 1)).squareRoot()
        skewness = moments.third / n / (variance * variance.squareRoot())
        kurtosis = moments.fourth / n / (variance * variance)
        count = returns.count
    }

    /// Of a year, for periods of so many seconds, with markets that never close.
    public func annualised(periodSeconds: Double) -> Double {
        perPeriod * (365.25 * 86_400 / periodSeconds).squareRoot()
    }

    /// The probability that the true ratio is above what the best of so many worthless strategies would have shown
    /// (Bailey and López de Prado, "The deflated Sharpe ratio", 2014).
    ///
    /// `Φ((SR - SR0) sqrt(T-1) / sqrt(1 - g3 SR + (g4-1)/4 SR²))` with
    /// `SR0 = s ((1-γ) Φ⁻¹(1 - 1/N) + γ Φ⁻¹(1 - 1/(N e)))`, where s is the deviation of the ratios of the N tries.
    ///
    /// - Parameters:
    ///   - trials: All tries so far, this one among them.
    ///   - trialDeviation: The deviation of the tries' ratios, of one period; nil takes the one that worthless
    ///     strategies of this length have, `1 / sqrt(T-1)`.
    /// - Returns: Nil for returns so skewed that the formula has no deviation for them.
    public func deflated(trials: Int, trialDeviation: Double? = nil) -> Double? {
        precondition(trials >= 1, "a result of no try")
        let periods = Double(count - 1)
        let spread = trialDeviation ?? 1 / periods.squareRoot()
        let expected = trials == 1 ? 0 : spread * Self.expectedMaximum(of: Double(trials))
        let variance = 1 - skewness * perPeriod + (kurtosis - 1) / 4 * perPeriod * perPeriod
        guard variance > 0 else { return nil }
        return SpecialFunctions.normalCumulative((perPeriod - expected) * periods.squareRoot() / variance.squareRoot())
    }

    /// Of so many draws from the standard normal distribution, about.
    private static func expectedMaximum(of trials: Double) -> Double {
        let first = SpecialFunctions.normalQuantile(1 - 1 / trials)
        let second = SpecialFunctions.normalQuantile(1 - 1 / (trials * M_E))
        return (1 - eulerMascheroni) * first + eulerMascheroni * second
    }
}
