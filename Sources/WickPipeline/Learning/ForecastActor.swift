public import WickDomain
public import WickLearning

/// Owns the models at work, the predictions that wait for their outcome, and the rolling errors: a shell round a
/// `ForecastStage`.
///
/// One actor and not two, because outcomes teach the intervals of the forecasts that follow: between two actors the
/// order of both would depend on how batches are cut, and a replay would differ from the live run.
public actor ForecastActor {
    /// How long the last computations took, by the injected clock; the store's latencies are those of the frames.
    public struct Pace: Equatable, Sendable {
        public var predictions = 0
        /// Of the slowest batch so far that led to a prediction.
        public var longest: Duration = .zero
        public var last: Duration = .zero
    }

    private var stage: ForecastStage
    private let clock: @Sendable () -> Duration
    private var output = ForecastStage.Output()
    public private(set) var pace = Pace()

    /// - Parameters:
    ///   - stage: nobody else may use it from now on.
    ///   - clock: any clock that never goes back.
    public init(stage: sending ForecastStage, clock: @escaping @Sendable () -> Duration) {
        self.stage = stage
        self.clock = clock
    }

    /// Folds what one batch of frames led to and returns what follows; to be stored and shown.
    public func fold(_ market: MarketStage.Output, vectors: [FeatureVector]) -> ForecastStage.Output {
        let start = clock()
        output.removeAll()
        stage.fold(market, vectors: vectors, into: &output)
        note(clock() - start)
        return output
    }

    /// What still waited when the input ended.
    public func finish(_ vectors: [FeatureVector] = []) -> ForecastStage.Output {
        output.removeAll()
        stage.fold([], vectors, clock: Timestamp(microseconds: .min), into: &output)
        stage.finish(into: &output)
        return output
    }

    /// The champions and whether they can be used; a target that is not among them has none.
    public var champions: [PredictionStage.Champion] { stage.predicting.champions }
    public var counts: PredictionStage.Counts { stage.predicting.counts }
    /// Predictions without an outcome, by target time.
    public var open: [Prediction] { stage.scoring.open }
    /// Nil before the target's first outcome.
    public func errors(of target: ForecastTarget) -> RollingErrors? { stage.scoring.errors(of: target) }
    public func drift(of target: ForecastTarget) -> [DriftMonitor.FeatureDrift] { stage.predicting.drift(of: target) }

    private func note(_ elapsed: Duration) {
        guard !output.predictions.isEmpty else { return }
        pace.predictions += output.predictions.count
        pace.last = elapsed
        pace.longest = max(pace.longest, elapsed)
    }
}
