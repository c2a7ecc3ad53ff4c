import WickDomain

/// Whether the service has what it needs to be asked: live feeds, a store that takes rows, a model at work, and no intention to end.
struct Readiness {
    /// What is missing, in words; empty where nothing is.
    let missing: [String]

    var isReady: Bool { missing.isEmpty }

    init(_ state: ServedState) {
        var missing: [String] = []
        if state.isStopping { missing.append("the service is stopping") }
        if state.feeds.isEmpty { missing.append("no feed has started") }
        for feed in state.feeds where !feed.isLive {
            missing.append("the feed of \(feed.connection.venue) is \(JSONWriter.word(for: feed.connection.state))")
        }
        if let failure = state.store.failure {
            missing.append("the store takes no rows (\(state.store.waitingRows) wait): \(failure)")
        }
        if !state.champions.contains(where: { $0.fault == nil }) { missing.append("no model is loaded") }
        self.missing = missing
    }
}
