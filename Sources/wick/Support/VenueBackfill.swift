import WickDomain
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
                let last = try await store.lastWhole(of: instrument, since: since)
                let plan = BackfillPlan(instrument: instrument, since: since, now: now, after: last)
                await progress.add(plan.totalMinutes)
                plans.append(plan)
            } catch {
                hasFailed = true
                await progress.tell("wick backfill \(instrument): \(error)")
            }
        }
        for plan in plans where await !fill(plan) { hasFailed = true }
        return hasFailed
    }

    private func fill(_ plan: BackfillPlan) async -> Bool {
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
                try await store.add(candles)
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

    /// The last minute of the unbroken run of whole ones that begins there; nil where the first is missing.
    func lastWhole(of instrument: Instrument, since: Timestamp) throws(StoreError) -> BackfillPlan.LastCandle? {
        var expected = (since - .microseconds(1)).floored(to: .seconds(60)) + .seconds(60)
        var last: BackfillPlan.LastCandle?
        var lastID: UInt64?
        for candle in try store.candles(of: instrument, in: expected..<Timestamp(microseconds: .max)) {
            guard candle.openTime == expected, candle.state.isWhole else { break }
            lastID = candle.identifiers?.last ?? lastID
            last = .init(openTime: candle.openTime, close: candle.close, lastID: lastID)
            expected = candle.closeTime
        }
        return last
    }

    /// Stores one page, so that what was asked for once is not asked for again.
    func add(_ candles: [Candle]) throws {
        for candle in candles { try importing.add(candle) }
        try importing.flush()
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
