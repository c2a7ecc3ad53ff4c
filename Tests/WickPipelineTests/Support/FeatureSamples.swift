import WickDomain
import WickFrames
import WickPipeline
import WickSimulation

/// Candles and scores for the feature stage, with times in minutes and seconds after noon.
enum FeatureSample {
    static let noon = Timestamp(seconds: 1_732_881_600)

    static func instrument(_ symbol: String, _ venue: Venue = .kraken) -> Instrument {
        guard let symbol = try? Symbol(symbol) else { preconditionFailure("a symbol that is one") }
        return Instrument(venue: venue, symbol: symbol)
    }

    static let bitcoin = instrument("BTC/USD")
    static let ether = instrument("ETH/USD")

    /// - Parameters:
    ///   - known: seconds after the end of the minute.
    ///   - shift: makes another version of the minute.
    static func candle(
        _ instrument: Instrument, _ minute: Int, known: Double = 1, shift: Int = 0, state: Candle.State = .final
    ) -> Candle {
        var chance = RandomSource(seed: UInt64(minute), stream: instrument == ether ? 2 : 1)
        let base = 100_000_000_000 + Int64(shift) * 1_000_000
        let prices = (0..<4).map { _ in Price(raw: base + Int64.random(in: 0...1_000_000_000, using: &chance)) }
        let volume = Volume(raw: Int128(Int64.random(in: 1...1_000_000, using: &chance)))
        let open = noon + .seconds(minute * 60)
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: open, open: prices[0],
            high: prices.max() ?? prices[0], low: prices.min() ?? prices[0], close: prices[1], volume: volume,
            buyVolume: Volume(raw: volume.raw / 3), notional: nil, tradeCount: minute % 9 + 1, identifiers: nil,
            state: state, knownTime: time(minute + 1, known))
    }

    static func time(_ minute: Int, _ seconds: Double = 0) -> Timestamp {
        Timestamp(microseconds: noon.microseconds + Int64(minute) * 60_000_000 + Int64(seconds * 1e6))
    }

    static func score(
        _ headline: String, _ subject: SentimentScore.Subject, _ sentiment: Double, at moment: Timestamp
    ) -> SentimentScore {
        SentimentScore(
            headlineID: headline, headlineVersion: 1, subject: subject, sentiment: sentiment, confidence: 0.8,
            scorer: "lexicon", model: "1", scoredTime: moment)
    }
}

/// One vector as text, bit by bit.
func bits(_ vector: FeatureVector) -> String {
    let values = vector.values.map { $0.isNaN ? "-" : String($0.bitPattern, radix: 36) }
    return "\(vector.instrument) \(vector.openTime) \(vector.knownTime) \(values.joined(separator: " "))"
}

/// The newest version of each vector, its known time left out.
func newest(_ vectors: [FeatureVector]) -> [String: String] {
    vectors.reduce(into: [:]) { newest, vector in
        let values = vector.values.map { $0.isNaN ? "-" : String($0.bitPattern, radix: 36) }
        newest["\(vector.instrument) \(vector.openTime)"] = values.joined(separator: " ")
    }
}

extension FrameBatch {
    var frames: [Frame] {
        var frames: [Frame] = []
        forEach { entry, payload in
            frames.append(
                Frame(receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: Array(payload)))
        }
        return frames
    }
}
