/// All that decides what comes out of training, besides the rows.
public struct TrainingConfiguration: Codable, Equatable, Sendable {
    public var booster: BoosterParameters
    public var walkForward: WalkForwardPlan.Configuration
    /// Rows weigh half after so many seconds; nil: all the same.
    public var halfLifeSeconds: Int?
    /// The share of outcomes that intervals are to hold.
    public var coverage: Double
    /// How fast the interval follows misses; see `ConformalInterval`.
    public var gamma: Double
    /// Of the volatility by which intervals are scaled, in minutes.
    public var volatilityHalfLife: Double
    /// What changing the position costs, a side, in basis points; the first is the report's.
    public var feesBasisPoints: [Double]
    /// Rows at the end that no model is fitted to, for the promotion gate, as a share of all; 0 to 0.5.
    public var holdoutShare: Double

    public init(
        booster: BoosterParameters = BoosterParameters(),
        walkForward: WalkForwardPlan.Configuration = WalkForwardPlan.Configuration(), halfLifeSeconds: Int? = nil,
        coverage: Double = 0.8, gamma: Double = 0.01, volatilityHalfLife: Double = 60,
        feesBasisPoints: [Double] = [10, 0], holdoutShare: Double = 0.1
    ) {
        self.booster = booster
        self.walkForward = walkForward
        self.halfLifeSeconds = halfLifeSeconds
        self.coverage = coverage
        self.gamma = gamma
        self.volatilityHalfLife = volatilityHalfLife
        self.feesBasisPoints = feesBasisPoints
        self.holdoutShare = holdoutShare
    }

    public func validate() throws(LearningError) {
        try booster.validate()
        try walkForward.validate()
        try require("half-life", halfLifeSeconds ?? 1, (halfLifeSeconds ?? 1) > 0, "above 0 seconds")
        try require("coverage", coverage, coverage > 0 && coverage < 1, "above 0 and below 1")
        try require("gamma", gamma, gamma > 0 && gamma < 1, "above 0 and below 1")
        try require("volatility half-life", volatilityHalfLife, volatilityHalfLife > 0, "above 0 minutes")
        let feesAreGood = !feesBasisPoints.isEmpty && feesBasisPoints.allSatisfy { (0...1000).contains($0) }
        try require("fees", feesBasisPoints, feesAreGood, "one or more of 0 to 1000 basis points")
        try require("holdout share", holdoutShare, (0...0.5).contains(holdoutShare), "0 to 0.5")
    }

    private func require(
        _ name: String, _ value: some CustomStringConvertible, _ holds: Bool, _ allowed: String
    ) throws(LearningError) {
        guard holds else { throw .badParameter(name: name, value: value.description, allowed: allowed) }
    }
}
