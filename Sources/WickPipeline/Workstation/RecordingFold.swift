import WickDomain
import WickFeatures
public import WickFrames
import WickLearning

/// Folds a recording's frames into changes of the snapshot: the stages, and which venue was heard when. Owned by whoever
/// reads the recording.
public struct RecordingFold {
    private var stage: ResearchStage
    private var output = ResearchStage.Output()
    private var feeds: [Snapshot.Feed] = []

    /// - Parameter models: of the champions that the frames name.
    public init(models: any ModelSource = NoModels()) {
        stage = ResearchStage(
            market: MarketStage(keptTrades: SnapshotFold.maximumTape), forecasts: ForecastStage(models: models))
    }

    /// What the last batch led to, as the store takes it; without predictions, which differ from one pass over a recording to the next.
    public var rows: StoreWriter.Rows {
        var rows = StoreWriter.Rows(output)
        rows.predictions = []
        rows.outcomes = []
        return rows
    }

    /// Folds a batch.
    public mutating func fold(_ batch: FrameBatch) -> SnapshotChange {
        output.removeAll()
        stage.fold(batch, into: &output)
        var change = SnapshotChange(output: output.market)
        change.news = output.news
        change.forecasts = output.forecasts
        if !output.forecasts.outcomes.isEmpty { (change.errors, change.drift) = (errors, drift) }
        change.open = stage.market.openCandles
        change.trades = stage.market.recentTrades
        change.time = batch.entries.last.map { Timestamp(nanoseconds: $0.receivedNanoseconds) }
        change.gaps =
            stage.market.counts.unobserved + stage.market.continuity.reduce(0) { $0 + $1.counts.holes }
        hear(batch)
        change.feeds = feeds
        return change
    }

    private var errors: [(target: ForecastTarget, errors: RollingErrors)] {
        stage.forecasts.predicting.champions.map(\.note.target).compactMap { target in
            stage.forecasts.scoring.errors(of: target).map { (target, $0) }
        }
    }

    private var drift: [[DriftMonitor.FeatureDrift]] {
        stage.forecasts.predicting.champions.map { stage.forecasts.predicting.drift(of: $0.note.target) }
    }

    private mutating func hear(_ batch: FrameBatch) {
        var seen: Set<Venue> = []
        for entry in batch.entries.reversed() {
            guard case .venue(let venue) = entry.origin, seen.insert(venue).inserted else { continue }
            let time = Timestamp(nanoseconds: entry.receivedNanoseconds)
            if let index = feeds.firstIndex(where: { $0.venue == venue }) {
                feeds[index].lastReceived = time
            } else {
                feeds.append(Snapshot.Feed(venue: venue, state: .replayed, lastReceived: time))
                feeds.sort { $0.venue < $1.venue }
            }
            if seen.count == Venue.allCases.count { break }
        }
    }
}
