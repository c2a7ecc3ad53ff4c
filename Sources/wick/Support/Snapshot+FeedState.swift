import WickDomain
import WickVenues

extension Snapshot.Feed.State {
    /// A venue's connection as views show it.
    init(_ state: FeedState) {
        self =
            switch state {
            case .connecting: .connecting
            case .live: .live
            case .stale: .stale
            case .reconnecting(let attempt, let nextTry): .reconnecting(attempt: attempt, nextTry: nextTry)
            case .repairing: .repairing
            case .stopped: .stopped
            }
    }
}
