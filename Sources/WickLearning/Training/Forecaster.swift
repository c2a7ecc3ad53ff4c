/// A model at work on one instrument: vectors in, forecasts with intervals out, outcomes in to keep the intervals
/// honest. Owned by whoever predicts; for one thread at a time.
public final class Forecaster {
    /// What changes while it works: keep it, and the next forecaster goes on where this one stopped.
    public struct State: Codable, Equatable, Sendable {
        public var conformal: ConformalInterval
        public var volatility: VolatilityScale
    }

    /// Log returns.
    public struct Forecast: Equatable, Sendable {
        public let predictedReturn: Double
        public let lower: Double
        public let upper: Double
        /// The volatility of the moment, which `score` wants back.
        public let scale: Double
    }

    public let description: ModelArtifact.Description
    public private(set) var state: State
    private let booster: Booster

    /// - Parameter state: Where the last forecaster with this model stopped; nil starts as calibrated.
    public init(_ artifact: ModelArtifact, state: State? = nil) throws(LearningError) {
        description = artifact.description
        self.state =
            state
            ?? State(conformal: artifact.description.conformal, volatility: artifact.description.volatility)
        booster = try Booster(bytes: artifact.trees)
        guard booster.featureCount == artifact.description.featureNames.count else {
            throw .badArtifact(
                "its trees have \(booster.featureCount) features, its schema \(artifact.description.featureNames.count)"
            )
        }
    }

    /// - Parameter schemaHash: Of the schema that the values are in the order of.
    public func forecast(
        _ values: some Collection<Double>, schemaHash: String
    ) throws(LearningError) -> Forecast {
        guard schemaHash == description.schemaHash else {
            throw .otherSchema(model: description.schemaHash, data: schemaHash)
        }
        let predicted = try booster.predict(values)
        let scale = state.volatility.value
        let half = state.conformal.halfWidth(scale: scale)
        guard predicted.isFinite, (predicted - half).isFinite, (predicted + half).isFinite else {
            throw .badArtifact("it forecasts a return of \(predicted) ± \(half)")
        }
        return Forecast(predictedReturn: predicted, lower: predicted - half, upper: predicted + half, scale: scale)
    }

    /// Once a minute, before the forecast: the log return over one horizon that ends with the minute, where both closes
    /// and all between are known (`LabelMaker`).
    public func observe(horizonReturn: Double) { state.volatility.update(horizonReturn) }

    /// Once a forecast, when its outcome is known.
    ///
    /// - Parameters:
    ///   - error: Observed minus predicted log return.
    ///   - scale: The forecast's own.
    public func score(error: Double, scale: Double, isCovered: Bool) {
        state.conformal.update(error: error, scale: scale, isCovered: isCovered)
    }

    /// What each feature adds to the forecast, as log returns, the largest first; and what is predicted without any.
    public func explain(
        _ values: some Collection<Double>
    ) throws(LearningError) -> (contributions: [(name: String, value: Double)], base: Double) {
        let parts = try booster.contributions(values)
        let named = zip(description.featureNames, parts).map { (name: $0, value: $1) }
        return (named.sorted { ($1.value.magnitude, $0.name) < ($0.value.magnitude, $1.name) }, parts[parts.count - 1])
    }

    /// The trees as XGBoost writes them, for `wick models export`.
    public func export(_ format: Booster.Format) throws(LearningError) -> [UInt8] { try booster.bytes(as: format) }
}
