import WickDomain
import WickFrames
import WickNetwork
import WickPipeline
import WickVenues

/// Backfills one venue's instruments one after another. Owned by the backfill command.
struct VenueBackfill: Sendable {
    let feed: FeedConfiguration
    let span: Duration
    let folder: String
    let network: NetworkThread
    let progress: BackfillProgress

    /// Bans of a few minutes are sat out; 6 attempts are at most 16 s of an unreachable venue.
    private static let policy = RetryPolicy(maximumAttempts: 6, maximumRetryAfter: .seconds(600))

    /// - Returns: whether anything failed; each failure has been told in a line.
    func run() async -> Bool {
        let now = await venueTime()
        let since = now - span
        var plans: [(BackfillPlan, CandleFile)] = []
        var hasFailed = false
        for symbol in feed.symbols {
            let instrument = Instrument(venue: feed.venue, symbol: symbol)
            do throws(CandleFile.Failure) {
                let file = try CandleFile(path: path(of: instrument), instrument: instrument)
                let plan = BackfillPlan(instrument: instrument, since: since, now: now, after: file.last)
                await progress.add(plan.totalMinutes)
                if let first = file.firstOpenTime, first - since > .seconds(120) {
                    await progress.tell(
                        "\(instrument): \(file.path) begins at \(first); minutes before that are not added")
                }
                plans.append((plan, file))
            } catch {
                hasFailed = true
                await progress.tell("wick backfill \(instrument): \(error)")
            }
        }
        for (plan, file) in plans where await !fill(plan, file) { hasFailed = true }
        return hasFailed
    }

    private func fill(_ plan: BackfillPlan, _ file: CandleFile) async -> Bool {
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
                try file.append(candles)
                await progress.advance(plan.doneMinutes - done)
                done = plan.doneMinutes
            }
            await progress.tell("\(plan.instrument): \(Self.text(plan.counts)) -> \(file.path)")
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

    private func path(of instrument: Instrument) -> String {
        let name = "\(instrument.symbol)".map { $0.isLetter || $0.isNumber ? $0 : "-" }
        return "\(folder)/\(instrument.venue)-\(String(name)).csv"
    }

    private static func text(_ counts: BackfillPlan.Counts) -> String {
        "\(counts.candles) candles (\(counts.empty) empty), \(counts.missing) minutes left out, "
            + "\(counts.answers) requests"
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
