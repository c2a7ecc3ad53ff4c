public import WickDomain

/// Decides what to ask a venue for, so that every trade it published is known: a pure state machine that is told the trades seen
/// and the answers, and says what to ask next. Owned by the venue's feed, which performs the requests one at a time.
public struct RepairPlanner: Sendable {
    /// Holes that wait; as many as a ledger can have. Beyond it new ones are joined to the newest.
    static let maximumGoals = TradeLedger.maximumSpans
    /// Trades that overtake each other do so within this in practice.
    static let shortestGrace: Duration = .milliseconds(250)
    /// The first wait for what an answer lacked, doubled each time; and the longest wait after a failure.
    static let firstMissWait: Duration = .seconds(2)
    static let longestFailureWait: Duration = .seconds(30)
    /// How long after a reconnect a quiet instrument is asked about: its next trade tells the same for nothing, and an interface that lags
    /// behind the socket by a second or two must not be taken at its word.
    static let tailWait: Duration = .seconds(5)
    /// What a venue's own word for "too many" costs, where it does not say for how long.
    static let rateLimitWait: Duration = .seconds(10)

    /// What is known of one instrument.
    private struct Book {
        let instrument: Instrument
        var ledger = TradeLedger()
        /// When the last trade before this run happened, where one is stored.
        let lastStored: Timestamp?
        /// From when on trades are wanted; nil before the first frame is through.
        var since: Timestamp?
        /// Whether an older trade than that has come.
        var beginsEarlier = false
        /// When the venue is asked for what came after the newest trade; nil where a trade has come since the reconnect.
        var tailDue: Duration?
    }

    /// What an answer led to.
    public struct Outcome: Equatable, Sendable {
        /// For the recorded answer: see `RestAnswer`.
        public var completeSince: Timestamp?
        public var completeIDs: ClosedRange<UInt64>?
        /// Set where everything after this moment, up to when the venue was asked, is in this page and those before it.
        public var listedFrom: Timestamp?
        public var events: [FeedEvent] = []
    }

    private let configuration: RepairConfiguration
    private let resume: [Instrument: Timestamp]
    private var books: [Book] = []
    private var recent = 0
    private var goals: [RepairGoal] = []
    private var job: RepairJob?
    private var nextCall: Duration = .zero

    /// - Parameter resume: the time of each instrument's newest stored trade; what has happened since is asked for as well.
    public init(_ configuration: RepairConfiguration, resume: [Instrument: Timestamp] = [:]) {
        self.configuration = configuration
        self.resume = resume
    }

    /// Whether something is missing that may still be had.
    public var isRepairing: Bool { job != nil || !goals.isEmpty }

    /// Ids that are missing and asked for; at a start their number is not known.
    public var missing: UInt64 {
        (goals + (job?.goals ?? [])).reduce(0) { sum, goal in
            // A broken id can make a hole of any size.
            let (total, isOverflow) = sum.addingReportingOverflow(
                goal.kind == .hole ? goal.ids.upperBound - goal.ids.lowerBound + 1 : 0)
            return isOverflow ? .max : total
        }
    }

    public func ledger(of instrument: Instrument) -> TradeLedger? {
        books.first { $0.instrument == instrument }?.ledger
    }

    /// Takes the trades of one frame.
    public mutating func observe(_ trades: [Trade], at now: Duration, events: inout [FeedEvent]) {
        for trade in trades {
            let index = bookIndex(of: trade.instrument)
            books[index].tailDue = nil
            switch books[index].ledger.insert(id: trade.id, eventTime: trade.eventTime) {
            case .opened(let hole): wait(for: hole, of: trade.instrument, at: now)
            case .filled(nil): noteEarlier(trade, index, at: now)
            case .next, .filled, .duplicate, .expired: break
            }
        }
        // Only once the frame is through is its oldest trade known.
        for index in books.indices where books[index].since == nil || books[index].beginsEarlier {
            begin(index, at: now, events: &events)
        }
    }

    /// Says that watching was interrupted: a market that has gone quiet has no next trade that would show what was missed.
    ///
    /// - Parameter symbol: of the instrument that was not watched; nil where none was.
    public mutating func noteBreak(of symbol: Symbol?, at now: Duration) {
        for index in books.indices where symbol == nil || symbol == books[index].instrument.symbol {
            books[index].tailDue = now + Self.tailWait
        }
    }

    /// What to ask now; nil where nothing is due. To be followed by `take` or `fail`.
    public mutating func next(at now: Duration) -> RepairRequest? {
        guard now >= nextCall else { return nil }
        if job == nil { job = nextJob(at: now) ?? nextTail(at: now) }
        guard let job else { return nil }
        nextCall = now + configuration.spacing
        return job.request(pageLimit: configuration.pageLimit)
    }

    /// Takes the page that answers the last request.
    public mutating func take(_ page: RestPage, at now: Duration) -> Outcome {
        guard var job else { preconditionFailure("an answer to no request") }
        var outcome = Outcome()
        let index = bookIndex(of: job.instrument)
        let wanted = job.since.map { since in page.trades.filter { $0.eventTime >= since } } ?? page.trades
        let added = wanted.count {
            let insertion = books[index].ledger.insert(id: $0.id, eventTime: $0.eventTime)
            return insertion != .duplicate && insertion != .expired
        }
        if added > 0 { outcome.events.append(.repaired(job.instrument, trades: added)) }
        // A page with a row that cannot be used proves nothing about what it leaves out.
        if !configuration.idsAreContiguous, page.isWhole, let ids = page.ids {
            outcome.completeIDs = ids
            for hole in books[index].ledger.markAbsent(ids) {
                outcome.events.append(.confirmedAbsent(job.instrument, ids: hole.firstID...hole.lastID))
            }
        }
        job.failures = 0
        switch job.advance(past: page, pageLimit: configuration.pageLimit) {
        case .finished(let complete):
            outcome.completeSince = page.isWhole ? complete : nil
            if job.kind == .tail, page.isWhole { outcome.listedFrom = job.after }
            self.job = nil
            settle(job, hasReachedEnd: true, at: now, events: &outcome.events)
        case .more(let complete):
            outcome.completeSince = page.isWhole ? complete : nil
            self.job = job
        case .stuck:
            self.job = nil
            settle(job, hasReachedEnd: false, at: now, events: &outcome.events)
        }
        return outcome
    }

    /// Takes the failure of the last request.
    ///
    /// - Parameters:
    ///   - retryAfter: how long the venue wants to be left alone, where it says so.
    ///   - canRetry: whether the same request may succeed later.
    public mutating func fail(
        reason: String, retryAfter: Duration?, canRetry: Bool, at now: Duration
    ) -> [FeedEvent] {
        guard var job else { preconditionFailure("a failure of no request") }
        job.failures += 1
        guard canRetry, job.failures < configuration.maximumFailures else {
            self.job = nil
            nextCall = max(nextCall, now + (retryAfter ?? .zero))
            return job.goals.flatMap { giveUp($0, reason: reason) }
        }
        let wait = max(retryAfter ?? .zero, min(.seconds(1 << min(job.failures, 10)), Self.longestFailureWait))
        nextCall = max(nextCall, now + wait)
        self.job = job
        return [.repairFailed(job.instrument, reason: reason, nextTry: wait)]
    }
}

extension RepairPlanner {
    private mutating func bookIndex(of instrument: Instrument) -> Int {
        if recent < books.count, books[recent].instrument == instrument { return recent }
        recent = books.firstIndex { $0.instrument == instrument } ?? books.count
        if recent == books.count { books.append(Book(instrument: instrument, lastStored: resume[instrument])) }
        return recent
    }

    /// A trade that comes late, from before the first one known: what lies between the two is missing, and so may be the beginning
    /// of its minute.
    private mutating func noteEarlier(_ trade: Trade, _ index: Int, at now: Duration) {
        guard let since = books[index].since else { return }
        if trade.eventTime < since { books[index].beginsEarlier = true }
        let spans = books[index].ledger.spans
        if spans.count > 1, spans[0].lastID == trade.id {
            wait(for: books[index].ledger.hole(before: 1), of: trade.instrument, at: now)
        }
    }

    private mutating func wait(for hole: TradeLedger.Hole, of instrument: Instrument, at now: Duration) {
        guard goals.count >= Self.maximumGoals, let last = goals.lastIndex(where: { $0.instrument == instrument })
        else {
            // What is missing over a longer time than trades are late by was lost, not overtaken.
            let isLong = hole.before - hole.after > configuration.grace
            let wait = isLong ? min(configuration.grace, Self.shortestGrace) : configuration.grace
            goals.append(RepairGoal(hole: hole, of: instrument, due: now + wait))
            return
        }
        goals[last].ids = min(goals[last].ids.lowerBound, hole.firstID)...max(goals[last].ids.upperBound, hole.lastID)
        goals[last].before = max(goals[last].before, hole.before)
    }

    /// The first trade of a run: everything since its minute began is wanted, or since the minute of the last stored trade.
    private mutating func begin(_ index: Int, at now: Duration, events: inout [FeedEvent]) {
        guard let first = books[index].ledger.spans.first else { return }
        let instrument = books[index].instrument
        var since = first.firstTime.floored(to: .seconds(60))
        books[index].beginsEarlier = false
        defer { books[index].since = since }
        guard first.firstID > 0 else { return }
        if let stored = books[index].lastStored?.floored(to: .seconds(60)), stored < since {
            if since - stored <= configuration.maximumBackfill {
                since = stored
            } else {
                if books[index].since == nil { events.append(.notBackfilled(instrument, from: stored, to: since)) }
            }
        }
        goals.append(
            RepairGoal(
                since: since, firstID: first.firstID, firstTime: first.firstTime, of: instrument,
                due: now + configuration.grace))
    }

    /// The goal that has waited longest, with its neighbours that one page would answer as well.
    private mutating func nextJob(at now: Duration) -> RepairJob? {
        while let index = goals.indices.filter({ goals[$0].due <= now }).min(by: { goals[$0].due < goals[$1].due }) {
            var first = goals.remove(at: index)
            guard first.kind == .hole else { return RepairJob([first]) }
            guard narrow(&first) else { continue }
            var gathered = [first]
            let (end, isOverflow) = first.ids.lowerBound.addingReportingOverflow(UInt64(configuration.pageLimit))
            var rest: [RepairGoal] = []
            for var goal in goals {
                let isNear =
                    goal.instrument == first.instrument && goal.kind == .hole && goal.due <= now && !isOverflow
                    && goal.ids.lowerBound >= first.ids.lowerBound && goal.ids.upperBound < end
                guard isNear else {
                    rest.append(goal)
                    continue
                }
                if narrow(&goal) { gathered.append(goal) }
            }
            goals = rest
            return RepairJob(gathered)
        }
        return nil
    }

    private mutating func nextTail(at now: Duration) -> RepairJob? {
        guard let index = books.firstIndex(where: { $0.tailDue.map { $0 <= now } ?? false }) else { return nil }
        books[index].tailDue = nil
        guard let newest = books[index].ledger.spans.last, newest.lastID < .max else { return nil }
        return RepairJob([
            RepairGoal(after: newest.lastID, lastTime: newest.lastTime, of: books[index].instrument, due: now)
        ])
    }

    /// Cuts the goal down to what is still missing of it; false where nothing is.
    private func narrow(_ goal: inout RepairGoal) -> Bool {
        let holes = ledger(of: goal.instrument)?.holes(within: goal.ids) ?? []
        guard let first = holes.first, let last = holes.last else { return false }
        goal.ids = first.firstID...last.lastID
        goal.after = first.after
        goal.before = last.before
        return true
    }

    /// The venue has been asked for everything: what is missing still is asked for again later, or never.
    private mutating func settle(
        _ job: RepairJob, hasReachedEnd: Bool, at now: Duration, events: inout [FeedEvent]
    ) {
        for var goal in job.goals {
            switch goal.kind {
            case .hole: if !narrow(&goal) { continue }
            case .beginning, .tail:
                if hasReachedEnd {
                    noteHoles(among: goal, at: now)
                    continue
                }
            }
            goal.misses += 1
            guard goal.misses < configuration.maximumMisses else {
                events += giveUp(goal, reason: "the venue's own list does not have them")
                continue
            }
            goal.due = now + Self.firstMissWait * (1 << (goal.misses - 1))
            goals.append(goal)
        }
    }

    /// Holes among trades that were filled in beyond those known are holes like any other.
    private mutating func noteHoles(among goal: RepairGoal, at now: Duration) {
        guard let ledger = ledger(of: goal.instrument) else { return }
        for hole in ledger.holes(within: goal.ids) {
            goals.append(RepairGoal(hole: hole, of: goal.instrument, due: now + Self.firstMissWait))
        }
    }

    private func giveUp(_ goal: RepairGoal, reason: String) -> [FeedEvent] {
        // Nobody knows whether there was any such trade; the next one will tell.
        if goal.kind == .tail { return [] }
        return [.unrecoverable(goal.instrument, ids: goal.ids, after: goal.after, before: goal.before, reason: reason)]
    }
}
