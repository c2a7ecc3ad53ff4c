import WickDomain
import WickStore

@testable import WickServer

/// A router over a store in memory with some minutes, predictions and headlines of one venue.
struct SampleService {
    static let start = Timestamp(seconds: 1_783_382_400)
    static let bitcoin = instrument("BTC/USD")
    static let ether = instrument("ETH/USD")
    /// Long after everything in the store.
    static let now = start + .seconds(86_400)

    let store: Store
    let training = TrainingRecorder()
    let metrics = ServiceMetrics()
    var state: ServedState

    init(minutes: Int = 5) throws {
        store = try Store.inMemory()
        state = ServedState(time: Self.now, version: "test", instruments: [Self.bitcoin, Self.ether])
        state.feeds = [
            ServedState.Feed(connection: Snapshot.Feed(venue: .kraken, state: .live, lastReceived: Self.now))
        ]
        var batch = StoreBatch()
        for minute in 0..<minutes {
            batch.candles += [Self.bitcoin, Self.ether].map { Self.candle($0, minute) }
            let prediction = Self.prediction(minute)
            batch.predictions.append(prediction)
            if minute % 2 == 0 { batch.outcomes.append(Self.outcome(of: prediction)) }
        }
        batch.gaps = [
            ObservationGap(
                scope: "kraken", start: Self.start, end: Self.start + .seconds(30), reason: "nothing came",
                knownTime: Self.start + .seconds(31))
        ]
        _ = try store.write(batch)
    }

    var router: APIRouter { APIRouter(reads: StoreReads(store: store), training: training, metrics: metrics) }

    /// The answer, whichever way it comes about.
    func answer(_ request: APIRequest) -> APIResponse {
        switch router.answer(request, state) {
        case .now(let response): response
        case .reading(let body): body()
        }
    }

    func get(_ target: String, headers: [(name: String, value: String)] = []) -> APIResponse {
        answer(APIRequest(target: target, headers: headers))
    }

    static func instrument(_ name: String) -> Instrument {
        guard let symbol = try? Symbol(name) else { preconditionFailure("'\(name)' is no symbol") }
        return Instrument(venue: .kraken, symbol: symbol)
    }

    static func candle(_ instrument: Instrument, _ minute: Int, state: Candle.State = .final) -> Candle {
        let price = Price(raw: 64_000_100_000_000 + Int64(minute) * 1_000_000_000)
        let open = start + .seconds(minute * 60)
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: open, open: price, high: price, low: price,
            close: price, volume: Volume(raw: 150_000_000), buyVolume: nil, notional: nil, tradeCount: 3,
            identifiers: nil, state: state, knownTime: open + .seconds(61))
    }

    static func prediction(_ minute: Int) -> Prediction {
        let made = start + .seconds(minute * 60)
        return Prediction(
            id: "kraken:BTC/USD:\(made.microseconds / 1_000_000):300", instrument: bitcoin, madeAt: made,
            knownTime: made + .seconds(1), targetTime: made + .seconds(300),
            referencePrice: Price(raw: 64_000_100_000_000), predictedReturn: 0.001, lower: -0.002, upper: 0.004,
            modelVersion: 1, schemaHash: "abc", latencyMicroseconds: 250)
    }

    static func outcome(of prediction: Prediction) -> Outcome {
        Outcome(
            predictionID: prediction.id, status: .scored, observedPrice: Price(raw: 64_100_000_000_000), error: 0.0005,
            isHit: true, isCovered: true, knownTime: prediction.targetTime + .seconds(1))
    }
}
