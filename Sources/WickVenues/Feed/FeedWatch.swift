import WickDomain
import WickFrames

/// When a venue was heard, and the notes of what was not watched meanwhile: of all symbols while nobody is connected, and of each that is
/// not subscribed. Owned by a `FeedMachine`.
struct FeedWatch: Sendable {
    private let venue: Venue
    /// The last moment at which a live connection said something, and why that ended.
    private(set) var lastHeard: Timestamp?
    private var lossReason: String?
    /// Until when the venue has been said not to be watched since.
    private var absentUntil: Timestamp?
    /// Until when each symbol that is not subscribed has been said not to be watched.
    private var unwatchedUntil: [Symbol: Timestamp] = [:]

    init(_ venue: Venue) { self.venue = venue }

    /// A live connection says something.
    mutating func hear(at now: Timestamp) { lastHeard = max(lastHeard ?? now, now) }

    /// A live connection is over; the first reason counts until another is live.
    mutating func lose(because reason: String) { lossReason = lossReason ?? reason }

    /// A connection is live where none was: what was missed.
    mutating func resume(at now: Timestamp) -> GapNote? {
        defer { hear(at: now) }
        guard let reason = lossReason, let from = lastHeard else { return nil }
        lossReason = nil
        absentUntil = nil
        return GapNote(from: from, to: max(now, from + .microseconds(1)), reason: reason, venue: venue)
    }

    /// Said ahead of time, so that minutes do not close as watched while nobody is connected.
    mutating func miss(until: Timestamp) -> GapNote? {
        guard let reason = lossReason, let from = absentUntil ?? lastHeard, from < until else { return nil }
        absentUntil = until
        return GapNote(from: from, to: until, reason: reason, venue: venue)
    }

    /// Said ahead of time, so that the minutes to come do not close as watched; it is not asked for before.
    mutating func miss(_ symbol: Symbol, until: Timestamp, at now: Timestamp) -> GapNote? {
        let from = min(unwatchedUntil[symbol] ?? now, now)
        guard from < until else { return nil }
        unwatchedUntil[symbol] = until
        return gap(of: symbol, from: from, to: until)
    }

    /// A symbol is subscribed.
    mutating func resume(_ symbol: Symbol, at now: Timestamp) -> GapNote? {
        guard let since = unwatchedUntil.removeValue(forKey: symbol), since < now else { return nil }
        return gap(of: symbol, from: since, to: now)
    }

    private func gap(of symbol: Symbol, from: Timestamp, to: Timestamp) -> GapNote {
        GapNote(from: from, to: to, reason: "not subscribed", venue: venue, symbol: symbol)
    }
}
