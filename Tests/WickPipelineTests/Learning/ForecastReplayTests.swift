import Foundation
import Testing
import WickDomain
import WickFeatures
import WickFrames
import WickLearning
import WickPipeline
import WickSimulation

/// From frames of a made-up market to predictions, with the features that the program has.
@Suite struct ForecastReplayTests {
    /// The component as it is takes six days to be sure of, and half a minute; WICK_LONG_TESTS asks for that. Twice as
    /// strong it is found in three days and some seconds.
    private static let isLong = ProcessInfo.processInfo.environment["WICK_LONG_TESTS"] != nil

    /// What a recording of the market holds.
    private func frames(
        seed: UInt64, hours: Int, isPredictable: Bool = true, rate: Double = 0.5, strength: Double = 1
    ) async throws -> [Frame] {
        var parameters = MarketParameters(
            seed: seed, venue: .kraken, isPredictable: isPredictable, tradesPerSecond: rate)
        parameters.driftPerLean *= strength
        var source = try SyntheticFrameSource(parameters: parameters, duration: .seconds(hours * 3600))
        var frames: [Frame] = []
        var batch = FrameBatch()
        while try await source.next(into: &batch) { frames += batch.frames }
        return frames
    }

    /// The rows of one instrument.
    private func dataset(_ frames: [Frame], _ instrument: Instrument) throws -> Dataset {
        var market = MarketStage()
        var features = FeatureStage()
        var output = MarketStage.Output()
        var (candles, vectors): ([Candle], [FeatureVector]) = ([], [])
        var batch = FrameBatch()
        for frame in frames { batch.append(frame) }
        market.fold(batch, into: &output)
        candles = output.candles.filter { $0.instrument == instrument }
        features.fold(output.candles, clock: output.clock, into: &vectors)
        vectors = vectors.filter { $0.instrument == instrument }
        // The first version of each, which is what a prediction would have seen.
        var seen: Set<Timestamp> = []
        vectors = vectors.filter { seen.insert($0.openTime).inserted }
        var closes: [Timestamp: Candle] = [:]
        for candle in candles { closes[candle.openTime] = candle }
        let labels = LabelMaker(horizon: .seconds(300)).labels(closes.values.sorted { $0.openTime < $1.openTime })
        let times = closes.keys.sorted()
        let labelled = Dictionary(uniqueKeysWithValues: zip(times, labels))
        return try Dataset(
            schema: FeatureSet.schema, horizon: .seconds(300),
            features: FeatureMatrix(
                vectors.flatMap { $0.values.map(Float.init) }, columnCount: FeatureSet.schema.names.count),
            labels: vectors.map { labelled[$0.openTime] ?? .nan }, openTimes: vectors.map(\.openTime),
            knownTimes: vectors.map(\.knownTime), latency: PredictionStage.maximumLag)
    }

    private static var quick: TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.booster = BoosterParameters(rounds: 120, depth: 3, minimumLeafWeight: 200, featureShare: 0.5)
        configuration.walkForward.schedule = .folds(3)
        return configuration
    }

    private func result(_ dataset: Dataset, _ work: TrainingRun.Work) throws -> TrainingRun.Result {
        try TrainingRun(
            dataset, Self.quick, subject: Evaluation.Subject(symbol: "BTC/USD"), clock: { .zero }
        ).run(work)
    }

    private func plantedFrames(isPredictable: Bool) async throws -> [Frame] {
        Self.isLong
            ? try await frames(seed: 3, hours: 144, isPredictable: isPredictable)
            : try await frames(seed: 3, hours: 72, isPredictable: isPredictable, rate: 0.35, strength: 2)
    }

    @Test func plantedComponentIsFoundWhenOnAndNotWhenOff() async throws {
        let bitcoin = FeatureSample.bitcoin
        let planted = try result(try dataset(try await plantedFrames(isPredictable: true), bitcoin), .evaluate)
        let found = try #require(planted.evaluation?.report)
        #expect(try #require(found.skill) > 0)
        #expect(try #require(found.dmP) < 0.01)
        #expect(try #require(found.dmStatistic) > 0)
        #expect(found.verdict == .edge)
        let fair = try result(
            try dataset(try await plantedFrames(isPredictable: false), bitcoin), .evaluate)
        #expect(fair.evaluation?.report.verdict == EvaluationReport.Verdict.none)
    }

    /// Frames with notes of champions among them, in batches of so many.
    private func replay(_ frames: [Frame], models: any ModelSource, batch size: Int) -> ForecastStage.Output {
        var market = MarketStage()
        var features = FeatureStage()
        var forecasts = ForecastStage(models: models)
        var output = MarketStage.Output()
        var result = ForecastStage.Output()
        var rest = frames[...]
        while !rest.isEmpty {
            var batch = FrameBatch()
            for frame in rest.prefix(size) { batch.append(frame) }
            rest = rest.dropFirst(size)
            var vectors: [FeatureVector] = []
            market.fold(batch, into: &output)
            features.fold(output.candles, clock: output.clock, into: &vectors)
            forecasts.fold(output, vectors: vectors, into: &result)
            output.removeAll()
        }
        var vectors: [FeatureVector] = []
        features.finish(into: &vectors)
        forecasts.fold([], vectors, clock: Timestamp(microseconds: .min), into: &result)
        forecasts.finish(into: &result)
        return result
    }

    private func withNotes(_ frames: [Frame], at seconds: [Int64]) -> [Frame] {
        let start = frames[0].receivedNanoseconds
        let notes = seconds.enumerated().map { index, second in
            let note = ChampionNote(
                instrument: FeatureSample.bitcoin, horizon: .seconds(300), version: index + 1, sha256: "0\(index)")
            return Frame(
                receivedNanoseconds: start + second * 1_000_000_000, origin: .note,
                payload: Note.champion(note).payload)
        }
        return (frames + notes).enumerated()
            .sorted { ($0.element.receivedNanoseconds, $0.offset) < ($1.element.receivedNanoseconds, $1.offset) }
            .map(\.element)
    }

    @Test func replayPredictsTheSameInAnyBatches() async throws {
        let history = try await frames(seed: 5, hours: 30)
        let model = OneModel(model: try #require(result(try dataset(history, FeatureSample.bitcoin), .train).artifact))
        let session = withNotes(try await frames(seed: 6, hours: 4), at: [600, 7_200])
        let whole = replay(session, models: model, batch: .max)
        #expect(whole.predictions.count > 200 && whole.outcomes.count > 200)
        #expect(Set(whole.predictions.map(\.modelVersion)) == [1, 2])
        #expect(whole.champions.map(\.fitness) == [.fit, .fit])
        for size in [1_000, 37, 1] {
            #expect(replay(session, models: model, batch: size).text == whole.text, "in batches of \(size)")
        }
    }

    @Test func recordingWithoutItsModelSaysSo() async throws {
        let session = withNotes(try await frames(seed: 6, hours: 1), at: [600])
        let found = replay(session, models: NoModels(), batch: 500)
        #expect(found.predictions.isEmpty && found.champions.count == 1)
        guard case .unfit = found.champions.first?.fitness else {
            Issue.record("a model that is not there was seated")
            return
        }
    }
}
