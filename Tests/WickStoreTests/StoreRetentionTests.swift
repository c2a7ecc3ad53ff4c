import GRDB
import Testing
import WickDomain

@testable import WickStore

@Suite struct StoreRetentionTests {
    private static let minutesADay = 1440

    /// Twenty days with a candle and a vector an hour, and one headline, score, prediction and outcome a day.
    private func filled() throws -> Store {
        let store = try Store.inMemory()
        for day in 0..<20 {
            let start = day * Self.minutesADay
            var batch = StoreBatch()
            let minutes = stride(from: start, to: start + Self.minutesADay, by: 60)
            batch.candles = minutes.map { Sample.candle($0) } + minutes.map { Sample.candle($0, of: Sample.ether) }
            batch.vectors = .init(schema: Sample.schema, rows: minutes.map { Sample.vector($0) })
            batch.headlines = [Sample.headline("\(day)", at: start)]
            batch.scores = [Sample.score("\(day)", at: start)]
            batch.predictions = [Sample.prediction(start)]
            batch.outcomes = [Sample.outcome(start)]
            try store.write(batch)
        }
        return store
    }

    @Test func keepsEverythingByDefault() throws {
        let store = try filled()
        #expect(try store.prune(StoreRetention(), now: Sample.minute(1_000_000)) == .init())
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == 480)
    }

    @Test func removesWhatIsOlderThanItsRetentionAndNothingElse() throws {
        let store = try filled()
        let now = Sample.minute(20 * Self.minutesADay)
        let retention = StoreRetention(candleDays: 7, featureDays: 10, headlineDays: 15, predictionDays: 8)
        let removal = try store.prune(retention, now: now)
        #expect(removal == .init(candles: 13 * 24 * 2, features: 10 * 24, headlines: 5, predictions: 12))
        #expect(try store.candles(of: Sample.ether, in: Sample.always).first?.openTime == now - .seconds(7 * 86_400))
        #expect(
            try store.vectors(of: Sample.bitcoin, in: Sample.always).first?.openTime == now - .seconds(10 * 86_400))
        #expect(try store.headlines(seenIn: Sample.always).count == 15)
        #expect(try store.scores(knownIn: Sample.always).count == 15)
        #expect(try store.predictions(madeIn: Sample.always).count == 8)
        #expect(try store.read("") { try Int.fetchOne($0, sql: "SELECT count(*) FROM outcome") } == 8)
        #expect(try store.prune(retention, now: now) == .init())
    }

    @Test func removesMoreThanOneTransactionsWorth() throws {
        let store = try Store.inMemory()
        let total = StoreRetention.rowsPerTransaction * 2 + 500
        for start in stride(from: 0, to: total, by: 5000) {
            var batch = StoreBatch()
            batch.candles = (start..<min(start + 5000, total)).map { Sample.candle($0) }
            try store.write(batch)
        }
        let removal = try store.prune(StoreRetention(candleDays: 7), now: Sample.minute(total + 7 * Self.minutesADay))
        #expect(removal.candles == total)
    }
}
