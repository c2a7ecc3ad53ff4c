import WickDomain
import WickNews
import WickPipeline

// The service's rows, as its OpenAPI document has them, and the values that they stand for. What cannot be such a value
// is left out: another version of wick may know more.

struct InstrumentRow: Decodable {
    let venue: String
    let symbol: String

    var value: Instrument? {
        guard let venue = Venue(rawValue: venue), let symbol = try? Symbol(symbol) else { return nil }
        return Instrument(venue: venue, symbol: symbol)
    }
}

struct CandleRow: Decodable {
    let venue: String
    let symbol: String
    let openTime: String
    let open: String
    let high: String
    let low: String
    let close: String
    let volume: String
    let buyVolume: String?
    let trades: Int?
    let state: String
    let knownAt: String

    var value: Candle? {
        guard let instrument = InstrumentRow(venue: venue, symbol: symbol).value,
            let opening = AttachBounds.time(openTime), opening.microseconds % 60_000_000 == 0,
            let known = AttachBounds.time(knownAt),
            let open = try? Price(open), let high = try? Price(high), let low = try? Price(low),
            let close = try? Price(close), let volume = try? Volume(volume), let state = Candle.State(rawValue: state),
            volume <= AttachBounds.largestVolume, trades.map(AttachBounds.counts.contains) ?? true
        else { return nil }
        let bought = buyVolume.flatMap { try? Volume($0) }
        let problem = Candle.problem(
            open: open, high: high, low: low, close: close, volume: volume, buyVolume: bought, tradeCount: trades)
        guard problem == nil else { return nil }
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: opening, open: open, high: high, low: low,
            close: close, volume: volume, buyVolume: bought, notional: nil,
            tradeCount: trades, identifiers: nil, state: state, knownTime: known)
    }
}

struct PredictionRow: Decodable {
    let id: String
    let venue: String
    let symbol: String
    let madeAt: String
    let knownAt: String
    let targetTime: String
    let referencePrice: String
    let predictedReturn: Double
    let lower: Double
    let upper: Double
    let model: Int
    let schema: String
    let latencyUs: Int64
    let outcome: OutcomeRow?

    var value: Prediction? {
        guard let instrument = InstrumentRow(venue: venue, symbol: symbol).value,
            let made = AttachBounds.time(madeAt), let known = AttachBounds.time(knownAt),
            let target = AttachBounds.time(targetTime), Self.isHorizon(target - made),
            let price = try? Price(referencePrice), price > .zero, lower <= upper,
            [predictedReturn, lower, upper].allSatisfy(AttachBounds.isReturn),
            AttachBounds.isName(id), AttachBounds.isName(schema), AttachBounds.versions.contains(model),
            (0...AttachBounds.largestLatency).contains(latencyUs)
        else { return nil }
        return Prediction(
            id: id, instrument: instrument, madeAt: made, knownTime: known, targetTime: target, referencePrice: price,
            predictedReturn: predictedReturn, lower: lower, upper: upper, modelVersion: model, schemaHash: schema,
            latencyMicroseconds: latencyUs)
    }

    private static func isHorizon(_ length: Duration) -> Bool {
        length >= .seconds(60) && length <= ForecastTarget.longestHorizon && length.microseconds % 60_000_000 == 0
    }
}

struct OutcomeRow: Decodable {
    /// Nil where it stands inside of its prediction.
    let predictionId: String?
    let status: String
    let observedPrice: String?
    let error: Double?
    let hit: Bool?
    let covered: Bool?
    let knownAt: String

    func value(of id: String) -> Outcome? {
        let price = observedPrice.flatMap { try? Price($0) }
        guard AttachBounds.isName(id), let status = Outcome.Status(rawValue: status),
            (status == .scored) == (price != nil),
            let known = AttachBounds.time(knownAt), price.map({ $0 > .zero }) ?? true,
            error.map(AttachBounds.isReturn) ?? true
        else { return nil }
        return Outcome(
            predictionID: id, status: status, observedPrice: price, error: error, isHit: hit, isCovered: covered,
            knownTime: known)
    }
}

struct HeadlineRow: Decodable {
    struct Score: Decodable {
        let asset: String
        let sentiment: Double
        let confidence: Double
        let scorer: String
        let model: String
        let scoredAt: String
    }

    let id: String
    let version: Int
    let source: String
    let seenAt: String
    let title: String
    let url: String?
    let score: Score?

    /// Made safe to print once more: the service is somebody else's program.
    var value: Headline? {
        guard AttachBounds.isName(id), let seen = AttachBounds.time(seenAt) else { return nil }
        return Headline(
            id: id, version: version, source: PlainText.line(source), title: PlainText.line(title),
            url: url.map(PlainText.line), publishedTime: nil, seenTime: seen)
    }

    var scored: SentimentScore? {
        guard let score, let subject = SentimentScore.Subject(rawValue: score.asset),
            (-1...1).contains(score.sentiment), (0...1).contains(score.confidence),
            let time = AttachBounds.time(score.scoredAt)
        else { return nil }
        return SentimentScore(
            headlineID: id, headlineVersion: version, subject: subject, sentiment: score.sentiment,
            confidence: score.confidence, scorer: PlainText.line(score.scorer), model: PlainText.line(score.model),
            scoredTime: time)
    }
}
