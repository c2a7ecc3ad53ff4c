public import WickDomain

/// Trades of one instrument that are or may be missing.
struct RepairGoal: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// Ids between two that are known.
        case hole
        /// Everything from this moment on, up to the first id known; `ids` begins with 0.
        case beginning(since: Timestamp)
        /// Whatever came after the last id known; `ids` has no end.
        case tail
    }

    let instrument: Instrument
    let kind: Kind
    var ids: ClosedRange<UInt64>
    /// Event times of the trades on both sides.
    var after: Timestamp
    var before: Timestamp
    /// When the venue is asked, in the feed's own time.
    var due: Duration
    /// Answers that lacked it.
    var misses = 0

    init(hole: TradeLedger.Hole, of instrument: Instrument, due: Duration) {
        self.instrument = instrument
        kind = .hole
        ids = hole.firstID...hole.lastID
        after = hole.after
        before = hole.before
        self.due = due
    }

    /// - Parameters:
    ///   - firstID: the oldest trade known, and when it happened.
    init(since: Timestamp, firstID: UInt64, firstTime: Timestamp, of instrument: Instrument, due: Duration) {
        self.instrument = instrument
        kind = .beginning(since: since)
        ids = 0...firstID - 1
        after = since
        before = firstTime
        self.due = due
    }

    /// - Parameters:
    ///   - lastID: the newest trade known, and when it happened.
    init(after lastID: UInt64, lastTime: Timestamp, of instrument: Instrument, due: Duration) {
        self.instrument = instrument
        kind = .tail
        ids = lastID + 1...UInt64.max
        after = lastTime
        before = Timestamp(microseconds: .max)
        self.due = due
    }
}

/// One request under way or about to be: some goals of one instrument that lie close together, asked for page by page.
struct RepairJob: Equatable, Sendable {
    let instrument: Instrument
    let goals: [RepairGoal]
    /// What remains to be asked for, by venues that count by id.
    var ids: ClosedRange<UInt64>
    let after: Timestamp
    let before: Timestamp
    let kind: RepairGoal.Kind
    /// Where the next page begins, in the venue's words.
    var cursor: String?
    /// Requests that failed in a row.
    var failures = 0

    init(_ goals: [RepairGoal]) {
        guard let first = goals.first else { preconditionFailure("a job without a goal") }
        instrument = first.instrument
        kind = first.kind
        self.goals = goals
        ids = goals.reduce(first.ids) {
            min($0.lowerBound, $1.ids.lowerBound)...max($0.upperBound, $1.ids.upperBound)
        }
        after = goals.reduce(first.after) { min($0, $1.after) }
        before = goals.reduce(first.before) { max($0, $1.before) }
    }

    /// From which moment on everything is wanted, where there is no trade on the older side.
    var since: Timestamp? { if case .beginning(let since) = kind { since } else { nil } }
}

/// What to ask a venue.
public struct RepairRequest: Equatable, Sendable {
    public let instrument: Instrument
    /// Path and query.
    public let path: String
}
