public import WickDomain
public import WickFrames

/// Owns the decoders and the candle builders: a thin shell round a `MarketStage`.
public actor MarketActor {
    private var stage: MarketStage
    private var output = MarketStage.Output()

    /// - Parameter keptTrades: see `MarketStage`.
    public init(keptTrades: Int = 0) { stage = MarketStage(keptTrades: keptTrades) }

    /// Folds a batch and returns what it led to.
    public func fold(_ batch: FrameBatch) -> MarketStage.Output {
        output.removeAll()
        stage.fold(batch, into: &output)
        return output
    }

    public var counts: MarketStage.Counts { stage.counts }
    public var continuity: [MarketStage.Continuity] { stage.continuity }
    /// See `MarketStage`.
    public var recentTrades: [[Trade]] { stage.recentTrades }
    /// The running candles, with state `open`, by instrument.
    public var openCandles: [Candle] { stage.openCandles }
}
