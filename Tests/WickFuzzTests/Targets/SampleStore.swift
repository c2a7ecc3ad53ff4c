import WickDomain
import WickStore

/// A store in memory with a few rows of every kind.
enum SampleStore {
    static let start = Timestamp(seconds: 1_783_382_400)

    static func made() throws -> Store {
        let store = try Store.inMemory()
        let bitcoin = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        var batch = StoreBatch()
        for minute in 0..<5 {
            let open = start + .seconds(minute * 60)
            let price = Price(raw: 64_000_100_000_000)
            batch.candles.append(
                Candle(
                    instrument: bitcoin, timeframe: .oneMinute, openTime: open, open: price, high: price, low: price,
                    close: price, volume: Volume(raw: 150_000_000), buyVolume: nil, notional: nil, tradeCount: 3,
                    identifiers: .init(first: 1, last: 3), state: .final, knownTime: open + .seconds(61)))
            batch.predictions.append(prediction(bitcoin, madeAt: open))
        }
        batch.outcomes = [
            Outcome(
                predictionID: "p\(start.microseconds)", status: .scored, observedPrice: Price(raw: 64_100_000_000_000),
                error: 0.0005, isHit: true, isCovered: true, knownTime: start + .seconds(361))
        ]
        batch.headlines = [
            Headline(
                id: "h", version: 1, source: "wire", title: "Bitcoin rises", url: "https://w.example/1",
                publishedTime: start, seenTime: start)
        ]
        batch.scores = [
            SentimentScore(
                headlineID: "h", headlineVersion: 1, subject: .btc, sentiment: 0.4, confidence: 0.9,
                scorer: "lexicon",
                model: "1", scoredTime: start)
        ]
        batch.gaps = [
            ObservationGap(
                scope: "kraken", start: start, end: start + .seconds(30), reason: "nothing came",
                knownTime: start + .seconds(31))
        ]
        _ = try store.write(batch)
        return store
    }

    private static func prediction(_ instrument: Instrument, madeAt made: Timestamp) -> Prediction {
        Prediction(
            id: "p\(made.microseconds)", instrument: instrument, madeAt: made, knownTime: made + .seconds(1),
            targetTime: made + .seconds(300), referencePrice: Price(raw: 64_000_100_000_000), predictedReturn: 0.001,
            lower: -0.002, upper: 0.004, modelVersion: 1, schemaHash: "abc", latencyMicroseconds: 250)
    }
}
