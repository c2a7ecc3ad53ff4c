import Glibc
import WickDomain
import WickSimulation
import WickStore

/// Minutes and vectors of 60 features by chance, the same in every run.
struct StoreInput {
    static let features = 60
    static let schema = FeatureSchema(names: (0..<features).map { "feature_\($0)" }, hash: "be9c")
    static let start = Timestamp(seconds: 1_514_764_800)

    let instrument: Instrument
    private var random = RandomSource(seed: 5)
    private var next = 0

    init() throws { instrument = Instrument(venue: .bitfinex, symbol: try Symbol("BTCUSD")) }

    static func minute(_ index: Int) -> Timestamp { start + .seconds(60 * index) }

    /// The next minutes with their vectors: twice as many rows.
    mutating func batch(minutes: Int) -> StoreBatch {
        var batch = StoreBatch()
        var vectors = StoreBatch.Vectors(schema: Self.schema)
        for index in next..<next + minutes {
            batch.candles.append(candle(index))
            vectors.rows.append(
                FeatureVector(
                    instrument: instrument, openTime: Self.minute(index), knownTime: Self.minute(index + 1),
                    values: (0..<Self.features).map { _ in random.unit() - 0.5 }))
        }
        batch.vectors = vectors
        next += minutes
        return batch
    }

    private mutating func candle(_ index: Int, version: Candle.State = .final) -> Candle {
        let close = Price(raw: 10_000_000_000_000 + Int64(random.unit() * 1e12))
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: Self.minute(index), open: close,
            high: Price(raw: close.raw + 5_000_000_000), low: Price(raw: close.raw - 5_000_000_000), close: close,
            volume: Volume(raw: Int128(random.unit() * 1e10)), buyVolume: Volume(raw: Int128(random.unit() * 1e9)),
            notional: Notional(raw: Int128(random.unit() * 1e18) * 100_000), tradeCount: 40,
            identifiers: .init(first: UInt64(index * 40), last: UInt64(index * 40 + 39)), state: version,
            knownTime: Self.minute(index + 1 + (version == .final ? 0 : 120)))
    }

    /// Every tenth minute of the first hours corrected two hours later, and a prediction with its outcome every five
    /// minutes.
    func correctionsAndPredictions() -> StoreBatch {
        var (input, batch) = (self, StoreBatch())
        for index in stride(from: 0, to: 300, by: 5) {
            if index % 10 == 0 { batch.candles.append(input.candle(index, version: .repaired)) }
            let id = "\(instrument)-\(index)"
            batch.predictions.append(
                Prediction(
                    id: id, instrument: instrument, madeAt: Self.minute(index + 1), knownTime: Self.minute(index + 1),
                    targetTime: Self.minute(index + 6), referencePrice: Price(raw: 10_000_000_000_000),
                    predictedReturn: 0.001, lower: -0.002, upper: 0.004, modelVersion: 1 + index % 2,
                    schemaHash: Self.schema.hash, latencyMicroseconds: 900))
            batch.outcomes.append(
                Outcome(
                    predictionID: id, status: .scored,
                    observedPrice: Price(raw: 10_000_000_000_000 + Int64(index + 1) * 50_000_000),
                    error: 0.0001 * Double(index - 100), isHit: index % 3 == 0, isCovered: index % 4 != 0,
                    knownTime: Self.minute(index + 7)))
        }
        return batch
    }

    /// A store of this many minutes in a new file.
    static func fill(_ path: String, minutes: Int) throws -> Store {
        for suffix in ["", "-wal", "-shm", ".lock"] { remove(path + suffix) }
        let store = try Store.open(path: path)
        var input = try StoreInput()
        for _ in 0..<minutes / 5000 { try store.write(input.batch(minutes: 5000)) }
        return store
    }
}
