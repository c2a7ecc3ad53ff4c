import WickDomain

#if canImport(Glibc)
    import Glibc
#endif

/// How far the price has lately moved within one horizon: the root of an exponentially weighted mean of squared log
/// returns over h, fed with each as it becomes known. The return that ends at a decision is the label of the row h
/// before it, so training and live work feed it the same numbers.
public struct VolatilityScale: Codable, Equatable, Sendable {
    /// Where there is no history: ten basis points, about five minutes of bitcoin.
    public static let prior = 0.001
    /// No smaller, so that a dead market does not make the next trade an infinite surprise.
    public static let minimum = 0.000_01

    /// Of the mean, in returns fed.
    public let halfLife: Double
    private var meanSquare: Double

    public init(halfLife: Double = 60) {
        precondition(halfLife > 0, "a half-life that is not positive")
        self.halfLife = halfLife
        meanSquare = Self.prior * Self.prior
    }

    /// Whether what was read is a mean of squares.
    var isSquare: Bool { meanSquare >= 0 && meanSquare.isFinite }

    public var value: Double { max(Self.minimum, meanSquare.squareRoot()) }

    /// The log return over the horizon that ends now.
    public mutating func update(_ logReturn: Double) {
        guard logReturn.isFinite else { return }
        let share = 1 - exp2(-1 / halfLife)
        meanSquare += share * (logReturn * logReturn - meanSquare)
    }
}

extension VolatilityScale {
    /// The scale at each decision of a dataset, from outcomes known by then.
    static func scales(_ dataset: Dataset, halfLife: Double = 60) -> [Double] {
        var scale = VolatilityScale(halfLife: halfLife)
        var known = 0
        return (0..<dataset.count).map { row in
            while known < row, dataset.decisionTimes[known] + dataset.horizon <= dataset.decisionTimes[row] {
                scale.update(Double(dataset.basisPoints[known]) / Booster.basisPoints)
                known += 1
            }
            return scale.value
        }
    }
}
