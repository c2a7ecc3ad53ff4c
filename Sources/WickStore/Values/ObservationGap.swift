public import WickDomain

/// An interval in which something was not observed.
public struct ObservationGap: Equatable, Sendable {
    /// A source ("kraken", "news:coindesk") or one instrument ("kraken BTC/USD").
    public let scope: String
    public let start: Timestamp
    public let end: Timestamp
    public let reason: String
    /// When it was noticed, by our clock.
    public let knownTime: Timestamp

    public init(scope: String, start: Timestamp, end: Timestamp, reason: String, knownTime: Timestamp) {
        precondition(end > start, "a gap without length")
        self.scope = scope
        self.start = start
        self.end = end
        self.reason = reason
        self.knownTime = knownTime
    }
}
