import WickDomain

/// The whole job from rows to a model and its evidence, as one call on one thread (XGBoost may use more). It reads and
/// writes nothing but its arguments: the same dataset, configuration and seed give the same model bytes.
public struct TrainingRun {
    public enum Work: String, Codable, CaseIterable, Sendable {
        /// A model for the registry, with its evidence for the gate.
        case train
        /// The walk-forward report.
        case evaluate
        case both

        var trains: Bool { self != .evaluate }
        var evaluates: Bool { self != .train }
    }

    public struct Result: Sendable {
        /// Nil where only evaluated.
        public var artifact: ModelArtifact?
        /// Losses of that model's rounds, in basis points.
        public var losses: [Loss] = []
        /// Nil where only trained.
        public var evaluation: Evaluation?
    }

    public struct Loss: Codable, Equatable, Sendable {
        public let training: Double
        public let validation: Double?
    }

    private let dataset: Dataset
    private let configuration: TrainingConfiguration
    private let subject: Evaluation.Subject
    private let champion: ModelArtifact?
    private let clock: () -> Duration
    private let isCancelled: () -> Bool
    private let onProgress: (TrainingProgress) -> Void

    /// - Parameters:
    ///   - champion: Predicts the same unseen rows, for the gate. One of another schema or horizon is left out.
    ///   - clock: Any clock that never goes back.
    ///   - isCancelled: Asked between rounds.
    public init(
        _ dataset: Dataset, _ configuration: TrainingConfiguration, subject: Evaluation.Subject,
        champion: ModelArtifact? = nil, clock: @escaping () -> Duration,
        isCancelled: @escaping () -> Bool = { false }, onProgress: @escaping (TrainingProgress) -> Void = { _ in }
    ) {
        self.dataset = dataset
        self.configuration = configuration
        self.subject = subject
        self.champion = champion
        self.clock = clock
        self.isCancelled = isCancelled
        self.onProgress = onProgress
    }

    /// - Throws: `tooFewRows`, `labelsAllEqual`, `noFeatures`, `badParameter`, `cancelled`, or what XGBoost says.
    public func run(_ work: Work) throws(LearningError) -> Result {
        try configuration.validate()
        try dataset.requireLearnable(0..<dataset.count, doing: work.trains ? "training" : "walk-forward evaluation")
        let split = try finalSplit()
        let plan = work.evaluates ? try WalkForwardPlan(dataset, configuration.walkForward) : nil
        var meter = ProgressMeter(
            modelRows: (work.trains ? [split.fit.count] : []) + (plan?.folds.map(\.fit.count) ?? []), clock: clock)
        onProgress(meter.progress(.preparing))
        var result = Result()
        if work.trains { try train(split, &meter, into: &result) }
        if let plan { result.evaluation = try evaluate(plan, &meter) }
        onProgress(meter.progress(.finishing))
        return result
    }

    /// All rows but the holdout, cut into fit and validation.
    private func finalSplit() throws(LearningError) -> TrainingSplit {
        let holdout = Int((Double(dataset.count) * configuration.holdoutShare).rounded())
        let end = dataset.count - holdout
        let moment =
            end < dataset.count
            ? dataset.decisionTimes[end] : dataset.decisionTimes[dataset.count - 1] + (dataset.horizon + .seconds(60))
        let split = TrainingSplit(dataset, before: moment, configuration.walkForward)
        let needed = Dataset.minimumTrainingRows
        guard split.fit.count >= needed, split.validation.count >= ConformalInterval.minimumScores else {
            let share = (1 - configuration.holdoutShare) * (1 - configuration.walkForward.validationShare)
            throw .tooFewRows(
                doing: "training", found: dataset.count, needed: Int((Double(needed) / share).rounded(.up)) + 100)
        }
        return split
    }

    private func train(
        _ split: TrainingSplit, _ meter: inout ProgressMeter, into result: inout Result
    ) throws(LearningError) {
        let scales = VolatilityScale.scales(dataset, halfLife: configuration.volatilityHalfLife)
        meter.begin(rows: split.fit.count)
        let timing = meter
        let model = try FittedModel(
            dataset, fit: split.fit, validation: split.validation, scales: scales, configuration
        ) { round throws(LearningError) in
            try report(round, .training, timing, fold: nil)
        }
        meter.end()
        result.losses = model.losses.map { Loss(training: $0.trainingLoss, validation: $0.validationLoss) }
        result.artifact = try ModelBuilder(dataset, split, configuration, champion).artifact(model)
    }

    private func evaluate(_ plan: WalkForwardPlan, _ meter: inout ProgressMeter) throws(LearningError) -> Evaluation {
        let scales = VolatilityScale.scales(dataset, halfLife: configuration.volatilityHalfLife)
        let walk = WalkForward(configuration: configuration)
        var results: [WalkForward.FoldForecast] = []
        for (index, fold) in plan.folds.enumerated() {
            meter.begin(rows: fold.fit.count)
            let timing = meter
            results.append(
                try walk.forecast(dataset, fold, scales: scales) { round throws(LearningError) in
                    try report(round, .evaluating, timing, fold: (index + 1, plan.folds.count))
                })
            meter.end()
        }
        return Evaluation(dataset, results, of: subject, configuration)
    }

    private func report(
        _ round: BoosterTrainer.Round, _ phase: TrainingProgress.Phase, _ meter: ProgressMeter, fold: (Int, Int)?
    ) throws(LearningError) {
        guard !isCancelled() else { throw .cancelled }
        let rounds = configuration.booster.rounds
        var progress = meter.progress(phase, share: Double(round.number) / Double(rounds))
        progress.fold = fold?.0
        progress.foldCount = fold?.1
        progress.round = round.number
        progress.roundCount = rounds
        progress.trainingLoss = round.trainingLoss
        progress.validationLoss = round.validationLoss
        onProgress(progress)
    }
}
