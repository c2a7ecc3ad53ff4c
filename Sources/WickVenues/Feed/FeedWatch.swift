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
    /// Since when each symbol is not subscribed, and until when that has been said.
    private var unwatched: [Symbol: Range<Timestamp>] = [:]
    /// What is said ahead of time is said again when so little of it is left, and so far ahead: a minute closes a second after its end, and
    /// deadlines are looked at ten times a second while something is under way.
    static let leastAhead: Duration = .seconds(1)
    static let ahead: Duration = .seconds(3)

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

    /// The same piece by piece, for as long as nobody is connected: also while a connection is on its way.
    mutating func extend(at now: Timestamp) -> GapNote? {
        guard lossReason != nil, (absentUntil ?? now) - now < Self.leastAhead else { return nil }
        return miss(until: now + Self.ahead)
    }

    /// Said ahead of time, so that the minutes to come do not close as watched; it is not asked for before.
    mutating func miss(_ symbol: Symbol, until: Timestamp, at now: Timestamp) -> GapNote? {
        let told = unwatched[symbol]
        let from = min(told?.upperBound ?? now, now)
        guard from < until else { return nil }
        unwatched[symbol] = (told?.lowerBound ?? from)..<until
        return gap(of: symbol, from: from, to: until)
    }

    /// Symbols that have been asked for again, and not been answered for yet.
    mutating func extendSymbols(at now: Timestamp) -> [GapNote] {
        guard !unwatched.isEmpty else { return [] }
        return unwatched.sorted { $0.key < $1.key }.compactMap { symbol, told in
            guard told.upperBound - now < Self.leastAhead else { return nil }
            let until = now + Self.ahead
            unwatched[symbol] = told.lowerBound..<until
            return gap(of: symbol, from: told.upperBound, to: until)
        }
    }

    /// A symbol is subscribed. What has been said already is said again in part, so that it is asked for now.
    mutating func resume(_ symbol: Symbol, at now: Timestamp) -> GapNote? {
        guard let told = unwatched.removeValue(forKey: symbol), told.lowerBound < now else { return nil }
        return gap(of: symbol, from: min(told.upperBound, max(told.lowerBound, now - Self.ahead)), to: now)
    }

    private func gap(of symbol: Symbol, from: Timestamp, to: Timestamp) -> GapNote {
        GapNote(from: from, to: to, reason: "not subscribed", venue: venue, symbol: symbol)
    }
}
