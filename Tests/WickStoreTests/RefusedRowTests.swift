import Foundation
import GRDB
import Testing
import WickDomain

@testable import WickStore

/// Rows that can never be stored are set aside with their reason, and hold nothing up.
@Suite struct RefusedRowTests {
    private func prediction(_ index: Int, _ predicted: Double) -> Prediction {
        let sample = Sample.prediction(index)
        return Prediction(
            id: sample.id, instrument: sample.instrument, madeAt: sample.madeAt, knownTime: sample.knownTime,
            targetTime: sample.targetTime, referencePrice: sample.referencePrice, predictedReturn: predicted,
            lower: sample.lower, upper: sample.upper, modelVersion: sample.modelVersion, schemaHash: sample.schemaHash,
            latencyMicroseconds: sample.latencyMicroseconds)
    }

    @Test func theRestOfABatchIsStoredAndWhatRefersToABadRowGoesWithIt() throws {
        let store = try Store.inMemory()
        var batch = Sample.batch(0..<10)
        batch.vectors?.rows.append(Sample.vector(11, [1, 2, 3]))
        batch.scores = [Sample.score("nobody", at: 2)]
        batch.predictions = [Sample.prediction(1), prediction(2, .nan)]
        batch.outcomes = [Sample.outcome(1), Sample.outcome(2), Sample.outcome(99)]
        let acceptance = try store.accept(batch)
        #expect(acceptance.receipt == .init(added: 22, refused: 5))
        #expect(acceptance.unkept.isEmpty)
        #expect(
            acceptance.refused.map(\.what) == [
                "a score of headline nobody, version 1", "prediction kraken BTC/USD-2",
                "the outcome of prediction kraken BTC/USD-2", "the outcome of prediction kraken BTC/USD-99",
                "features of kraken BTC/USD at 2026-07-07T00:11:00Z",
            ])
        #expect(try store.refusedRows() == acceptance.refused)
        let counts = try store.refusals()
        #expect(counts.map(\.count) == [2, 1, 1, 1])
        #expect(counts.map(\.kind) == [.outcome, .feature, .prediction, .sentiment])
        #expect(counts[2].reason == "NOT NULL constraint failed: prediction.predicted_return")
        // What was set aside is readable: every value, also one that JSON does not have.
        let content = try #require(acceptance.refused.first { $0.kind == .prediction }?.content)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(content.utf8)) as? [String: Any])
        #expect(object["predicted_return"] as? String == "nan")
        #expect(object["instrument"] as? String == "kraken BTC/USD")
    }

    @Test func aBatchThatComesAgainIsSetAsideOnce() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.predictions = [prediction(2, .nan)]
        for _ in 0..<3 { _ = try store.accept(batch) }
        #expect(try store.refusedRows().count == 1)
    }

    @Test func theDatabasesOwnRefusalOfOneRowCostsThatRowOnly() throws {
        let store = try Store.inMemory()
        try store.write("planting a failure") { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER failure BEFORE INSERT ON feature
                    WHEN NEW.event_time = \(Sample.minute(15).microseconds)
                    BEGIN SELECT RAISE(ABORT, 'planted'); END
                    """)
        }
        let acceptance = try store.accept(Sample.batch(5..<20))
        #expect(acceptance.receipt == .init(added: 29, refused: 1))
        #expect(acceptance.refused.first?.reason == "planted")
        #expect(try store.vectors(of: Sample.bitcoin, in: Sample.always).count == 14)
    }

    @Test func whereEvenThatHasNoPlaceTheRestIsStoredAndItComesBack() throws {
        let store = try Store.inMemory()
        try store.write("breaking it") { try $0.execute(sql: "ALTER TABLE refused_row RENAME TO gone") }
        var batch = Sample.batch(0..<3)
        batch.predictions = [prediction(2, .nan)]
        let acceptance = try store.accept(batch)
        #expect(acceptance.receipt == .init(added: 6, refused: 1))
        #expect(acceptance.unkept == acceptance.refused)
        try store.write("mending it") { try $0.execute(sql: "ALTER TABLE gone RENAME TO refused_row") }
        var later = StoreBatch()
        later.refused = acceptance.unkept
        #expect(try store.accept(later).unkept.isEmpty)
        #expect(try store.refusedRows() == acceptance.refused)
    }

    @Test func theTableIsBoundedAndTheOldestGo() throws {
        let store = try Store.inMemory()
        let surplus = 5
        for start in stride(from: 0, to: RefusedRow.maximumStored, by: 5000) {
            var batch = StoreBatch()
            batch.outcomes = (start..<start + 5000).map { Sample.outcome($0) }
            _ = try store.accept(batch)
        }
        var batch = StoreBatch()
        batch.outcomes = (20_000..<20_000 + surplus).map { Sample.outcome($0) }
        _ = try store.accept(batch)
        let kept = try store.refusedRows()
        #expect(kept.count == RefusedRow.maximumStored)
        #expect(kept.first?.what.hasSuffix("-\(surplus)") == true)
        let later = Sample.minute(20_100) + .seconds(86_400 * RefusedRow.keptDays)
        _ = try store.prune(StoreRetention(), now: later)
        #expect(try store.refusedRows().isEmpty)
    }

    @Test func aLongTextIsCutAndControlCharactersAreEscaped() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        let title = "a\u{1b}[2J\"\\\n\u{0}" + String(repeating: "€", count: 5000)
        batch.scores = [Sample.score(title, at: 1)]
        _ = try store.accept(batch)
        let row = try #require(try store.refusedRows().first)
        #expect(row.content.utf8.count < 2 * RefusedRow.maximumText && row.what.utf8.count < RefusedRow.maximumText)
        let object = try JSONSerialization.jsonObject(with: Data(row.content.utf8)) as? [String: Any]
        #expect((object?["headline_id"] as? String)?.hasPrefix("a\u{1b}[2J\"\\\n\u{0}€€") == true)
    }

    @Test func aFullDiskIsNoFaultOfARow() throws {
        let folder = try StoreFolder()
        let disturbance = StoreDisturbance { $0 == .commit ? .full : nil }
        // The store has to be made first.
        try folder.open().close()
        let store = try Store.open(
            path: folder.database, configuration: StoreConfiguration(disturbance: disturbance))
        #expect(
            failure { try store.accept(Sample.batch(0..<2)) }
                == .diskFull(path: folder.database, doing: "storing 4 rows"))
    }

    @Test func lostFeaturesAreMarked() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        let span = StaleMinutes(instrument: Sample.ether, minutes: Sample.minutes(3..<9))
        batch.stale = [span]
        _ = try store.accept(batch)
        _ = try store.accept(batch)
        #expect(try store.staleMinutes() == [span])
    }
}
