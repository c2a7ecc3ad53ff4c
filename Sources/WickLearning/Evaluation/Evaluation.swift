import WickDomain

/// A walk-forward evaluation: the report, and behind it what tables and charts show.
public struct Evaluation: Codable, Equatable, Sendable {
    /// One test block.
    public struct FoldSummary: Codable, Equatable, Sendable {
        /// The first and the last decision, ISO 8601.
        public let from: String
        public let to: String
        public let trainingRows: Int
        public let n: Int
        public let mae: Double
        public let maePersistence: Double
        public let maeRidge: Double
        public let skill: Double?
        public let coverage: Double
        /// Trees that the validation block chose.
        public let rounds: Int
    }

    /// What the threshold rule earned at one fee.
    public struct Trading: Codable, Equatable, Sendable {
        public let feeBasisPoints: Double
        public let profit: Double
        /// Periods with a position, of all.
        public let tradedPeriods: Int
        public let periods: Int
        public let sharpe: Double?
        /// Of one period: what the deviation of trials' ratios is computed from.
        public let sharpePerPeriod: Double?
        public let deflatedSharpe: Double?
        /// The sum of profits at the end of each day (UTC) with a decision.
        public let equity: [DailyValue]
    }

    public struct DailyValue: Codable, Equatable, Sendable {
        /// "2018-02-01".
        public let day: String
        public let value: Double
    }

    public struct FeatureGain: Codable, Equatable, Sendable {
        public let name: String
        /// The mean gain of a split on it, averaged over the folds.
        public let gain: Double

        public init(name: String, gain: Double) {
            self.name = name
            self.gain = gain
        }
    }

    /// Forecasts of one size: a tenth of all.
    public struct CalibrationPoint: Codable, Equatable, Sendable {
        public let predicted: Double
        public let observed: Double
        public let n: Int
    }

    public let report: EvaluationReport
    public let folds: [FoldSummary]
    /// One for each fee of the configuration.
    public let trading: [Trading]
    /// The largest first.
    public let gains: [FeatureGain]
    public let calibration: [CalibrationPoint]
    /// Skill of each day (UTC).
    public let dailySkill: [DailyValue]
    public let dropped: Dataset.Dropped
    /// Features that were one value, or unknown, throughout.
    public let constantFeatures: [String]
    public let schemaHash: String
    public let configuration: TrainingConfiguration

    /// Who is evaluated, and how often that was tried.
    public struct Subject: Sendable {
        public let symbol: String
        /// Evaluations and trainings of it so far, this one among them.
        public let trials: Int
        /// The deviation of their Sharpe ratios of one period; nil where it is not known.
        public let trialDeviation: Double?

        public init(symbol: String, trials: Int = 1, trialDeviation: Double? = nil) {
            precondition(trials >= 1, "an evaluation that was not tried")
            self.symbol = symbol
            self.trials = trials
            self.trialDeviation = trialDeviation
        }
    }
}

extension Evaluation {
    init(
        _ dataset: Dataset, _ results: [WalkForward.FoldForecast], of subject: Subject,
        _ configuration: TrainingConfiguration
    ) {
        let pooled = PooledForecasts(results)
        let trading = configuration.feesBasisPoints.indices.map {
            Self.trading(pooled, fee: $0, horizon: dataset.horizon, subject)
        }
        report = Self.report(dataset, pooled, trading: trading[0], folds: results.count, subject)
        folds = results.map { Self.summary($0, dataset) }
        self.trading = trading
        gains = Self.gains(results, dataset)
        calibration = Self.calibration(pooled.forecasts)
        dailySkill = Self.dailySkill(pooled.forecasts)
        dropped = dataset.dropped
        constantFeatures = dataset.constantFeatures(0..<dataset.count)
        schemaHash = dataset.schema.hash
        self.configuration = configuration
    }

    private static func report(
        _ dataset: Dataset, _ pooled: PooledForecasts, trading: Trading, folds: Int, _ subject: Subject
    ) -> EvaluationReport {
        let forecasts = pooled.forecasts
        let errors = forecasts.absoluteErrors
        let persistence = forecasts.persistenceErrors
        let steps = Int(dataset.horizon.microseconds / LabelMaker.minute.microseconds)
        let skill = SkillInterval(errors: errors, returns: persistence, steps: steps)
        let test = DieboldMariano(differences: zip(persistence, errors).map { $0 - $1 }, steps: steps)
        let hits = HitRate(forecasts, horizon: dataset.horizon)
        let mae = Mean.of(errors)
        let maePersistence = Mean.of(persistence)
        return EvaluationReport(
            symbol: subject.symbol, horizonSeconds: Int(dataset.horizon.components.seconds), folds: folds,
            n: forecasts.count, mae: mae, maePersistence: maePersistence, maeRidge: Mean.of(pooled.ridgeErrors),
            rmse: Mean.of(errors.map { $0 * $0 }).squareRoot(),
            skill: maePersistence > 0 ? 1 - mae / maePersistence : nil, skillLow: skill?.low, skillHigh: skill?.high,
            hitRate: hits.interval?.share, hitLow: hits.interval?.low, hitHigh: hits.interval?.high, hitN: hits.count,
            majorityRate: hits.majorityRate, dmStatistic: test?.statistic, dmP: test?.pValue,
            coverage: pooled.coverage, width: 2 * Mean.of(pooled.halfWidths), feeBp: trading.feeBasisPoints,
            profitAfterFees: trading.profit, sharpe: trading.sharpe, deflatedSharpe: trading.deflatedSharpe,
            trials: subject.trials,
            verdict: EvaluationReport.verdict(skill: skill, dieboldMariano: test, trials: subject.trials))
    }
}

enum Mean {
    /// 0 of nothing.
    static func of(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
