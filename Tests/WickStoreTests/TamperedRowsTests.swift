import GRDB
import Testing
import WickDomain
import WickSimulation

@testable import WickStore

/// A database that another program changed: what cannot be a value is an error with its reason, never the end.
@Suite struct TamperedRowsTests {
    private static let all = Timestamp(microseconds: 0)..<Timestamp(microseconds: .max)

    private func store() throws -> Store {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        let made = Timestamp(seconds: 1_783_382_400)
        let bitcoin = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        let price = Price(raw: 64_000_100_000_000)
        batch.candles = [
            Candle(
                instrument: bitcoin, timeframe: .oneMinute, openTime: made, open: price, high: price, low: price,
                close: price, volume: Volume(raw: 1), buyVolume: nil, notional: nil, tradeCount: 3, identifiers: nil,
                state: .final, knownTime: made + .seconds(61))
        ]
        batch.predictions = [
            Prediction(
                id: "p", instrument: bitcoin, madeAt: made, knownTime: made, targetTime: made + .seconds(300),
                referencePrice: price, predictedReturn: 0.001, lower: -0.002, upper: 0.004, modelVersion: 1,
                schemaHash: "abc", latencyMicroseconds: 250)
        ]
        batch.headlines = [
            Headline(id: "h", version: 1, source: "w", title: "Up", url: nil, publishedTime: made, seenTime: made)
        ]
        _ = try store.write(batch)
        return store
    }

    @Test("a schema's hash of a thousand bytes, which every exported row would repeat, is unreadable")
    func hashOfNoSchema() throws {
        let store = try Store.inMemory()
        try store.write("tampering") {
            try $0.execute(sql: "INSERT INTO feature_schema (hash, names) VALUES (hex(zeroblob(500)), '[]')")
        }
        #expect(
            throws: StoreError.unreadable(what: "a schema of features", reason: "its hash has 1000 bytes"),
            performing: { try store.schemas() })
    }

    @Test(
        "values that no wick wrote are unreadable, not fatal",
        arguments: [
            "candle SET event_time = 9223372036854775807", "candle SET event_time = 61",
            "candle SET known_at = 9223372036854775807", "candle SET low_e9 = -5",
            "prediction SET event_time = -9223372036854775808", "prediction SET target_time = 9223372036854775807",
            "prediction SET lower = 1", "prediction SET upper = 1e308", "prediction SET reference_price_e9 = 0",
            "prediction SET model_version = 9223372036854775807", "headline SET version = 9223372036854775807",
            "headline SET event_time = 9223372036854775807",
        ])
    func valuesThatNoWickWrote(change: String) throws {
        let store = try store()
        try store.write("tampering") { try $0.execute(sql: "UPDATE \(change)") }
        var messages: [String] = []
        func note(_ body: () throws -> Void) { do { try body() } catch { messages.append("\(error)") } }
        let bitcoin = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        note { try store.forEachCandle(of: bitcoin, in: Self.all) { _ = $0.closeTime } }
        note { _ = try store.candles(of: bitcoin, in: Self.all) }
        note { _ = try store.predictions(madeIn: Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)) }
        note { _ = try store.headlines(seenIn: Self.all) }
        note { _ = try store.summary() }
        #expect(!messages.isEmpty, "nothing was said of \(change)")
        #expect(messages.allSatisfy { !$0.contains("\n") })
    }
}
