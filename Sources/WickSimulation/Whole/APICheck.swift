import Foundation
import WickDomain
import WickServer
import WickStore

/// What the API answers, page by page, is what the store holds: every candle in its newest version, every prediction, and every outcome once.
struct APICheck {
    /// Smaller than what a run stores, so that there are several pages.
    private static let pageRows = 200
    /// A cursor that stands still would otherwise be followed for ever.
    private static let maximumPages = 1_000

    private struct Page<Row: Decodable>: Decodable {
        let data: [Row]
        let next: String?
    }

    private struct CandleRow: Decodable, Equatable {
        let openTime, close, volume, state, knownAt: String

        init(_ candle: Candle) {
            (openTime, close) = ("\(candle.openTime)", "\(candle.close)")
            (volume, state, knownAt) = ("\(candle.volume)", candle.state.rawValue, "\(candle.knownTime)")
        }
    }

    private struct PredictionRow: Decodable { let id: String }
    private struct OutcomeRow: Decodable { let predictionId, status: String }

    /// Nobody trains when all is over.
    private struct NoTraining: TrainingControl {
        func start(_ wish: TrainingWish) throws(TrainingRefusal) { throw .stopping }
        func cancel() -> Bool { false }
    }

    let seed: UInt64
    /// When the last process stopped.
    let end: Timestamp

    /// - Returns: how many rows were compared.
    func check(_ store: Store) throws -> Int {
        let instruments = try store.instruments()
        let router = APIRouter(store: store, training: NoTraining(), metrics: ServiceMetrics()) { _ in }
        let state = ServedState(time: end, version: "simulated", instruments: instruments)
        var compared = 0
        let all = Timestamp(microseconds: 0)..<Timestamp(microseconds: .max)
        for instrument in instruments {
            let candles: [CandleRow] = try rows("candles", instrument, router, state)
            let stored = try store.candles(of: instrument, in: all).map(CandleRow.init)
            guard candles == stored else { throw failure("candles of \(instrument)", candles.count, stored.count) }
            let histories = try store.predictions(of: instrument, madeIn: all)
            let predictions: [PredictionRow] = try rows("predictions", instrument, router, state)
            guard Set(predictions.map(\.id)) == Set(histories.map(\.prediction.id)),
                predictions.count == histories.count
            else { throw failure("predictions of \(instrument)", predictions.count, histories.count) }
            let outcomes: [OutcomeRow] = try rows("outcomes", instrument, router, state)
            let settled = histories.compactMap(\.outcome)
            guard
                Set(outcomes.map { $0.predictionId + $0.status })
                    == Set(settled.map { $0.predictionID + $0.status.rawValue }), outcomes.count == settled.count
            else { throw failure("outcomes of \(instrument)", outcomes.count, settled.count) }
            compared += candles.count + predictions.count + outcomes.count
        }
        return compared
    }

    private func rows<Row: Decodable>(
        _ path: String, _ instrument: Instrument, _ router: APIRouter, _ state: ServedState
    ) throws -> [Row] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let symbol = instrument.symbol.description.replacing("/", with: "%2F")
        let target =
            "/v1/\(path)?venue=\(instrument.venue)&symbol=\(symbol)&from=2000-01-01T00:00:00Z&limit=\(Self.pageRows)"
        var found: [Row] = []
        var cursor: String?
        for _ in 0..<Self.maximumPages {
            let (status, body) = router.get(target + (cursor.map { "&cursor=\($0)" } ?? ""), state)
            guard status == 200 else {
                throw WholeSimulation.Failure(
                    seed: seed, check: "api",
                    difference: "\(target) gives \(status): \(String(decoding: body, as: UTF8.self))")
            }
            let page = try decoder.decode(Page<Row>.self, from: Data(body))
            found += page.data
            guard let next = page.next else { return found }
            cursor = next
        }
        throw WholeSimulation.Failure(seed: seed, check: "api", difference: "\(target) has no last page")
    }

    private func failure(_ what: String, _ answered: Int, _ stored: Int) -> WholeSimulation.Failure {
        WholeSimulation.Failure(
            seed: seed, check: "api", difference: "\(what): answered \(answered) rows, stored \(stored), or others")
    }
}
