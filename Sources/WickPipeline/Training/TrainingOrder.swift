public import WickDomain
public import WickLearning

/// What somebody wants trained or evaluated.
public struct TrainingOrder: Equatable, Sendable {
    public var target: ForecastTarget
    public var work: TrainingRun.Work
    /// How far back from the newest minute the rows go.
    public var span: Duration
    /// Minutes that close later are left out: a replay that has gone back must not learn from its future. Nil for none.
    public var end: Timestamp?
    public var policy: PromotionGate.Policy
    public var configuration: TrainingConfiguration

    public static let defaultSpan: Duration = .seconds(90 * 86_400)

    public init(
        target: ForecastTarget, work: TrainingRun.Work = .train, span: Duration = defaultSpan,
        end: Timestamp? = nil, policy: PromotionGate.Policy = .gate,
        configuration: TrainingConfiguration = TrainingConfiguration()
    ) {
        precondition(span > .zero, "rows of no time at all")
        self.target = target
        self.work = work
        self.span = span
        self.end = end
        self.policy = policy
        self.configuration = configuration
    }

    /// "training kraken BTC/USD 5m".
    public var doing: String { (work == .evaluate ? "evaluating" : "training") + " \(target)" }
}

/// What the registry keeps of a run, or of the model that came of it, as JSON.
struct TrainingParameters: Codable, Equatable {
    var venue: String
    var symbol: String
    var horizonSeconds: Int
    var work: TrainingRun.Work
    var policy: PromotionGate.Policy
    /// Runs of the same target so far, this one among them.
    var trials: Int
    var configuration: TrainingConfiguration

    init(_ order: TrainingOrder, trials: Int) {
        venue = order.target.instrument.venue.rawValue
        symbol = order.target.instrument.symbol.description
        horizonSeconds = order.target.horizonMinutes * 60
        work = order.work
        policy = order.policy
        self.trials = trials
        configuration = order.configuration
    }

    /// Nil for one that this wick cannot have written.
    var target: ForecastTarget? {
        // A symbol or a venue of a newer wick is nothing that this one can train.
        guard let venue = Venue(rawValue: venue), let symbol = try? Symbol(symbol), horizonSeconds >= 60,
            horizonSeconds.isMultiple(of: 60), .seconds(horizonSeconds) <= ForecastTarget.longestHorizon
        else { return nil }
        return ForecastTarget(
            instrument: Instrument(venue: venue, symbol: symbol), horizon: .seconds(horizonSeconds))
    }
}

/// What the registry keeps of what a model can do, as JSON.
struct ModelMetrics: Codable, Equatable {
    /// More than a pane has lines.
    private static let maximumGains = 12

    var rows: Int
    var rounds: Int?
    var trainingLoss: Double?
    var validationLoss: Double?
    var evidence: GateEvidence?
    var decision: PromotionGate.Decision
    var constantFeatures: [String]
    /// With the reasons; nil of models of before these were kept.
    var unknownFeatures: [UnknownFeatures]?
    /// As shares of the sum of all, the largest few; nil of models of before there was such a list.
    var gains: [Evaluation.FeatureGain]?
    var report: EvaluationReport?

    init(_ summary: TrainingSummary, decision: PromotionGate.Decision, unknown: [UnknownFeatures] = []) {
        rows = summary.rows
        rounds = summary.rounds
        let kept = summary.rounds.map { summary.losses.prefix(max(1, $0)).last } ?? summary.losses.last
        trainingLoss = kept?.training
        validationLoss = kept?.validation
        evidence = summary.evidence
        self.decision = decision
        constantFeatures = summary.constantFeatures
        unknownFeatures = unknown
        gains = summary.gains.map(Self.shares)
        report = summary.evaluation?.report
    }

    private static func shares(_ gains: [Evaluation.FeatureGain]) -> [Evaluation.FeatureGain] {
        let total = gains.reduce(0) { $0 + $1.gain }
        return gains.prefix(maximumGains).map { .init(name: $0.name, gain: total > 0 ? $0.gain / total : 0) }
    }
}
