import WickDomain

/// Where a run is.
public struct TrainingProgress: Codable, Equatable, Sendable {
    public enum Phase: String, Codable, CaseIterable, Sendable {
        /// Looks at the rows.
        case preparing
        /// Grows the model that is registered.
        case training
        /// Grows one model a fold, to be judged.
        case evaluating
        /// Calibrates, measures, writes.
        case finishing
    }

    public var phase: Phase
    /// From 1, of `foldCount`; nil outside of the evaluation.
    public var fold: Int?
    public var foldCount: Int?
    /// From 1, of at most `roundCount`; nil between models.
    public var round: Int?
    public var roundCount: Int?
    /// After this round, in basis points.
    public var trainingLoss: Double?
    public var validationLoss: Double?
    /// 0 to 1. A model that stops early makes it jump.
    public var fraction: Double
    /// At the pace so far; nil at the start.
    public var secondsLeft: Double?
}

/// Turns rounds into fractions and seconds. A round's work is in proportion to the rows that it is fitted to.
struct ProgressMeter {
    private let clock: () -> Duration
    private let start: Duration
    private let totalWork: Double
    private var doneWork = 0.0
    private var modelWork = 0.0

    /// - Parameters:
    ///   - modelRows: The rows that each model is fitted to, in the order in which they are grown.
    ///   - clock: Any clock that never goes back.
    init(modelRows: [Int], clock: @escaping () -> Duration) {
        self.clock = clock
        start = clock()
        totalWork = max(1, Double(modelRows.reduce(0, +)))
    }

    mutating func begin(rows: Int) { modelWork = Double(rows) }

    mutating func end() {
        doneWork += modelWork
        modelWork = 0
    }

    /// - Parameter share: Of the present model's rounds.
    func progress(_ phase: TrainingProgress.Phase, share: Double = 0) -> TrainingProgress {
        let fraction = phase == .finishing ? 1 : min(1, (doneWork + modelWork * share) / totalWork)
        var secondsLeft: Double?
        if fraction > 0 { secondsLeft = (clock() - start).seconds * (1 - fraction) / fraction }
        return TrainingProgress(phase: phase, fraction: fraction, secondsLeft: secondsLeft)
    }
}
