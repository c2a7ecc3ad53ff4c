public import WickDomain

/// What a feed is doing, for the screen.
public enum FeedState: Equatable, Sendable, CustomStringConvertible {
    /// For the first time.
    case connecting
    case live
    /// Connected, and silent for longer than it should be.
    case stale(since: Timestamp)
    case reconnecting(attempt: Int, nextTry: Timestamp)
    /// Live, and asking for trades that are missing; at a start their number is not known and 0.
    case repairing(missing: UInt64)
    case stopped

    public var description: String {
        switch self {
        case .connecting: "connecting"
        case .live: "live"
        case .stale(let since): "silent since \(since)"
        case .reconnecting(let attempt, let nextTry): "reconnecting, attempt \(attempt) at \(nextTry)"
        case .repairing(let missing): missing == 0 ? "live, filling in" : "live, \(missing) trades missing"
        case .stopped: "stopped"
        }
    }
}

/// One feed at one moment.
public struct FeedStatus: Equatable, Sendable {
    public let venue: Venue
    public let state: FeedState
    /// Since the last message of any kind; nil before the first.
    public let age: Duration?
    /// Median time from the venue to us; nil before enough trades have come.
    public let latency: Duration?
    public let clock: ReceiveClock.Verdict
    public let frames: Int
    public let trades: Int
    public let malformed: Int
    /// Trades that were set aside, stamped too far ahead of when they came.
    public let implausible: Int
    public let connections: Int
    /// Ids that are missing and asked for.
    public let missing: UInt64
}
