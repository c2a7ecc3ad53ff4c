/// The interval that holds the outcome with the stated coverage, whatever the model and the market: split conformal
/// prediction with scores |error| / volatility, kept honest online by adaptive conformal inference (Gibbs and Candès,
/// "Adaptive conformal inference under distribution shift", 2021).
///
/// `interval = prediction ± scale * Q(1 - α)`, Q the quantile of the newest scores; after each outcome
/// `α += γ (target miss rate - miss)`, with miss 1 or 0. Whatever happens, the share of misses over T outcomes then
/// differs from its target by at most `(1 + γ) / (γ T)`. A value: store it beside the model and replay gives the same
/// intervals.
public struct ConformalInterval: Codable, Equatable, Sendable {
    /// Scores kept, the newest: about a day and a half of minutes, 16 KB.
    public static let maximumScores = 2_048
    public static let minimumScores = 30

    /// The share of outcomes that intervals are to hold.
    public let coverage: Double
    public let gamma: Double
    /// The miss rate aimed at now. It may leave 0...1: beyond, intervals grow without limit or shrink to nothing.
    public private(set) var alpha: Double
    /// Outcomes since the calibration, and how many of them were held.
    public private(set) var count = 0
    public private(set) var coveredCount = 0
    /// In order of arrival, `oldest` first where the ring is full.
    private var ring: [Double]
    private var oldest = 0
    private var sorted: [Double]

    /// - Parameters:
    ///   - scores: |error| / scale of predictions that the model was not fitted to, the newest last; at least 30.
    ///   - gamma: Large follows change fast and jitters; 0.005 to 0.05 are usual.
    public init(scores: [Double], coverage: Double = 0.8, gamma: Double = 0.01) throws(LearningError) {
        guard scores.count >= Self.minimumScores else {
            throw .tooFewRows(doing: "calibrating intervals", found: scores.count, needed: Self.minimumScores)
        }
        guard coverage > 0, coverage < 1 else {
            throw .badParameter(name: "coverage", value: "\(coverage)", allowed: "above 0 and below 1")
        }
        guard gamma > 0, gamma < 1 else {
            throw .badParameter(name: "gamma", value: "\(gamma)", allowed: "above 0 and below 1")
        }
        precondition(scores.allSatisfy { $0.isFinite && $0 >= 0 }, "a score that is no distance")
        self.coverage = coverage
        self.gamma = gamma
        alpha = 1 - coverage
        ring = Array(scores.suffix(Self.maximumScores))
        sorted = ring.sorted()
    }

    /// Half the width of the interval, as a log return, at the volatility of now.
    public func halfWidth(scale: Double) -> Double { scale * scoreLimit }

    /// The score up to which an outcome is held.
    private var scoreLimit: Double {
        if alpha >= 1 { return 0 }
        let largest = sorted[sorted.count - 1]
        // Below 0 all scores seen were not enough: grow in proportion to how far below.
        guard alpha > 0 else { return largest * (1 - alpha / (1 - coverage)) }
        // The rank ceil((n + 1)(1 - α)), which makes the coverage exact for exchangeable scores.
        let rank = Int((Double(sorted.count + 1) * (1 - alpha)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }

    /// Takes in one outcome, when it is known.
    ///
    /// - Parameters:
    ///   - error: Observed minus predicted log return.
    ///   - scale: The volatility at which the prediction was made.
    ///   - isCovered: Whether the interval that was issued held it.
    public mutating func update(error: Double, scale: Double, isCovered: Bool) {
        // What came of a price that another program wrote may be no number.
        guard error.isFinite, scale > 0, scale.isFinite else { return }
        count += 1
        if isCovered { coveredCount += 1 }
        alpha += gamma * ((1 - coverage) - (isCovered ? 0 : 1))
        insert(error.magnitude / scale)
    }

    /// The share of outcomes held since the calibration; nil before the first.
    public var coverageSoFar: Double? { count == 0 ? nil : Double(coveredCount) / Double(count) }

    private mutating func insert(_ score: Double) {
        if ring.count < Self.maximumScores {
            ring.append(score)
        } else {
            sorted.remove(at: rank(of: ring[oldest]))
            ring[oldest] = score
            oldest = (oldest + 1) % Self.maximumScores
        }
        sorted.insert(score, at: rank(of: score))
    }

    /// Why scores that were read are none.
    func scoreFault(limit: Double) -> String? {
        guard (Self.minimumScores...Self.maximumScores).contains(ring.count),
            ring.allSatisfy({ (0...limit).contains($0) })
        else { return "intervals of \(ring.count) scores, or of some that are no distance" }
        let isOldestGood = ring.count == Self.maximumScores ? ring.indices.contains(oldest) : oldest == 0
        return isOldestGood && sorted == ring.sorted() ? nil : "intervals whose scores are out of order"
    }

    /// How many of the sorted scores are smaller.
    private func rank(of score: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < score { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
