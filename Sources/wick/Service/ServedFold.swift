import WickDomain
import WickFeatures
import WickFrames
import WickPipeline
import WickServer
import WickStore

/// Owns what the API is told: turns what the pipeline and the training put out into served state and events.
actor ServedFold {
    /// Running minutes are told this often.
    private static let openInterval: Duration = .seconds(1)

    let data: ServedData
    private let learning: LiveLearning
    /// Knows how errors, drift and trainings are shown.
    private var fold: SnapshotFold
    private var lastOpen: Timestamp?
    /// Predictions that wait for their outcome, by id: those of one day at the most.
    private var pending: [String: Prediction] = [:]
    private static let maximumPending = 20_000

    init(_ data: ServedData, _ learning: LiveLearning, now: Timestamp) {
        (self.data, self.learning) = (data, learning)
        fold = SnapshotFold(time: now, source: .live, isSynthetic: false, indicators: { _ in [] })
    }

    /// Takes what earlier runs left, so that the first answer is not empty.
    func restore(_ store: Store, _ instruments: [Instrument], now: Timestamp) async throws(StoreError) {
        var markets: [ServedState.Market] = []
        for instrument in instruments {
            var market = ServedState.Market(instrument: instrument)
            market.closed = try store.latestCandles(of: instrument, count: 1).last
            market.vector = try Self.newestVector(store, instrument)
            let recent = try store.predictions(of: instrument, madeIn: now - .seconds(3_600)..<now + .seconds(60))
            for entry in recent {
                Self.put(entry.prediction, into: &market)
                if let outcome = entry.outcome { market.outcome = ServedOutcome(entry.prediction, outcome) }
            }
            markets.append(market)
        }
        for prediction in try store.openPredictions() { pending[prediction.id] = prediction }
        await learn()
        let ready = (markets, fold.snapshot)
        data.update { state in
            for market in ready.0 { state[market.instrument] = market }
            (state.featureNames, state.schemaHash) = (FeatureSet.schema.names, FeatureSet.schema.hash)
            (state.errors, state.drift) = (ready.1.errors, ready.1.drift)
            return []
        }
    }

    private static func newestVector(_ store: Store, _ instrument: Instrument) throws(StoreError) -> FeatureVector? {
        guard try store.schemas().contains(FeatureSet.schema) else { return nil }
        guard let last = try store.lastVectorTime(of: instrument, schemaHash: FeatureSet.schema.hash) else {
            return nil
        }
        return try store.vectors(
            of: instrument, in: last..<last + .seconds(60), schemaHash: FeatureSet.schema.hash
        ).last
    }

    /// Takes what one batch led to; `forecasts` are on their way into the store.
    func take(
        _ output: LivePipeline.Output, _ forecasts: ForecastStage.Output, vectors: [FeatureVector], open: [Candle],
        gaps: Int, now: Timestamp
    ) async {
        if !forecasts.outcomes.isEmpty || !forecasts.champions.isEmpty { await learn() }
        let champions = forecasts.champions.isEmpty ? nil : await champions
        let settled = settle(forecasts)
        let running = due(open, now)
        let (errors, drift) = (fold.snapshot.errors, fold.snapshot.drift)
        data.update { state in
            state.time = max(state.time, now)
            (state.errors, state.drift, state.counts.gaps) = (errors, drift, gaps)
            if let champions { state.champions = champions }
            state.counts.headlines += output.news.headlines.count
            for vector in vectors { state[vector.instrument].vector = vector }
            return Self.put(output.market.candles, running, into: &state)
                + Self.put(forecasts.predictions, settled, into: &state)
        }
    }

    /// Takes how the feeds are, and what waits.
    func take(
        _ feeds: [ServedState.Feed], news: Snapshot.NewsState?, store: ServedState.StoreState, waitingBytes: Int,
        clockLead: Duration, now: Timestamp
    ) {
        data.update { state in
            let changed = feeds.filter { feed in
                state.feeds.first { $0.connection.venue == feed.connection.venue }?.isLive != feed.isLive
            }
            state.time = max(state.time, now)
            (state.feeds, state.news) = (feeds, news)
            (state.store, state.counts.waitingBytes) = (store, waitingBytes)
            state.clockLead = clockLead
            return changed.map(StreamEvent.feed)
        }
    }

    /// Takes the alerts as they are; streams are told of those that look different.
    func take(_ alerts: [Snapshot.Alert]) {
        data.update { state in
            let known = Set(state.alerts.map(\.appearance))
            state.alerts = Array(alerts.prefix(ServedState.maximumAlerts))
            return state.alerts.filter { !known.contains($0.appearance) }.map(StreamEvent.alert)
        }
    }

    func setTraining(_ status: TrainingStatus) {
        fold.setTraining(status)
        publishTraining()
    }

    func endTraining(_ state: Snapshot.TrainingRun.State) {
        fold.endTraining(state)
        publishTraining()
    }

    /// The versions there are: the next training's number follows from them.
    func setModels(_ records: [ModelRecord], aliases: [String: Int]) { fold.setModels(records, aliases: aliases) }

    private func publishTraining() {
        let run = fold.snapshot.models.training
        data.update { state in
            state.training = run
            return []
        }
    }

    private func learn() async {
        fold.setErrors(await learning.errors)
        fold.setDrift(await learning.drift)
    }

    private var champions: [ServedState.Champion] {
        get async {
            await learning.forecasts.champions.map { champion in
                var fault: String?
                if case .unfit(let reason) = champion.fitness { fault = reason }
                return ServedState.Champion(
                    instrument: champion.note.instrument, horizon: champion.note.target.horizon,
                    version: champion.note.version, fault: fault)
            }
        }
    }

    /// Outcomes with the predictions that they are of.
    private func settle(_ forecasts: ForecastStage.Output) -> [ServedOutcome] {
        if pending.count > Self.maximumPending { pending.removeAll() }
        for prediction in forecasts.predictions { pending[prediction.id] = prediction }
        return forecasts.outcomes.compactMap { outcome in
            pending.removeValue(forKey: outcome.predictionID).map { ServedOutcome($0, outcome) }
        }
    }

    private func due(_ open: [Candle], _ now: Timestamp) -> [Candle] {
        guard lastOpen.map({ now - $0 >= Self.openInterval }) ?? true else { return [] }
        lastOpen = now
        return open
    }

    private static func put(
        _ closed: [Candle], _ open: [Candle], into state: inout ServedState
    ) -> [StreamEvent] {
        for candle in closed {
            state.counts.candles += 1
            let known = state[candle.instrument].closed
            if known.map({ $0.openTime <= candle.openTime }) ?? true { state[candle.instrument].closed = candle }
        }
        for candle in open { state[candle.instrument].open = candle }
        return (closed + open).map(StreamEvent.candle)
    }

    private static func put(
        _ predictions: [Prediction], _ outcomes: [ServedOutcome], into state: inout ServedState
    ) -> [StreamEvent] {
        state.counts.predictions += predictions.count
        state.counts.outcomes += outcomes.count
        for prediction in predictions { put(prediction, into: &state[prediction.instrument]) }
        for outcome in outcomes {
            // One that was given up late is not news.
            let known = state[outcome.prediction.instrument].outcome?.prediction.targetTime
            if known.map({ $0 <= outcome.prediction.targetTime }) ?? true {
                state[outcome.prediction.instrument].outcome = outcome
            }
        }
        return predictions.map { StreamEvent.prediction(ServedPrediction($0)) }
            + outcomes.map(StreamEvent.outcome)
    }

    /// The newest of each horizon.
    private static func put(_ prediction: Prediction, into market: inout ServedState.Market) {
        let horizon = prediction.targetTime - prediction.madeAt
        market.predictions.removeAll { $0.prediction.targetTime - $0.prediction.madeAt == horizon }
        market.predictions.append(ServedPrediction(prediction))
        market.predictions.sort { $0.prediction.targetTime < $1.prediction.targetTime }
    }
}
