import WickDomain
import WickFrames
import WickNetwork
import WickPipeline
import WickStore
import WickVenues

/// Backfills one venue's instruments one after another. Owned by the backfill command.
struct VenueBackfill: Sendable {
    let feed: FeedConfiguration
    let span: Duration
    let store: BackfillStore
    let network: NetworkThread
    let progress: BackfillProgress

    /// Bans of a few minutes are sat out; 6 attempts are at most 16 s of an unreachable venue.
    private static let policy = RetryPolicy(maximumAttempts: 6, maximumRetryAfter: .seconds(600))

    /// - Returns: whether anything failed; each failure has been told in a line.
    func run() async -> Bool {
        let now = await venueTime()
        let since = now - span
        var plans: [BackfillPlan] = []
        var hasFailed = false
        for symbol in feed.symbols {
            let instrument = Instrument(venue: feed.venue, symbol: symbol)
            do throws(StoreError) {
                let last = try await store.lastAsked(of: instrument, since: since)
                let plan = BackfillPlan(instrument: instrument, since: since, now: now, after: last)
                await progress.add(plan.totalMinutes)
                plans.append(plan)
            } catch {
                hasFailed = true
                await progress.tell("wick backfill \(instrument): \(error)")
            }
        }
        for plan in plans where await !fill(plan, since: since) { hasFailed = true }
        return hasFailed
    }

    private func fill(_ plan: BackfillPlan, since: Timestamp) async -> Bool {
        var plan = plan
        var done = 0
        let client = RetryingHTTPClient(
            network, policy: Self.policy, clock: ContinuousClock(), wallClock: WallClock.nanoseconds,
            random: SystemRandomNumberGenerator())
        let run = BackfillRun(
            venue: feed.venue, endpoint: feed.endpoint, client: client,
            clock: FeedClock(ContinuousClock(), wallNanoseconds: WallClock.nanoseconds))
        do {
            try await run.run(&plan) { candles, plan in
                try await store.add(candles, of: plan.instrument, since: since)
                await progress.advance(plan.doneMinutes - done)
                done = plan.doneMinutes
            }
            await progress.tell("\(plan.instrument): \(Self.text(plan.counts))")
            return true
        } catch {
            await progress.tell("wick backfill \(plan.instrument): \(error)")
            await progress.advance(plan.totalMinutes - done)
            return false
        }
    }

    /// The earlier of the venue's clock and ours: a minute that runs by either is not asked for. Ours, where the venue does
    /// not tell.
    private func venueTime() async -> Timestamp {
        let ours = Timestamp(nanoseconds: WallClock.nanoseconds())
        let probe = VenueProbe(venue: feed.venue, endpoint: feed.endpoint)
        // A venue that cannot be reached is told of with its first candles.
        let finding = try? await probe.askTime(network, wallNanoseconds: WallClock.nanoseconds)
        guard let finding else { return ours }
        return min(ours, ours + finding.clockOffset)
    }

    private static func text(_ counts: BackfillPlan.Counts) -> String {
        "\(counts.candles) candles (\(counts.empty) empty), \(counts.missing) minutes left out, "
            + "\(counts.answers) requests"
    }
}

/// Owns the store while venues are asked side by side.
actor BackfillStore {
    private let store: Store
    private var importing: StoreImport

    init(_ store: Store) {
        self.store = store
        importing = StoreImport(store)
    }

    /// Behind which minute the venue is to be asked; nil from `since` on. What it was asked for once is not asked for again, though there
    /// may be minutes in it that it does not have.
    func lastAsked(of instrument: Instrument, since: Timestamp) throws(StoreError) -> BackfillPlan.LastCandle? {
        guard let asked = try asked(of: instrument), asked.contains(since) else { return nil }
        let stored = try store.latestCandles(of: instrument, count: Self.lookBack, before: asked.upperBound)
        guard let last = stored.last, last.openTime >= since else { return nil }
        return .init(
            openTime: last.openTime, close: last.close, lastID: stored.last { $0.identifiers != nil }?.identifiers?.last
        )
    }

    /// Stores one page, and that it was asked for.
    func add(_ candles: [Candle], of instrument: Instrument, since: Timestamp) throws {
        for candle in candles { try importing.add(candle) }
        try importing.flush()
        guard let end = candles.last?.closeTime else { return }
        let before = try asked(of: instrument)
        let start = before.map { $0.contains(since) ? $0.lowerBound : since } ?? since
        guard start < end else { return }
        try store.setSettings(
            [Self.key(instrument): "\(start)/\(end)"], at: Timestamp(nanoseconds: WallClock.nanoseconds()))
    }

    /// A day: minutes without a trade have no id.
    private static let lookBack = 1440

    private static func key(_ instrument: Instrument) -> String { "backfill \(instrument)" }

    /// The span that the venue has been asked for, as it was written down: two times with a slash between.
    private func asked(of instrument: Instrument) throws(StoreError) -> Range<Timestamp>? {
        let parts = try store.setting(Self.key(instrument))?.split(separator: "/") ?? []
        // What cannot be read is asked for again.
        let times = parts.compactMap { try? Timestamp(iso8601: String($0)) }
        return times.count == 2 && times[0] < times[1] ? times[0]..<times[1] : nil
    }

    /// Makes the features, and says what became of the candles.
    func finish() throws -> String {
        try importing.finish()
        try store.close()
        return importing.summary
    }
}

/// How far all of a backfill has come, and its lines on standard error. Owns the progress bar.
actor BackfillProgress {
    private var bar = ProgressBar(title: "backfill")
    private var total = 0
    private var done = 0

    func add(_ minutes: Int) { total += minutes }

    func advance(_ minutes: Int) {
        done += minutes
        bar.show(done, of: total, unit: "minutes")
    }

    func tell(_ line: String) {
        bar.clear()
        Console.error(line)
    }

    func clear() { bar.clear() }
}
