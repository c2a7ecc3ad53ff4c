public import WickDomain

/// What is registered with a model's bytes.
public struct ModelDraft: Equatable, Sendable {
    /// The version it was trained to replace; nil for the first.
    public let parent: Int?
    /// The training run that made it; nil for an imported one.
    public let runID: Int?
    /// When it was registered, by our clock.
    public let knownTime: Timestamp
    public let schemaHash: String
    public let horizon: Duration
    /// Event times of the rows that it was trained on.
    public let dataRange: Range<Timestamp>
    /// JSON objects.
    public let parameters: String
    public let metrics: String
    /// Of the artifact, e.g. "xgboost-ubj".
    public let format: String

    public init(
        parent: Int?, runID: Int?, knownTime: Timestamp, schemaHash: String, horizon: Duration,
        dataRange: Range<Timestamp>, parameters: String, metrics: String, format: String
    ) {
        self.parent = parent
        self.runID = runID
        self.knownTime = knownTime
        self.schemaHash = schemaHash
        self.horizon = horizon
        self.dataRange = dataRange
        self.parameters = parameters
        self.metrics = metrics
        self.format = format
    }
}

/// One version in the registry; never changed.
public struct ModelRecord: Equatable, Sendable {
    /// 1, 2, …
    public let version: Int
    /// Of the artifact, in lower-case hexadecimal.
    public let sha256: String
    public let artifactBytes: Int
    public let details: ModelDraft
}

/// One setting of an alias.
public struct AliasChange: Equatable, Sendable {
    public let name: String
    /// Nil where the alias was taken away.
    public let version: Int?
    public let knownTime: Timestamp
    public let reason: String
}
