public import WickDomain

/// One `wick import`: what it was asked for, and what came of it.
public struct ImportRecord: Equatable, Sendable {
    public let id: Int
    public let startedTime: Timestamp
    /// Nil while it runs, and for one that was killed.
    public let endedTime: Timestamp?
    /// When what it stored was taken back.
    public let undoneTime: Timestamp?
    /// A JSON object: what was asked for.
    public let arguments: String
    /// A JSON object of counts, from its end on.
    public let counts: String?
}
