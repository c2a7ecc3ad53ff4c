import Foundation
import Testing
import WickDomain
import WickFrames
import WickLearning
import WickStore

@testable import WickPipeline

@Suite struct ForecastStageTests {
    private typealias Sample = ForecastSample

    private func stage(_ models: (any ModelSource)? = nil) throws -> ForecastStage {
        ForecastStage(models: try models ?? OneModel(model: Sample.artifact()), schema: Sample.schema)
    }

    /// Folds minute by minute, several at once.
    private func run(
        _ stage: inout ForecastStage, _ candles: [Candle], vectors: [FeatureVector], changes: [ChampionChange] = [],
        batch: Int = 1
    ) -> ForecastStage.Output {
        var output = ForecastStage.Output()
        let times = (candles.map(\.knownTime) + vectors.map(\.knownTime) + changes.map(\.knownTime)).sorted()
        var from = Timestamp(microseconds: .min)
        for index in stride(from: batch - 1, to: times.count + batch - 1, by: batch) {
            // As from a market: everything known up to the clock, and vectors known before it.
            let clock = times[min(index, times.count - 1)]
            stage.fold(
                candles.filter { $0.knownTime > from && $0.knownTime <= clock },
                vectors.filter { $0.knownTime >= from && $0.knownTime < clock },
                champions: changes.filter { $0.knownTime > from && $0.knownTime <= clock }, clock: clock, into: &output)
            from = clock
        }
        stage.fold([], vectors.filter { $0.knownTime >= from }, clock: from, into: &output)
        stage.finish(into: &output)
        return output
    }

    @Test func batchesLeaveNoTrace() throws {
        let model = OneModel(model: try Sample.artifact())
        let candles = Sample.candles(120).filter { $0.openTime != Sample.openTime(40) }
        let vectors = (0..<120).map { Sample.vector($0, known: $0 % 7 == 0 ? 3 : 1) }
        let changes = [Sample.change(1), Sample.change(2, at: 60)]
        var whole = try stage(model)
        let expected = run(&whole, candles, vectors: vectors, changes: changes, batch: 10_000)
        #expect(expected.predictions.count > 100 && expected.outcomes.count > 100)
        #expect(Set(expected.predictions.map(\.modelVersion)) == [1, 2])
        for batch in [1, 3, 50] {
            var other = try stage(model)
            let found = run(&other, candles, vectors: vectors, changes: changes, batch: batch)
            #expect(found.text == expected.text, "in batches of \(batch)")
        }
    }

    @Test func predictionSaysWhatItIsAbout() throws {
        var stage = try stage()
        let candles = Sample.candles(3)
        let output = run(&stage, candles, vectors: [Sample.vector(2, known: 2.5)], changes: [Sample.change(9)])
        let prediction = try #require(output.predictions.first)
        #expect(prediction.id == "kraken:BTC/USD:1732881780:300")
        #expect(prediction.madeAt == Sample.openTime(3) && prediction.targetTime == Sample.openTime(8))
        #expect(prediction.referencePrice == candles[2].close)
        #expect(prediction.modelVersion == 9 && prediction.schemaHash == Sample.schema.hash)
        #expect(prediction.latencyMicroseconds == 1_500_000, "the vector waited so long after the close was known")
        #expect(prediction.lower < prediction.predictedReturn && prediction.predictedReturn < prediction.upper)
        #expect(stage.scoring.open == [prediction])
    }

    @Test func modelForecastsTheWayThePriceDrifts() throws {
        var stage = try stage()
        let candles = Sample.candles(3_000)
        let output = run(
            &stage, candles, vectors: (2_000..<3_000).map { Sample.vector($0) }, changes: [Sample.change()], batch: 500)
        let week = try #require(stage.scoring.errors(of: Sample.target)?.metrics(.week))
        #expect(week.n == output.outcomes.count)
        #expect(try #require(week.skill) > 0.02)
        #expect((0.74...0.86).contains(week.coverage), "\(week.coverage) of 80 %")
    }

    @Test func lateDataNeverRepaintsAPrediction() throws {
        let model = OneModel(model: try Sample.artifact())
        let candles = Sample.candles(12)
        let vectors = (0..<12).map { Sample.vector($0) }
        var quiet = try stage(model)
        let expected = run(&quiet, candles, vectors: vectors, changes: [Sample.change()])
        // Minute 3 is corrected two minutes later: another close, and another vector.
        let corrected = Sample.candle(3, close: 51_000, state: .repaired, known: 120)
        var stage = try stage(model)
        let found = run(
            &stage, candles + [corrected], vectors: vectors + [Sample.vector(3, known: 120)],
            changes: [Sample.change()])
        #expect(found.predictions.map(\.id) == expected.predictions.map(\.id))
        #expect(found.predictions[3] == expected.predictions[3])
        #expect(stage.predicting.counts.repeated == 1)
    }

    @Test func correctionOfTheLastMinuteMakesItsFirstPrediction() throws {
        var stage = try stage()
        var candles = Sample.candles(6)
        candles[5] = Sample.candle(5, state: .incomplete)
        let repaired = Sample.candle(5, close: 50_100, state: .repaired, known: 9)
        let output = run(
            &stage, candles + [repaired], vectors: [Sample.vector(5), Sample.vector(5, known: 9)],
            changes: [Sample.change()])
        #expect(output.predictions.map(\.referencePrice) == [repaired.close])
        #expect(stage.predicting.counts.untrusted == 1)
    }

    @Test func whatIsKnownTooLateMakesNoPrediction() throws {
        var stage = try stage()
        let output = run(
            &stage, Sample.candles(3), vectors: [Sample.vector(1, known: 30), Sample.vector(2, known: 30.5)],
            changes: [Sample.change()])
        #expect(output.predictions.map(\.madeAt) == [Sample.openTime(2)])
        #expect(stage.predicting.counts.late == 1)
    }

    @Test func whatHasComeTrueIsNotForetold() throws {
        // A venue's clock that is a quarter of an hour ahead of ours: eleven minutes come at once, none of them late.
        let ahead = { (minute: Int) in Double(-900 - 60 * minute) }
        let candles = (0...10).map { Sample.candle($0, known: ahead($0)) }
        let vectors = (0...10).map { Sample.vector($0, known: ahead($0)) }
        var stage = try stage()
        let change = ChampionChange(champion: Sample.note(), knownTime: Sample.openTime(-30))
        let output = run(&stage, candles, vectors: vectors, changes: [change])
        #expect(
            output.predictions.map(\.madeAt) == (7...11).map { Sample.openTime($0) }, "targets are minutes from 11 on")
        #expect(stage.predicting.counts.late == 6)
        #expect(stage.scoring.open.count == 5)
    }

    @Test func outcomesKnowTheirReasons() throws {
        var stage = try stage()
        var candles = Sample.candles(30)
        candles[10] = Sample.candle(10, state: .outage)
        candles[11] = Sample.candle(11, state: .incomplete)
        let rest = candles.filter { $0.openTime != Sample.openTime(12) }
        // Time goes on for long enough to give up.
        let later = Sample.candle(60)
        let output = run(
            &stage, rest + [later], vectors: (5...9).map { Sample.vector($0) }, changes: [Sample.change()])
        let statuses = Dictionary(uniqueKeysWithValues: output.outcomes.map { ($0.predictionID, $0.status) })
        let found = output.predictions.map { statuses[$0.id] }
        #expect(found == [.outage, .incomplete, .missing, .scored, .scored])
        let lost = try #require(output.outcomes.first { $0.status == .missing })
        #expect(lost.knownTime == Sample.openTime(13) + ScoringStage.patience)
        #expect(stage.scoring.open.isEmpty)
    }

    @Test func repairInTimeIsScored() throws {
        var stage = try stage()
        var candles = Sample.candles(30)
        candles[10] = Sample.candle(10, state: .outage)
        let repaired = Sample.candle(10, close: 50_500, state: .repaired, known: 300)
        let again = Sample.candle(10, close: 50_900, state: .repaired, known: 400)
        let output = run(
            &stage, candles + [repaired, again], vectors: [Sample.vector(5)], changes: [Sample.change()])
        #expect(output.outcomes.map(\.observedPrice) == [repaired.close], "once, by the first that can be trusted")
    }

    @Test func missingModelIsAState() throws {
        var stage = ForecastStage(models: NoModels(), schema: Sample.schema)
        let output = run(
            &stage, Sample.candles(5), vectors: (0..<5).map { Sample.vector($0) },
            changes: [Sample.change(4, sha256: "abcdef0123456789")])
        #expect(output.predictions.isEmpty)
        #expect(
            stage.predicting.champions.map(\.fitness) == [
                .unfit(reason: "model 4 (SHA-256 abcdef012345…) is not in a store: none is used")
            ])
        #expect(output.champions == stage.predicting.champions)
        #expect(stage.predicting.counts.unfit > 0)
    }

    @Test func modelOfAnotherSchemaIsRefused() throws {
        let other = FeatureSchema(names: ["noise", "lean"], hash: "another")
        var stage = ForecastStage(models: OneModel(model: try Sample.artifact()), schema: other)
        let output = run(&stage, Sample.candles(5), vectors: [Sample.vector(4)], changes: [Sample.change()])
        #expect(output.predictions.isEmpty)
        guard case .unfit(let reason) = stage.predicting.champions.first?.fitness else {
            Issue.record("a model of another schema was seated")
            return
        }
        #expect(reason.contains("forecast-sample") && reason.contains("another"))
    }

    @Test func modelOfAnotherHorizonIsRefused() throws {
        var stage = try stage()
        let change = ChampionChange(
            champion: Sample.note(horizon: .seconds(900)), knownTime: Sample.openTime(0))
        let output = run(&stage, Sample.candles(5), vectors: [Sample.vector(4)], changes: [change])
        #expect(output.predictions.isEmpty && stage.predicting.counts.unfit == 1)
    }

    @Test func horizonsPredictBesideEachOther() throws {
        struct Both: ModelSource {
            let models: [Duration: ModelArtifact]

            func artifact(_ champion: ChampionNote) throws(ModelSourceError) -> ModelArtifact {
                guard let model = models[champion.horizon] else { return try NoModels().artifact(champion) }
                return model
            }
        }
        let horizons: [Duration] = [.seconds(60), .seconds(900)]
        let models = try horizons.map { ($0, try Sample.artifact(horizon: $0)) }
        var stage = try stage(Both(models: Dictionary(uniqueKeysWithValues: models)))
        let changes = horizons.map {
            ChampionChange(champion: Sample.note(horizon: $0), knownTime: Sample.openTime(0))
        }
        let output = run(&stage, Sample.candles(30), vectors: [Sample.vector(5)], changes: changes)
        #expect(output.predictions.map { $0.targetTime - $0.madeAt } == horizons)
        #expect(output.outcomes.count == 2)
    }

    @Test func modelIsFoundInAFolderByItsDigest() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-models-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // What is left is the system's to clean.
        defer { try? FileManager.default.removeItem(at: folder) }
        let bytes = try Sample.artifact().encoded()
        try Data("another file".utf8).write(to: folder.appending(path: "a"))
        try Data(bytes).write(to: folder.appending(path: "b"))
        let note = Sample.note(7, sha256: SHA256.hexadecimal(of: bytes))
        let source = ModelFolder(path: folder.path)
        #expect(try source.artifact(note).encoded() == bytes)
        // One byte that was altered makes it another file.
        var altered = bytes
        altered[altered.count / 2] ^= 1
        try Data(altered).write(to: folder.appending(path: "b"))
        #expect(throws: ModelSourceError.missing(version: 7, sha256: note.sha256, place: "the folder '\(folder.path)'"))
        {
            try source.artifact(note)
        }
    }

    @Test func modelThatIsDamagedIsUnfitUntilAnotherComes() throws {
        let store = try Store.inMemory()
        let good = try Sample.artifact().encoded()
        let digests = try [good, good.dropLast(9) + [0]].map { bytes in
            try store.insertModel(
                ModelDraft(
                    parent: nil, runID: nil, knownTime: Sample.start, schemaHash: Sample.schema.hash,
                    horizon: Sample.target.horizon, dataRange: Sample.start..<Sample.openTime(1), parameters: "{}",
                    metrics: "{}", format: "wick-1"), artifact: Array(bytes)
            ).sha256
        }
        var stage = try stage(StoredModels(store))
        let output = run(
            &stage, Sample.candles(9), vectors: [Sample.vector(4), Sample.vector(8)],
            changes: [Sample.change(2, sha256: digests[1]), Sample.change(1, at: 7, sha256: digests[0])])
        #expect(output.predictions.map(\.madeAt) == [Sample.openTime(9)])
        guard case .unfit(let reason) = output.champions.first?.fitness else {
            Issue.record("a model that is damaged was seated")
            return
        }
        #expect(reason.contains("model 2: the stored model cannot be used"))
        #expect(output.champions.last?.fitness == .fit)
    }
}
