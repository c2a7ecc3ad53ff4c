public import WickDomain

/// What a news feed is doing, for the screen.
public enum NewsFeedState: Equatable, Sendable, CustomStringConvertible {
    /// Not asked yet.
    case waiting
    case live
    /// The last requests failed; the reason is one line that is safe to print.
    case failing(attempts: Int, reason: String, nextTry: Timestamp)
    case stopped

    public var description: String {
        switch self {
        case .waiting: "waiting"
        case .live: "live"
        case .failing(let attempts, let reason, let nextTry):
            "failing (\(attempts) in a row, next try at \(nextTry.floored(to: .seconds(1)))): \(reason)"
        case .stopped: "stopped"
        }
    }
}

/// One news feed at one moment.
public struct NewsFeedStatus: Equatable, Sendable {
    public let name: String
    public let state: NewsFeedState
    /// The last full answer, or word that nothing has changed.
    public let lastSuccess: Timestamp?
    public let requests: Int
    /// Bodies that differed from the one before.
    public let bodies: Int
}

/// What happened to a news feed, for the log pane.
public enum NewsFeedEvent: Equatable, Sendable, CustomStringConvertible {
    /// The first answer, or the first after failures.
    case live(feed: String, entries: Int)
    /// The first of several failures, or another reason.
    case failed(feed: String, reason: String, nextTry: Duration)
    /// The body was longer than a frame may be, and was cut.
    case cut(feed: String, bytes: Int)

    public var description: String {
        switch self {
        case .live(let feed, let entries): "news \(feed): live, \(entries) entries"
        case .failed(let feed, let reason, let wait):
            "news \(feed): \(reason); next try in \(Int(saturating: wait.seconds.rounded())) s"
        case .cut(let feed, let bytes): "news \(feed): \(bytes) bytes are more than a frame holds; the end is left out"
        }
    }
}
