/// A forecast of one instrument's close, as it was issued; never changed afterwards.
public struct Prediction: Equatable, Sendable {
    /// The same from every run: made from instrument, made-at time and horizon.
    public let id: String
    public let instrument: Instrument
    /// The end of the minute after which it was made, in event time.
    public let madeAt: Timestamp
    /// When it was known, by our clock.
    public let knownTime: Timestamp
    /// The moment it is about: its outcome is the close of the minute that ends then.
    public let targetTime: Timestamp
    /// The close at `madeAt`.
    public let referencePrice: Price
    /// Log return from the reference price to the target's close.
    public let predictedReturn: Double
    /// The interval that is to hold the outcome with the stated coverage, as log returns.
    public let lower: Double
    public let upper: Double
    /// Version of the model in the registry.
    public let modelVersion: Int
    public let schemaHash: String
    /// From the close becoming known to the prediction, by the injected clock.
    public let latencyMicroseconds: Int64

    public init(
        id: String, instrument: Instrument, madeAt: Timestamp, knownTime: Timestamp, targetTime: Timestamp,
        referencePrice: Price, predictedReturn: Double, lower: Double, upper: Double, modelVersion: Int,
        schemaHash: String, latencyMicroseconds: Int64
    ) {
        precondition(targetTime > madeAt, "a prediction of the past")
        self.id = id
        self.instrument = instrument
        self.madeAt = madeAt
        self.knownTime = knownTime
        self.targetTime = targetTime
        self.referencePrice = referencePrice
        self.predictedReturn = predictedReturn
        self.lower = lower
        self.upper = upper
        self.modelVersion = modelVersion
        self.schemaHash = schemaHash
        self.latencyMicroseconds = latencyMicroseconds
    }
}

/// What became of a prediction: exactly one for each.
public struct Outcome: Equatable, Sendable {
    public enum Status: String, CaseIterable, Sendable {
        case scored
        /// The target's minute was not observed.
        case outage
        /// Trades of the target's minute are missing.
        case incomplete
        /// The target's minute never came to be known.
        case missing
    }

    public let predictionID: String
    public let status: Status
    /// The target's close; nil unless scored.
    public let observedPrice: Price?
    /// Observed log return minus predicted; nil unless scored.
    public let error: Double?
    /// Whether the direction was right; nil unless scored, and where either return is zero.
    public let isHit: Bool?
    /// Whether the interval held the observed return; nil unless scored.
    public let isCovered: Bool?
    /// When it was known, by our clock.
    public let knownTime: Timestamp

    public init(
        predictionID: String, status: Status, observedPrice: Price?, error: Double?, isHit: Bool?, isCovered: Bool?,
        knownTime: Timestamp
    ) {
        precondition((status == .scored) == (observedPrice != nil), "an outcome is scored exactly when it has a price")
        self.predictionID = predictionID
        self.status = status
        self.observedPrice = observedPrice
        self.error = error
        self.isHit = isHit
        self.isCovered = isCovered
        self.knownTime = knownTime
    }
}
