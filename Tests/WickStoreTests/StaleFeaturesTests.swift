import GRDB
import Testing
import WickDomain

@testable import WickStore

/// Marks of features that are out of date, and what comes in their place.
@Suite struct StaleFeaturesTests {
    private let store: Store

    init() throws { store = try Store.inMemory() }

    private func marks() throws -> [Range<Timestamp>] { try store.staleFeatures().map(\.range) }

    private func mark(_ range: Range<Int>) throws {
        try store.markStale([StaleFeatures(instrument: Sample.bitcoin, range: Sample.minutes(range))])
    }

    @Test func marksThatTouchBecomeOneAndCanBeCut() throws {
        try mark(10..<20)
        try mark(30..<40)
        try mark(20..<25)
        #expect(try marks() == [Sample.minutes(10..<25), Sample.minutes(30..<40)])
        try store.clearStale([StaleFeatures(instrument: Sample.bitcoin, range: Sample.minutes(15..<35))])
        #expect(try marks() == [Sample.minutes(10..<15), Sample.minutes(35..<40)])
        try mark(0..<50)
        #expect(try marks() == [Sample.minutes(0..<50)])
    }

    @Test func importedMinutesAreMarkedInTheSameTransaction() throws {
        var batch = StoreBatch()
        batch.imported = (3..<6).map { ImportedCandle(Sample.candle($0)) }
        try store.write(batch)
        #expect(try marks() == [Sample.minutes(3..<6)])
        try store.clearStale(try store.staleFeatures())
        // What is there already brings nothing new.
        try store.write(batch)
        #expect(try marks().isEmpty)
    }

    @Test func newsMarkTheMinutesBehindThemAsFarAsCandlesGo() throws {
        var batch = StoreBatch()
        batch.candles = (0..<100).map { Sample.candle($0) }
        try store.write(batch)
        batch = StoreBatch()
        batch.outdatesFeatures = true
        batch.headlines = [Sample.headline("a", at: 40)]
        batch.scores = [Sample.score("a", at: 40)]
        try store.write(batch)
        #expect(try marks().map(\.upperBound) == [Sample.minute(100)])
    }

    @Test func replacingFeaturesKeepsWhatPredictionsWereMadeFrom() throws {
        try store.write(Sample.batch(0..<10))
        let rows = try store.vectors(of: Sample.bitcoin, in: Sample.always)
        let vector = rows[5]
        var batch = StoreBatch()
        batch.predictions = [
            Prediction(
                id: "p", instrument: Sample.bitcoin, madeAt: vector.openTime + .seconds(60),
                knownTime: vector.knownTime, targetTime: vector.openTime + .seconds(360),
                referencePrice: Price(raw: 1), predictedReturn: 0, lower: 0, upper: 0, modelVersion: 1,
                schemaHash: Sample.schema.hash, latencyMicroseconds: 0)
        ]
        try store.write(batch)
        let schema = try #require(try store.schemas().first)
        let changed = rows.map { row in
            FeatureVector(
                instrument: row.instrument, openTime: row.openTime, knownTime: row.knownTime,
                values: row.values.map { _ in 7 })
        }
        let piece = FeaturePiece(
            schema: schema, instruments: [Sample.bitcoin], range: Sample.minutes(0..<10), vectors: changed,
            goesOn: true)
        let changes = try store.replaceFeatures(piece)
        #expect(changes.changed == 10 && changes.added == 0 && changes.removed == 0)
        #expect(try marks() == [Sample.minutes(10..<11)])
        #expect(try store.replaceFeatures(piece).present == 10)
        let kept = try #require(try store.vector(ofPrediction: "p"))
        #expect(kept.vector.isSame(as: vector))
    }

    @Test func aStoreOfBeforeIsMarkedWholeAndItsImportedCorrectionsAreKnownInTime() throws {
        let queue = try DatabaseQueue()
        try StoreMigrator(Array(StoreMigrator.migrations.prefix(2))).migrate(queue, path: "in memory")
        let (first, late) = (Sample.minute(0).microseconds, Sample.minute(0).microseconds + 90 * 86_400_000_000)
        try queue.write { database in
            try database.execute(sql: "INSERT INTO instrument (id, venue, symbol) VALUES (1, 'kraken', 'BTC/USD')")
            for (known, state) in [(first + 61_000_000, "incomplete"), (late, "final")] {
                try database.execute(
                    sql: """
                        INSERT INTO candle (instrument_id, event_time, known_at, open_e9, high_e9, low_e9, close_e9,
                            volume_e8, state) VALUES (1, ?, ?, 1, 1, 1, 1, 1, ?)
                        """, arguments: [first, known, state])
            }
        }
        try StoreMigrator().migrate(queue, path: "in memory")
        let migrated = Store(path: "in memory", access: .readWrite, database: queue, lock: nil)
        let versions = try migrated.candleVersions(of: Sample.bitcoin, in: Sample.always)
        #expect(versions.map(\.candle.knownTime.microseconds) == [first + 61_000_000, first + 61_000_001])
        #expect(try migrated.staleFeatures().map(\.range) == [Sample.minutes(0..<1)])
    }
}
