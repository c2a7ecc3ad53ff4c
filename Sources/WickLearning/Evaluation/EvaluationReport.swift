/// The walk-forward report as `wick evaluate --json` prints it. Returns, errors, widths and profits are log returns;
/// what cannot be computed is null.
public struct EvaluationReport: Codable, Equatable, Sendable {
    public enum Verdict: String, Codable, Sendable {
        case edge
        case none = "no edge found"
    }

    public var symbol: String
    public var horizonSeconds: Int
    public var folds: Int
    /// Forecasts, over all test blocks.
    public var n: Int
    public var mae: Double
    public var maePersistence: Double
    public var maeRidge: Double
    public var rmse: Double
    /// 1 - mae / maePersistence, with its 95 % interval.
    public var skill: Double?
    public var skillLow: Double?
    public var skillHigh: Double?
    /// The share of right directions among forecasts whose outcomes share no minute, with its 95 % interval.
    public var hitRate: Double?
    public var hitLow: Double?
    public var hitHigh: Double?
    public var hitN: Int
    /// What always saying the more frequent direction would have hit.
    public var majorityRate: Double?
    /// Against persistence; above 0 where the model errs less.
    public var dmStatistic: Double?
    public var dmP: Double?
    /// The share of outcomes inside of their intervals, and the intervals' mean width.
    public var coverage: Double
    public var width: Double
    /// A side.
    public var feeBp: Double
    /// The sum over all periods.
    public var profitAfterFees: Double
    /// Of a year; null where the rule never traded.
    public var sharpe: Double?
    /// The probability that the ratio is not the luck of that many trials.
    public var deflatedSharpe: Double?
    public var trials: Int
    public var verdict: Verdict

    enum CodingKeys: String, CodingKey, CaseIterable {
        case symbol
        case horizonSeconds = "horizon_seconds"
        case folds, n, mae
        case maePersistence = "mae_persistence"
        case maeRidge = "mae_ridge"
        case rmse, skill
        case skillLow = "skill_low"
        case skillHigh = "skill_high"
        case hitRate = "hit_rate"
        case hitLow = "hit_low"
        case hitHigh = "hit_high"
        case hitN = "hit_n"
        case majorityRate = "majority_rate"
        case dmStatistic = "dm_statistic"
        case dmP = "dm_p"
        case coverage, width
        case feeBp = "fee_bp"
        case profitAfterFees = "profit_after_fees"
        case sharpe
        case deflatedSharpe = "deflated_sharpe"
        case trials, verdict
    }
}

extension EvaluationReport {
    /// Written out, because what the compiler makes leaves out a key whose value is nil, and every key is always there.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(symbol, forKey: .symbol)
        try keys.encode(horizonSeconds, forKey: .horizonSeconds)
        try keys.encode(folds, forKey: .folds)
        try keys.encode(n, forKey: .n)
        try keys.encode(mae, forKey: .mae)
        try keys.encode(maePersistence, forKey: .maePersistence)
        try keys.encode(maeRidge, forKey: .maeRidge)
        try keys.encode(rmse, forKey: .rmse)
        try keys.encode(skill, forKey: .skill)
        try keys.encode(skillLow, forKey: .skillLow)
        try keys.encode(skillHigh, forKey: .skillHigh)
        try keys.encode(hitRate, forKey: .hitRate)
        try keys.encode(hitLow, forKey: .hitLow)
        try keys.encode(hitHigh, forKey: .hitHigh)
        try keys.encode(hitN, forKey: .hitN)
        try keys.encode(majorityRate, forKey: .majorityRate)
        try keys.encode(dmStatistic, forKey: .dmStatistic)
        try keys.encode(dmP, forKey: .dmP)
        try keys.encode(coverage, forKey: .coverage)
        try keys.encode(width, forKey: .width)
        try keys.encode(feeBp, forKey: .feeBp)
        try keys.encode(profitAfterFees, forKey: .profitAfterFees)
        try keys.encode(sharpe, forKey: .sharpe)
        try keys.encode(deflatedSharpe, forKey: .deflatedSharpe)
        try keys.encode(trials, forKey: .trials)
        try keys.encode(verdict, forKey: .verdict)
    }
}

extension EvaluationReport {
    /// The chance of a false alarm that is accepted, over all trials together.
    public static let significance = 0.05

    /// "edge" only where all of it holds:
    /// 1. the forecasts err less than persistence, and a Diebold-Mariano p-value times the number of trials is below
    ///    0.05 (Bonferroni: whoever tries twenty configurations gets one p below 0.05 from noise);
    /// 2. the whole 95 % interval of the skill lies above 0.
    ///
    /// The first minds the overlap of the labels, the second the slow swings of a market's mood; chance alone has to
    /// pass both.
    static func verdict(
        skill: SkillInterval?, dieboldMariano: DieboldMariano?, trials: Int
    ) -> Verdict {
        guard let skill, let dieboldMariano else { return .none }
        let isSure = dieboldMariano.statistic > 0 && dieboldMariano.pValue * Double(max(1, trials)) < significance
        return isSure && skill.low > 0 ? .edge : .none
    }
}
