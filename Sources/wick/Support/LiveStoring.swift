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
    ///   - stored: is given each batch that the store has taken.
    ///   - report: is told when the store fails and when it works again.
    ///   - progress: is told how far the features are, which may take a while where there are many to be made.
    init(
        _ store: Store, _ configuration: Configuration, feeds: [FeedConfiguration], command: String,
        stored: @escaping @Sendable (StoreBatch) -> Void = { _ in },
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
            live = LiveStore(
                store, features: start.features, forecasts: learning.forecasts, thread: StoreThread(), stored: stored,
                report: report)
        } catch {
            throw CommandFailure(command, error)
        }
    }

    /// Takes what a batch led to, and returns the predictions and outcomes that follow.
    @discardableResult
    func take(_ output: LivePipeline.Output) async -> ForecastStage.Output { await live.take(output) }

    /// Asks for what waits to be stored soon, and does not wait for that.
    func wake() { live.wake() }

    /// How the store is.
    var status: LiveStore.Status { get async { await live.status } }

    /// Each instrument's newest features of this run.
    var newestVectors: [FeatureVector] { get async { await live.newestVectors } }

    /// Stores what is new every second, until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await live.run() }
            group.addTask { await tick() }
        }
    }

    private func tick() async {
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
        let unstored = await live.finish()
        for count in await live.status.refused { Console.error("wick \(command): \(count.words)") }
        do throws(StoreError) { try store.close() } catch { throw CommandFailure(command, error) }
        guard unstored.isEmpty else {
            throw CommandFailure(
                what: command,
                why:
                    "could not be stored in \(store.path): \(unstored); features are computed again at the next start, wick "
                    + "backfill fetches candles")
        }
    }
}
