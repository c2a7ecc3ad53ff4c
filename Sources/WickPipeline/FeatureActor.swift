public import WickDomain

/// Owns the features of all instruments: a thin shell round a `FeatureStage`.
public actor FeatureActor {
    private var stage: FeatureStage

    /// - Parameter stage: one that has been warmed up, or a new one.
    public init(stage: FeatureStage = FeatureStage()) { self.stage = stage }

    /// Folds what one batch of frames led to, and returns the vectors that follow.
    ///
    /// - Parameter clock: the batch's newest receive time.
    public func fold(_ candles: [Candle], scores: [SentimentScore] = [], clock: Timestamp) -> [FeatureVector] {
        var vectors: [FeatureVector] = []
        stage.fold(candles, scores: scores, clock: clock, into: &vectors)
        return vectors
    }

    /// The vectors that still waited when the input ended.
    public func finish() -> [FeatureVector] {
        var vectors: [FeatureVector] = []
        stage.finish(into: &vectors)
        return vectors
    }

    public var counts: FeatureStage.Counts { stage.counts }
}
