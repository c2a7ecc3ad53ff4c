public import WickDomain
public import WickFrames

/// Everything up to the features as one fold: frames in; candles, headlines, scores and vectors out. A replay is nothing but this.
public struct ResearchStage {
    /// What a batch of frames led to. The caller empties it.
    public struct Output: Sendable {
        public var market = MarketStage.Output()
        public var news = NewsStage.Output()
        public var vectors: [FeatureVector] = []

        public init() {}

        public mutating func removeAll() {
            market.removeAll()
            news.removeAll()
            vectors.removeAll(keepingCapacity: true)
        }

        /// Why frames were malformed.
        public var problems: [String] { market.problems + news.problems }
    }

    public private(set) var market: MarketStage
    public private(set) var news = NewsStage()
    public private(set) var features: FeatureStage

    public init(market: MarketStage = MarketStage(), features: FeatureStage = FeatureStage()) {
        self.market = market
        self.features = features
    }

    /// Folds the batch's frames in order. How frames are cut into batches makes no difference.
    public mutating func fold(_ batch: FrameBatch, into output: inout Output) {
        market.fold(batch, into: &output.market)
        news.fold(batch, into: &output.news)
        features.fold(
            output.market.candles, scores: output.news.scores, clock: output.market.clock, into: &output.vectors)
    }

    /// The vectors that still waited when the input ended.
    public mutating func finish(into output: inout Output) { features.finish(into: &output.vectors) }
}
