public import WickDomain
public import WickFrames

/// What happened to a feed, for the log pane. Texts from outside are cut to printable ASCII.
public enum FeedEvent: Equatable, Sendable, CustomStringConvertible {
    case connected(Venue)
    case subscribed(Instrument)
    /// The venue refused one instrument; the others go on, and it is asked again after a while.
    case refused(Venue, symbol: String, reason: String)
    /// The venue never answered for this instrument; it is asked again after a while.
    case unanswered(Instrument)
    /// The connection is gone, or could not be opened.
    case disconnected(Venue, reason: String, nextTry: Duration)
    /// A new connection is opened before the old one is closed.
    case rotating(Venue, reason: String)
    case rotated(Venue)
    /// A pong that answers no ping of ours.
    case wrongPong(Venue, payload: String)
    case status(Venue, String)
    case venueError(Venue, String)
    case malformed(Venue, String)
    /// A channel that holds trades came and is not read; told once.
    case unread(Venue, channel: String)
    case gap(GapNote)
    /// Frames are not taken; the socket is not read.
    case blocked(Venue)
    case receiveClock(Venue, ReceiveClock.Verdict)
    /// Of the machine's clock.
    case clockStep(ClockStep)
    case repaired(Instrument, trades: Int)
    /// The venue's own list has no such trades.
    case confirmedAbsent(Instrument, ids: ClosedRange<UInt64>)
    /// These trades cannot be had: the candles of the interval stay incomplete.
    case unrecoverable(Instrument, ids: ClosedRange<UInt64>, after: Timestamp, before: Timestamp, reason: String)
    /// The time since the last stored trade is longer than what is asked for.
    case notBackfilled(Instrument, from: Timestamp, to: Timestamp)
    case repairFailed(Instrument, reason: String, nextTry: Duration)

    public var description: String {
        switch self {
        case .connected(let venue): "\(venue): connected"
        case .subscribed(let instrument): "\(instrument): subscribed"
        case .refused(let venue, let symbol, let reason): "\(venue) refused \(symbol): \(reason)"
        case .unanswered(let instrument): "\(instrument): the subscription was not answered"
        case .disconnected(let venue, let reason, let wait):
            "\(venue): disconnected (\(reason)); next try in \(Self.text(wait))"
        case .rotating(let venue, let reason): "\(venue): a new connection takes over (\(reason))"
        case .rotated(let venue): "\(venue): the new connection has taken over"
        case .wrongPong(let venue, let payload): "\(venue): a pong '\(payload)' answers no ping"
        case .status(let venue, let text): "\(venue): status \(text)"
        case .venueError(let venue, let text): "\(venue) says: \(text)"
        case .malformed(_, let text): text
        case .unread(let venue, let channel): "\(venue): frames of channel \(channel), which holds trades, are not read"
        case .gap(let gap):
            "\(Self.subject(of: gap)): not watched from \(gap.from) to \(gap.to) (\(gap.reason))"
        case .blocked(let venue): "\(venue): frames are not taken; its socket is not read"
        case .receiveClock(let venue, let verdict): "\(venue): \(verdict)"
        case .clockStep(let step): "\(step)"
        case .repaired(let instrument, let count): "\(instrument): \(count) missing trades filled in"
        case .confirmedAbsent(let instrument, let ids):
            "\(instrument): trades \(ids.lowerBound) to \(ids.upperBound) never were, by the venue's own list"
        case .unrecoverable(let instrument, let ids, let after, let before, let reason):
            "\(instrument): trades \(ids.lowerBound) to \(ids.upperBound), between \(after) and \(before), cannot be had: \(reason)"
        case .notBackfilled(let instrument, let from, let to):
            "\(instrument): the time from \(from) to \(to) is longer than what is filled at a start"
        case .repairFailed(let instrument, let reason, let wait):
            "\(instrument): asking for missing trades failed: \(reason); next try in \(Self.text(wait))"
        }
    }

    private static func subject(of gap: GapNote) -> String {
        guard let venue = gap.venue else { return "all venues" }
        return gap.symbol.map { "\(venue) \($0)" } ?? "\(venue)"
    }

    private static func text(_ duration: Duration) -> String {
        "\((duration.seconds * 10).rounded() / 10) s"
    }
}
