import Foundation
import Testing
import WickDomain
import WickStore

@testable import WickPipeline

/// What a start shows of earlier runs.
@Suite struct RestoredSnapshotTests {
    private typealias Sample = FeatureSample

    private static let prediction = Prediction(
        id: "one", instrument: Sample.bitcoin, madeAt: Sample.time(3), knownTime: Sample.time(3, 1),
        targetTime: Sample.time(8), referencePrice: Price(raw: 100_000_000_000), predictedReturn: 0.001, lower: -0.001,
        upper: 0.003, modelVersion: 1, schemaHash: "schema", latencyMicroseconds: 0)
    private static let outcome = Outcome(
        predictionID: "one", status: .missing, observedPrice: nil, error: nil, isHit: nil, isCovered: nil,
        knownTime: Sample.time(19))

    private func withStore(_ body: (Store) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-restore-\(UUID().uuidString)").path
        // What is left is the system's to clean.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try Store.open(path: folder + "/wick.db")
        try body(store)
        try store.close()
    }

    private func snapshot(_ store: Store, at minute: Int) throws -> Snapshot {
        var fold = SnapshotFold(time: Sample.time(minute), source: .live, isSynthetic: false)
        try fold.restore(store, [Sample.bitcoin, Sample.ether], now: Sample.time(minute))
        return fold.next()
    }

    @Test func candlesAndForecastsOfTheLastWeekAreThere() throws {
        try withStore { store in
            var writer = StoreWriter(store)
            var rows = StoreWriter.Rows()
            rows.candles = (0..<10).map { Sample.candle(Sample.bitcoin, $0) }
            let corrected = Sample.candle(Sample.bitcoin, 4, known: 90, shift: 1, state: .repaired)
            rows.candles.append(corrected)
            rows.predictions = [Self.prediction]
            rows.outcomes = [Self.outcome]
            try writer.add(rows)
            try writer.flush()

            let market = try #require(try snapshot(store, at: 20).markets.first)
            let minutes = try #require(market.series[.oneMinute]?.closed)
            #expect(minutes.count == 10 && minutes[4] == corrected)
            #expect(market.lastPrice == minutes[9].close)
            #expect(market.predictions.map(\.prediction) == [Self.prediction])
            #expect(market.predictions.map(\.outcome) == [Self.outcome])

            let week = 7 * 1440
            #expect(try snapshot(store, at: week + 5).markets.first?.series[.oneMinute]?.closed.count == 5)
            #expect(try snapshot(store, at: week + 10).markets.isEmpty, "older than a week")
        }
    }
}
