import Testing
import WickDomain

@testable import WickStore

/// Values for tests: everything starts at midnight of 2026-07-07, a minute after the other.
enum Sample {
    static let start = Timestamp(seconds: 1_783_382_400)
    static let bitcoin = Instrument(venue: .kraken, symbol: symbol("BTC/USD"))
    static let ether = Instrument(venue: .kraken, symbol: symbol("ETH/USD"))
    static let schema = FeatureSchema(names: ["return_1", "rsi_14"], hash: "aa01")
    static let always = Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)

    static func symbol(_ text: String) -> Symbol {
        do { return try Symbol(text) } catch { preconditionFailure("\(error)") }
    }

    /// The start of a minute.
    static func minute(_ index: Int) -> Timestamp { start + .seconds(60 * index) }

    static func minutes(_ range: Range<Int>) -> Range<Timestamp> { minute(range.lowerBound)..<minute(range.upperBound) }

    /// A minute that closes at `close` whole dollars and is known one second after its end, or `delay` later.
    static func candle(
        _ index: Int, of instrument: Instrument = bitcoin, close: Int64 = 64_000, state: Candle.State = .final,
        delay: Duration = .zero
    ) -> Candle {
        let price = Price(raw: close * 1_000_000_000 + 123_456_789)
        let quiet = state == .empty || state == .outage
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: minute(index), open: price,
            high: Price(raw: price.raw + 1), low: Price(raw: price.raw - 1), close: price,
            volume: quiet ? .zero : Volume(raw: 150_000_001), buyVolume: quiet ? .zero : Volume(raw: 1),
            notional: quiet ? .zero : Notional(raw: 96_000_185_185_183_500_000_123), tradeCount: quiet ? 0 : 3,
            identifiers: quiet ? nil : .init(first: UInt64(1000 + 3 * index), last: UInt64(1002 + 3 * index)),
            state: state, knownTime: minute(index) + .seconds(61) + delay)
    }

    static func vector(
        _ index: Int, of instrument: Instrument = bitcoin, _ values: [Double] = [0.25, .nan], delay: Duration = .zero
    ) -> FeatureVector {
        FeatureVector(
            instrument: instrument, openTime: minute(index), knownTime: minute(index) + .seconds(61) + delay,
            values: values)
    }

    static func headline(_ id: String, version: Int = 1, title: String = "Bitcoin rises", at index: Int) -> Headline {
        Headline(
            id: id, version: version, source: "coindesk", title: title, url: "https://example.org/\(id)",
            publishedTime: version == 1 ? minute(index) - .seconds(30) : nil, seenTime: minute(index))
    }

    static func score(_ id: String, version: Int = 1, at index: Int, model: String = "1") -> SentimentScore {
        SentimentScore(
            headlineID: id, headlineVersion: version, subject: .btc, sentiment: -0.5, confidence: 0.75, horizon: .hours,
            event: .regulation, scorer: "lexicon", model: model, words: ["ban", "fall \"sharply\""],
            scoredTime: minute(index))
    }

    static func prediction(_ index: Int, of instrument: Instrument = bitcoin) -> Prediction {
        Prediction(
            id: "\(instrument)-\(index)", instrument: instrument, madeAt: minute(index),
            knownTime: minute(index) + .seconds(1), targetTime: minute(index + 5),
            referencePrice: Price(raw: 64_000_123_456_789), predictedReturn: 0.001, lower: -0.002, upper: 0.004,
            modelVersion: 7, schemaHash: schema.hash, latencyMicroseconds: 1500)
    }

    static func outcome(_ index: Int, hit: Bool? = true) -> Outcome {
        Outcome(
            predictionID: prediction(index).id, status: .scored, observedPrice: Price(raw: 64_100_000_000_000),
            error: 0.0005, isHit: hit, isCovered: true, knownTime: minute(index + 5) + .seconds(1))
    }

    /// Minutes and the vectors made from them.
    static func batch(_ range: Range<Int>, of instrument: Instrument = bitcoin) -> StoreBatch {
        var batch = StoreBatch()
        batch.candles = range.map { candle($0, of: instrument, close: 64_000 + Int64($0 % 100)) }
        batch.vectors = .init(schema: schema, rows: range.map { vector($0, of: instrument, [Double($0), .nan]) })
        return batch
    }
}

extension FeatureVector {
    /// Equality bit for bit, so that NaN equals itself.
    func isSame(as other: FeatureVector) -> Bool {
        instrument == other.instrument && openTime == other.openTime && knownTime == other.knownTime
            && values.map(\.bitPattern) == other.values.map(\.bitPattern)
    }
}
