public import WickDomain
public import WickFrames

/// Everything as one fold: frames in; candles, headlines, scores, vectors, predictions and outcomes out. A replay is nothing but this.
public struct ResearchStage {
    /// What a batch of frames led to. The caller empties it.
    public struct Output: Sendable {
        public var market = MarketStage.Output()
        public var news = NewsStage.Output()
        public var vectors: [FeatureVector] = []
        public var forecasts = ForecastStage.Output()

        public init() {}

        public mutating func removeAll() {
            market.removeAll()
            news.removeAll()
            vectors.removeAll(keepingCapacity: true)
            forecasts.removeAll()
        }

        /// Why frames were malformed.
        public var problems: [String] { market.problems + news.problems }
    }

    public private(set) var market: MarketStage
    public private(set) var news: NewsStage
    public private(set) var features: FeatureStage
    public private(set) var forecasts: ForecastStage

    /// - Parameters:
    ///   - news: behind the headlines that are known already.
    ///   - features: behind what is stored already.
    ///   - forecasts: predicts where the frames name a champion that its models have.
    public init(
        market: MarketStage = MarketStage(), news: NewsStage = NewsStage(), features: FeatureStage = FeatureStage(),
        forecasts: ForecastStage = ForecastStage(models: NoModels())
    ) {
        self.market = market
        self.news = news
        self.features = features
        self.forecasts = forecasts
    }

    /// Folds the batch's frames in order. How frames are cut into batches makes no difference.
    public mutating func fold(_ batch: FrameBatch, into output: inout Output) {
        market.fold(batch, into: &output.market)
        news.fold(batch, into: &output.news)
        features.fold(
            output.market.candles, scores: output.news.scores, clock: output.market.clock, into: &output.vectors)
        forecasts.fold(output.market, vectors: output.vectors, into: &output.forecasts)
    }

    /// What still waited when the input ended.
    public mutating func finish(into output: inout Output) {
        features.finish(into: &output.vectors)
        forecasts.fold([], output.vectors, clock: Timestamp(microseconds: .min), into: &output.forecasts)
        forecasts.finish(into: &output.forecasts)
    }
}
