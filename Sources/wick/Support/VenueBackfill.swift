import WickDomain
import WickFrames
import WickNetwork
import WickPipeline
import WickStore
import WickVenues

/// Backfills one venue's instruments: the bars of all of them first, then what only lists of trades have. Owned by the backfill command.
struct VenueBackfill: Sendable {
    /// What came of it; each failure has been told in a line.
    struct Outcome: OptionSet {
        let rawValue: Int
        static let failed = Outcome(rawValue: 1)
        /// Some rows could not be used.
        static let leftOut = Outcome(rawValue: 2)
    }

    /// What is wanted of one instrument, and what came of it so far.
    private struct Job {
        let instrument: Instrument
        let wanted: Range<Timestamp>
        var counts = BackfillCounts()
        /// What the bars answered.
        var bars: [Range<Timestamp>] = []
        var trades: [BackfillAgenda.Piece] = []
        var hasFailed = false

        var tradeMinutes: Int { trades.reduce(0) { $0 + VenueBackfill.minutes($1.span) } }
    }

    let feed: FeedConfiguration
    let since: Duration
    let silence: Int
    let store: BackfillStore
    let network: NetworkThread
    let progress: BackfillProgress

    /// Bans of a few minutes are sat out; 6 attempts are at most 16 s of an unreachable venue.
    private static let policy = RetryPolicy(maximumAttempts: 6, maximumRetryAfter: .seconds(600))
    /// A span of trades beyond this is better had from the venue's archive.
    private static let archiveMinutes = 1440
    /// How often a run that nobody watches says how far it is.
    private static let reportInterval: Duration = .seconds(60)

    init(
        feed: FeedConfiguration, since: Duration, silence: Int, store: BackfillStore, network: NetworkThread,
        progress: BackfillProgress
    ) {
        (self.feed, self.since, self.silence) = (feed, since, silence)
        (self.store, self.network, self.progress) = (store, network, progress)
    }

    func run() async -> Outcome {
        let now = await venueTime()
        let wanted = BackfillPlan.wanted(since: now - since, now: now)
        var jobs = feed.symbols.map { Job(instrument: Instrument(venue: feed.venue, symbol: $0), wanted: wanted) }
        for index in jobs.indices { await fetchBars(&jobs[index]) }
        // Bars reach back from now, so those of all instruments come before anything that takes long.
        for index in jobs.indices where !jobs[index].hasFailed { await planTrades(&jobs[index]) }
        for index in jobs.indices where !jobs[index].hasFailed {
            await fetchTrades(&jobs[index], later: jobs[(index + 1)...].filter { !$0.hasFailed })
            if !jobs[index].hasFailed { await tell(jobs[index]) }
        }
        var outcome: Outcome = []
        if jobs.contains(where: \.hasFailed) { outcome.insert(.failed) }
        if jobs.contains(where: { !$0.counts.unusable.isEmpty }) { outcome.insert(.leftOut) }
        return outcome
    }

    // MARK: Bars

    private func fetchBars(_ job: inout Job) async {
        do {
            let missing = try await store.asked(of: job.instrument).missing(in: job.wanted)
            await progress.expect(missing.reduce(0) { $0 + Self.minutes($1) })
            for piece in BackfillAgenda.bars(of: feed.venue, missing: missing, wanted: job.wanted) {
                let plan = try await fetch(piece, for: &job, left: .zero)
                job.bars.append(plan.covered ?? plan.span)
            }
        } catch { await fail(&job, error) }
    }

    // MARK: Trades

    private func planTrades(_ job: inout Job) async {
        do {
            let asked = try await store.asked(of: job.instrument)
            let older = BackfillAgenda.trades(
                of: feed.venue, missing: asked.missing(in: job.wanted), wanted: job.wanted, bars: job.bars)
            // Bars are few requests, but trades are not asked for where an import or a live run has the minutes already.
            for piece in older {
                let stored = try await store.wholeRuns(of: job.instrument, in: piece.span)
                await progress.advance(
                    Self.minutes(piece.span) - stored.missing(in: piece.span).reduce(0) { $0 + Self.minutes($1) },
                    of: feed.venue, left: nil)
                job.trades += BackfillAgenda.trades(
                    of: feed.venue, missing: stored.missing(in: piece.span), wanted: job.wanted, bars: job.bars)
            }
            await announceTrades(job)
        } catch { await fail(&job, error) }
    }

    /// Says beforehand what will take long, and what would be faster.
    private func announceTrades(_ job: Job) async {
        let minutes = job.tradeMinutes
        let pace = BackfillPace(venue: feed.venue, counts: job.counts)
        let duration = pace.duration(of: minutes, .trades)
        let isLong = minutes > Self.archiveMinutes
        guard isLong || duration ?? .zero > .seconds(60) else { return }
        var text = "\(job.instrument): \(minutes) minutes are older than its bars and come as trades"
        if let duration, let requests = pace.requests(for: minutes, of: .trades) {
            text += ", some \(requests) requests at one a second: about \(ProgressBar.words(duration))"
        }
        await progress.tell(text)
        guard isLong else { return }
        await progress.tell(
            "\(job.instrument): faster for what lies further back is Kraken's own archive (support.kraken.com, "
                + "\"Downloadable historical market data\"): wick import FILE --venue kraken --symbol \(job.instrument.symbol) "
                + "--kind trades, and then this again, which asks for the rest only")
    }

    private func fetchTrades(_ job: inout Job, later: [Job]) async {
        do {
            for (index, piece) in job.trades.enumerated() {
                let rest = job.trades[(index + 1)...].reduce(0) { $0 + Self.minutes($1.span) }
                var left = BackfillPace(venue: feed.venue, counts: job.counts).duration(of: rest, .trades)
                for job in later {
                    let more = BackfillPace(venue: feed.venue, counts: job.counts).duration(
                        of: job.tradeMinutes, .trades)
                    left = left.flatMap { left in more.map { left + $0 } }
                }
                _ = try await fetch(piece, for: &job, left: left)
            }
        } catch { await fail(&job, error) }
    }

    // MARK: One piece

    /// - Parameter left: how long what comes behind the piece will take; nil where that is not known.
    private func fetch(
        _ piece: BackfillAgenda.Piece, for job: inout Job, left: Duration?
    ) async throws -> BackfillPlan {
        let (piece, last) = try await store.joined(piece, of: job.instrument, silence: silence)
        var plan = BackfillPlan(
            instrument: job.instrument, span: piece.span, source: piece.source, after: last, isNewest: piece.isNewest,
            longestSilence: silence)
        let pace = BackfillPace(venue: feed.venue, counts: job.counts)
        let client = RetryingHTTPClient(
            network, policy: Self.policy, clock: ContinuousClock(), wallClock: WallClock.nanoseconds,
            random: SystemRandomNumberGenerator())
        let run = BackfillRun(
            venue: feed.venue, endpoint: feed.endpoint, client: client,
            clock: FeedClock(ContinuousClock(), wallNanoseconds: WallClock.nanoseconds))
        let start = ContinuousClock.now
        var (done, told) = (0, start)
        defer { job.counts += plan.counts }
        try await run.run(&plan) { candles, plan in
            try await store.add(candles, of: plan.instrument, covered: plan.covered)
            let now = ContinuousClock.now
            let rest = pace.rest(of: plan, after: now - start).flatMap { rest in left.map { rest + $0 } }
            await progress.advance(plan.doneMinutes - done, of: feed.venue, left: rest)
            done = plan.doneMinutes
            if now - told > Self.reportInterval {
                told = now
                await progress.report(plan, rest)
            }
        }
        // The next piece asks the same venue.
        try await Task.sleep(for: BackfillRun.spacing(feed.venue))
        return plan
    }

    private func fail(_ job: inout Job, _ error: any Error) async {
        job.hasFailed = true
        await progress.tell("wick backfill \(job.instrument): \(error)")
        // What came before is stored, and worth a line.
        if job.counts.answers > 0 { await tell(job) }
    }

    private func tell(_ job: Job) async {
        for line in job.counts.lines { await progress.tell("\(job.instrument): \(line)") }
    }

    private static func minutes(_ span: Range<Timestamp>) -> Int {
        Int(clamping: (span.upperBound - span.lowerBound).microseconds / Timeframe.oneMinute.duration.microseconds)
    }

    /// The earlier of the venue's clock and ours: a minute that runs by either is not asked for. Ours, where the venue does
    /// not tell, or a time that is a day off.
    private func venueTime() async -> Timestamp {
        let ours = Timestamp(nanoseconds: WallClock.nanoseconds())
        let probe = VenueProbe(venue: feed.venue, endpoint: feed.endpoint)
        // A venue that cannot be reached is told of with its first candles.
        let finding = try? await probe.askTime(network, wallNanoseconds: WallClock.nanoseconds)
        guard let offset = finding?.clockOffset else { return ours }
        return min(ours, ours + min(offset, .zero))
    }
}
