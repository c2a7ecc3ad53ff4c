public import WickDomain
import WickLearning
public import WickStore

/// What an earlier run left in the store, from which a `ForecastStage` goes on: no prediction is made twice, and none
/// is left without an outcome.
public struct ForecastHistory: Sendable {
    /// The windows of the error pane go back a week.
    private static let span: Duration = .seconds(7 * 86_400)

    /// Each instrument's last minutes, which volatility is told from.
    public var candles: [Candle] = []
    /// Predictions without an outcome, and their targets' minutes where these are known.
    public var open: [Prediction] = []
    public var targets: [Candle] = []
    /// The last week's predictions that have an outcome, in the order in which they were made.
    public var settled: [(Prediction, Outcome)] = []
    /// The end of the last minute that has a prediction.
    public var issuedThrough: [ForecastTarget: Timestamp] = [:]

    /// Nothing.
    public init() {}

    public init(_ store: Store) throws(StoreError) {
        var newest = Timestamp(microseconds: .min)
        for instrument in try store.instruments() {
            let last = try store.latestCandles(of: instrument, count: Int(Seat.warmUpMinutes) + 61)
            newest = max(newest, last.last?.closeTime ?? newest)
            candles += last
        }
        open = try store.openPredictions()
        for prediction in open {
            let minute = prediction.targetTime - LabelMaker.minute
            targets += try store.candles(of: prediction.instrument, in: minute..<prediction.targetTime)
            note(prediction)
        }
        guard newest.microseconds > 0 else { return }
        let range = newest - Self.span..<Timestamp(microseconds: .max)
        for entry in try store.predictions(madeIn: range) {
            note(entry.prediction)
            if let outcome = entry.outcome { settled.append((entry.prediction, outcome)) }
        }
    }

    private mutating func note(_ prediction: Prediction) {
        let before = issuedThrough[prediction.target] ?? prediction.madeAt
        issuedThrough[prediction.target] = max(before, prediction.madeAt)
    }
}
