public import WickDomain

/// What is known of a training run when it starts.
public struct TrainingRunDraft: Equatable, Sendable {
    public let startedTime: Timestamp
    public let schemaHash: String
    public let dataRange: Range<Timestamp>
    /// A JSON object.
    public let parameters: String

    public init(startedTime: Timestamp, schemaHash: String, dataRange: Range<Timestamp>, parameters: String) {
        self.startedTime = startedTime
        self.schemaHash = schemaHash
        self.dataRange = dataRange
        self.parameters = parameters
    }
}

/// How a training run ended.
public struct TrainingRunEnd: Equatable, Sendable {
    public enum State: String, CaseIterable, Sendable {
        case succeeded
        case failed
        case cancelled
    }

    public let state: State
    public let endedTime: Timestamp
    /// Why it failed, or its verdict.
    public let message: String?
    /// What it made; nil where nothing was registered.
    public let modelVersion: Int?

    public init(state: State, endedTime: Timestamp, message: String?, modelVersion: Int?) {
        self.state = state
        self.endedTime = endedTime
        self.message = message
        self.modelVersion = modelVersion
    }
}

/// One training run. One that a crash cut off has no end.
public struct TrainingRunRecord: Equatable, Sendable {
    /// 1, 2, …; also the number of trials so far.
    public let id: Int
    public let start: TrainingRunDraft
    public let end: TrainingRunEnd?
}
