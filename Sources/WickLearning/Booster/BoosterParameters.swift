/// How trees are grown. The defaults suit returns, of which next to nothing can be known: small steps, shallow trees,
/// large leaves, and the loss that forecasts are judged by. (Squared error aims at the mean, which the few large moves
/// rule, and then loses to "no change" where it is judged by absolute errors.)
public struct BoosterParameters: Codable, Equatable, Sendable {
    public enum Objective: String, Codable, CaseIterable, Sendable {
        case squaredError = "squared"
        case absoluteError = "absolute"
    }

    public var objective: Objective
    /// Trees at most; 1 to 10,000.
    public var rounds: Int
    /// Rounds without a better loss on the validation block after which to stop; nil grows all of them. The best is
    /// kept either way.
    public var patience: Int?
    /// 1 to 16.
    public var depth: Int
    /// The share of each tree's correction that is applied; above 0, at most 1.
    public var learningRate: Double
    /// The least weight of rows in a leaf, where all rows together weigh as many as they are; on short histories it is
    /// a fiftieth of the rows.
    public var minimumLeafWeight: Double
    /// The share of rows that a tree sees; above 0, at most 1.
    public var rowShare: Double
    /// The share of features that a tree sees; above 0, at most 1.
    public var featureShare: Double
    /// XGBoost's lambda: pulls leaves towards 0.
    public var leafPenalty: Double
    /// Bins a feature; 2 to 256, so that a bin's number is a byte. Where all is noise, more of them find no better
    /// splits and take more time.
    public var bins: Int
    public var seed: Int
    /// Threads of training; prediction always has one.
    public var threads: Int

    public init(
        objective: Objective = .absoluteError, rounds: Int = 300, patience: Int? = 25, depth: Int = 4,
        learningRate: Double = 0.05, minimumLeafWeight: Double = 500, rowShare: Double = 0.8,
        featureShare: Double = 0.8, leafPenalty: Double = 10, bins: Int = 64, seed: Int = 1, threads: Int = 1
    ) {
        self.objective = objective
        self.rounds = rounds
        self.patience = patience
        self.depth = depth
        self.learningRate = learningRate
        self.minimumLeafWeight = minimumLeafWeight
        self.rowShare = rowShare
        self.featureShare = featureShare
        self.leafPenalty = leafPenalty
        self.bins = bins
        self.seed = seed
        self.threads = threads
    }

    public func validate() throws(LearningError) {
        try require("rounds", rounds, (1...10_000).contains(rounds), "1 to 10000")
        try require("patience", patience ?? 1, patience ?? 1 >= 1, "1 or more")
        try require("depth", depth, (1...16).contains(depth), "1 to 16")
        try require("learning rate", learningRate, learningRate > 0 && learningRate <= 1, "above 0, at most 1")
        try require("least leaf weight", minimumLeafWeight, minimumLeafWeight >= 0, "0 or more")
        try require("share of rows", rowShare, rowShare > 0 && rowShare <= 1, "above 0, at most 1")
        try require("share of features", featureShare, featureShare > 0 && featureShare <= 1, "above 0, at most 1")
        try require("leaf penalty", leafPenalty, leafPenalty >= 0, "0 or more")
        try require("bins", bins, (2...256).contains(bins), "2 to 256")
        try require("seed", seed, (0...Int(Int32.max)).contains(seed), "0 to \(Int32.max)")
        try require("threads", threads, (1...64).contains(threads), "1 to 64")
    }

    private func require(
        _ name: String, _ value: some CustomStringConvertible, _ holds: Bool, _ allowed: String
    ) throws(LearningError) {
        guard holds else { throw .badParameter(name: name, value: value.description, allowed: allowed) }
    }

    /// In XGBoost's words. The base score is 0, "no change", so that a model without trees is the persistence baseline.
    ///
    /// - Parameter rowCount: Rows that are fitted to.
    func settings(rowCount: Int) -> [(String, String)] {
        let leafWeight = min(minimumLeafWeight, Double(rowCount) / 50)
        return [
            ("booster", "gbtree"), ("tree_method", "hist"), ("base_score", "0"),
            // What the stored model says of itself: its predictions are sums of leaves, as those of either loss are.
            ("objective", "reg:squarederror"),
            ("max_depth", "\(depth)"), ("eta", "\(learningRate)"), ("min_child_weight", "\(leafWeight)"),
            ("subsample", "\(rowShare)"), ("colsample_bytree", "\(featureShare)"), ("lambda", "\(leafPenalty)"),
            ("max_bin", "\(bins)"), ("seed", "\(seed)"), ("seed_per_iteration", "true"),
            ("nthread", "\(threads)"), ("verbosity", "0"),
        ]
    }
}
