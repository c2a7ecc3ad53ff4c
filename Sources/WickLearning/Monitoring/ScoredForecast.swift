public import WickDomain

#if canImport(Glibc)
    import Glibc
#endif

/// A prediction and what came of it, as rolling windows take it in; log returns.
public struct ScoredForecast: Equatable, Sendable {
    public let madeAt: Timestamp
    public let targetTime: Timestamp
    public let predicted: Double
    public let observed: Double
    public let isCovered: Bool

    public init(madeAt: Timestamp, targetTime: Timestamp, predicted: Double, observed: Double, isCovered: Bool) {
        precondition(predicted.isFinite && observed.isFinite, "a forecast without numbers")
        self.madeAt = madeAt
        self.targetTime = targetTime
        self.predicted = predicted
        self.observed = observed
        self.isCovered = isCovered
    }

    /// - Returns: Nil for an outcome that could not be scored, and for prices and returns that are none: rows of the store may be another program's.
    public init?(_ prediction: Prediction, _ outcome: Outcome) {
        precondition(prediction.id == outcome.predictionID, "an outcome of another prediction")
        guard let price = outcome.observedPrice, let isCovered = outcome.isCovered else { return nil }
        let observed = log(price.doubleValue / prediction.referencePrice.doubleValue)
        guard observed.isFinite, prediction.predictedReturn.isFinite else { return nil }
        self.init(
            madeAt: prediction.madeAt, targetTime: prediction.targetTime, predicted: prediction.predictedReturn,
            observed: observed, isCovered: isCovered)
    }
}
