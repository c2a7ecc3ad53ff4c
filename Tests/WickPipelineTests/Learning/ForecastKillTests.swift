import Foundation
import Testing
import WickDomain
import WickLearning
import WickSimulation
import WickStore

@testable import WickPipeline

#if canImport(Glibc)
    import Glibc
#endif

/// Forecasters in processes of their own, which end as by `kill -9`.
@Suite struct ForecastKillTests {
    private typealias Sample = ForecastSample
    private static let wanted = 10_000
    private static let horizonMinutes = 5

    /// Goes on where the last one ended, stores every so many minutes, and is killed after some.
    private static func predictUntilKilled(path: String, minutes: Int, flushEvery: Int) throws {
        let store = try Store.open(path: path)
        try predict(store, minutes: minutes, flushEvery: flushEvery)
        kill(getpid(), SIGKILL)
    }

    /// - Returns: the first minute that was not folded.
    @discardableResult
    private static func predict(_ store: Store, minutes: Int, flushEvery: Int) throws -> Int {
        let last = try store.resumePoint(of: Sample.instrument)?.lastCandle.openTime
        let first = last.map { Int(($0 - Sample.start).microseconds / 60_000_000) + 1 } ?? 0
        let candles = Sample.candles(first + minutes)
        var stage = ForecastStage(
            models: StoredModels(store), history: try ForecastHistory(store), schema: Sample.schema)
        var writer = StoreWriter(store)
        var output = ForecastStage.Output()
        let changes = try ModelRegistry(store).champions().map {
            ChampionChange(champion: $0, knownTime: Sample.openTime(first))
        }
        for minute in first..<first + minutes {
            output.removeAll()
            let candle = candles[minute]
            stage.fold(
                [candle], [Sample.vector(minute)], champions: minute == first ? changes : [],
                clock: candle.knownTime + .microseconds(1), into: &output)
            var rows = StoreWriter.Rows()
            rows.candles = [candle]
            rows.add(output)
            try writer.add(rows)
            if minute % flushEvery == 0 { try writer.flush() }
        }
        // What waits now is lost with the process, unless this is its quiet end.
        if flushEvery == 1 { try writer.flush() }
        return first + minutes
    }

    @Test func tenThousandPredictionsHaveOneOutcomeEachThoughForecastersAreKilled() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-kill-\(UUID().uuidString)").path
        // What is left is the system's to clean.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/wick.db"
        try register(path)
        var random = RandomSource(seed: 6)
        var kills = 0
        while try count(path) < Self.wanted {
            let minutes = 250 + random.index(below: 400)
            let flushEvery = 1 + random.index(below: 40)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, minutes = minutes as Int, flushEvery = flushEvery as Int] in
                try ForecastKillTests.predictUntilKilled(path: path, minutes: minutes, flushEvery: flushEvery)
            }
            kills += 1
        }
        #expect(kills >= 15)
        let store = try Store.open(path: path)
        let end = try Self.predict(store, minutes: 20, flushEvery: 1)
        try check(store, minutes: end)
        try store.close()
    }

    private func register(_ path: String) throws {
        let store = try Store.open(path: path)
        let artifact = try Sample.artifact()
        let order = TrainingOrder(target: Sample.target)
        let record = try store.insertModel(
            ModelDraft(
                parent: nil, runID: nil, knownTime: Sample.start, schemaHash: Sample.schema.hash,
                horizon: Sample.target.horizon, dataRange: Sample.start..<Sample.openTime(2_000),
                parameters: CompactJSON.text(TrainingParameters(order, trials: 1)), metrics: "{}", format: "wick-1"),
            artifact: artifact.encoded())
        try store.setAliases([Sample.target.championAlias: record.version], at: Sample.start, reason: "test")
        try store.close()
    }

    private func count(_ path: String) throws -> Int {
        let store = try Store.open(path: path, configuration: StoreConfiguration(access: .readOnly))
        let count = try store.predictions(madeIn: Timestamp(microseconds: 0)..<Timestamp(microseconds: .max)).count
        try store.close()
        return count
    }

    private func check(_ store: Store, minutes: Int) throws {
        let found = try store.predictions(madeIn: Timestamp(microseconds: 0)..<Timestamp(microseconds: .max))
        #expect(found.count >= Self.wanted)
        // One a minute, none twice, none left out.
        #expect(found.map(\.prediction.madeAt) == (1...minutes).map(Sample.openTime))
        let closed = found.dropLast(Self.horizonMinutes)
        #expect(closed.allSatisfy { $0.outcome?.status == .scored })
        #expect(found.suffix(Self.horizonMinutes).allSatisfy { $0.outcome == nil })
        // As if nobody had been killed: closes and what is predicted from them are the same to the last bit.
        var stage = ForecastStage(
            models: OneModel(model: try Sample.artifact()), schema: Sample.schema)
        var output = ForecastStage.Output()
        let candles = Sample.candles(minutes)
        stage.fold(
            candles, (0..<minutes).map { Sample.vector($0) }, champions: [Sample.change()],
            clock: Sample.openTime(minutes + 2), into: &output)
        #expect(output.predictions.map(\.predictedReturn) == found.map(\.prediction.predictedReturn))
        #expect(output.outcomes.map(\.error) == closed.map { $0.outcome?.error })
    }
}
