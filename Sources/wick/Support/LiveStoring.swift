import ArgumentParser
import WickDomain
import WickFrames
import WickNews
import WickPipeline
import WickStore
import WickVenues

/// The store of a live run: brought up to date before the feeds start, written while they run. Owned by one command.
struct LiveStoring: Sendable {
    /// From when on each instrument's trades are asked for, to close the gap since the last run.
    let resume: [Instrument: Timestamp]
    /// The headlines that are known already.
    let headlines: HeadlineLedger
    /// Seconds.
    private static let trimInterval = 3600
    private let command: String
    private let store: Store
    private let live: LiveStore
    let learning: LiveLearning

    /// Opens the store, removes what is too old to be kept, and makes the features that a stop left out.
    ///
    /// - Parameters:
    ///   - report: is told when the store fails and when it works again.
    ///   - progress: is told how far the features are, which may take a while where there are many to be made.
    init(
        _ store: Store, _ configuration: Configuration, feeds: [FeedConfiguration], command: String,
        report: @escaping @Sendable (LiveStore.Event) -> Void = { Console.log("\($0)") },
        progress: (String) -> Void = { Console.log($0) }
    ) throws {
        FreeMemory.giveBackLargeBlocks()
        self.command = command
        self.store = store
        let instruments = feeds.flatMap { feed in feed.symbols.map { Instrument(venue: feed.venue, symbol: $0) } }
        do throws(StoreError) {
            // What is known already was known before now, whatever the wall clock shows.
            if let known = try store.newestKnownTime(of: instruments) { WallClock.run.begin(after: known) }
            let now = WallClock.now
            _ = try store.prune(configuration.retention, now: now)
            var told = StartProgress()
            let start = try LiveStart(
                store, instruments, now: now, reach: .seconds(configuration.repairLimitHours * 3600)
            ) { fraction, time in
                if let text = told.text(fraction, time) { progress(text) }
            }
            (resume, headlines) = (start.resume, start.headlines)
            learning = LiveLearning(store, instruments, start)
            live = LiveStore(store, features: start.features, forecasts: learning.forecasts, report: report)
        } catch {
            throw CommandFailure(command, error)
        }
    }

    /// Takes what a batch led to, and returns the predictions and outcomes that follow.
    @discardableResult
    func take(_ output: LivePipeline.Output) async -> ForecastStage.Output { await live.take(output) }

    /// Stores what waits, now.
    ///
    /// - Returns: whether the store took it all.
    func flush() async -> Bool {
        await live.flush()
        return await live.waiting == 0
    }

    /// Rows that wait for the store.
    var waiting: Int { get async { await live.waiting } }

    /// Each instrument's newest features of this run.
    var newestVectors: [FeatureVector] { get async { await live.newestVectors } }

    /// Stores what is new every second, until it is cancelled.
    func run() async {
        var seconds = 0
        while !Task.isCancelled {
            if seconds.isMultiple(of: Self.trimInterval) { FreeMemory.trim() }
            seconds += 1
            do { try await ContinuousClock().sleep(for: LiveStore.interval) } catch { return }
            await live.flush()
        }
    }

    /// Stores what waits.
    ///
    /// - Throws: `CommandFailure` where that is not possible.
    func finish() async throws {
        let lost = await live.finish()
        do throws(StoreError) { try store.close() } catch { throw CommandFailure(command, error) }
        guard lost == 0 else {
            throw CommandFailure(
                what: command,
                why: "\(lost) rows could not be stored in \(store.path); wick backfill can fetch their candles")
        }
    }
}
