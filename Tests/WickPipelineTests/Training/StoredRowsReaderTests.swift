import Foundation
import Testing
import WickDomain
import WickFeatures
import WickLearning
import WickStore

@testable import WickPipeline

@Suite struct StoredRowsReaderTests {
    private typealias Sample = ForecastSample

    /// Vectors that say of their future what nobody could know, but only in versions that came later.
    @Test func whatWasKnownOnlyLaterIsNotLearned() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-rows-\(UUID().uuidString)").path
        // What is left is the system's to clean.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try Store.open(path: folder + "/wick.db")
        let candles = Sample.candles(2_000)
        let labels = LabelMaker(horizon: Sample.target.horizon).labels(candles)
        var batch = StoreBatch()
        batch.candles = candles
        let timely = (0..<2_000).map { Sample.vector($0) }
        let leaking = (0..<2_000).map { minute in
            let vector = Sample.vector(minute, known: 31)
            return FeatureVector(
                instrument: vector.instrument, openTime: vector.openTime, knownTime: vector.knownTime,
                values: [Double(labels[minute]), 0])
        }
        batch.vectors = StoreBatch.Vectors(schema: Sample.schema, rows: timely + leaking)
        try store.write(batch)
        try store.close()

        let rows = TrainingRequest.StoredRows(
            path: folder + "/wick.db", venue: "kraken", symbol: "BTC/USD",
            fromMicroseconds: Sample.start.microseconds, toMicroseconds: Sample.openTime(2_000).microseconds,
            horizonSeconds: 300, schemaHash: Sample.schema.hash,
            maximumLagSeconds: Int(PredictionStage.maximumLag.components.seconds))
        var request = TrainingRequest(
            work: .train, symbol: "TEST", configuration: Sample.quick, artifactFile: folder + "/model")
        request.storedRows = rows
        let dataset = try StoredRowsReader.dataset(request)
        #expect(dataset.count == 1_995, "the last five have no outcome")
        for row in stride(from: 0, to: dataset.count, by: 37) {
            #expect(dataset.features[row, 0] == Float(timely[row].values[0]))
        }
        // With the later versions the same rows would be foretold perfectly, which shows that the trap is one.
        request.storedRows?.maximumLagSeconds = 60
        let leak = try StoredRowsReader.dataset(request)
        #expect(leak.features[100, 0] == labels[100])
    }

    @Test func storeThatIsNotThereIsSaid() {
        var request = TrainingRequest(
            work: .train, symbol: "TEST", configuration: Sample.quick, artifactFile: "/nowhere/model")
        request.storedRows = TrainingRequest.StoredRows(
            path: "/nowhere/wick.db", venue: "kraken", symbol: "BTC/USD", fromMicroseconds: 0, toMicroseconds: 1,
            horizonSeconds: 300, schemaHash: "none", maximumLagSeconds: 30)
        #expect(throws: LearningError.badData("opening '/nowhere/wick.db': there is no such database")) {
            try StoredRowsReader.dataset(request)
        }
    }
}
