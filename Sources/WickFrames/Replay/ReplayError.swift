/// Why one of several recordings cannot be replayed.
public struct ReplayError: Error, Equatable, Sendable, CustomStringConvertible {
    public let path: String
    public let reason: RecordingError

    public var description: String { "\(path): \(reason)" }
}

/// Damage that a replay read past, and in which recording.
public struct ReplayProblem: Equatable, Sendable, CustomStringConvertible {
    public let path: String
    public let problem: RecordingProblem

    public var description: String { "\(path): \(problem)" }
}
