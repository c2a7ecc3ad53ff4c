import Dispatch
import Glibc
import WickDomain
import WickFeatures
import WickFrames
import WickNetwork
import WickPipeline
import WickServer
import WickStore
import WickVenues

/// Everything without a screen: feeds, recorder, store, features, news, predictions, training, and the API. Owned by
/// `wick run`.
struct Service: Sendable {
    /// How often the feeds are asked how they are.
    private static let statusInterval: Duration = .milliseconds(250)
    /// Longer than this no stop takes.
    private static let draining: DispatchTimeInterval = .seconds(10)

    let setup: LiveSetup
    let storing: LiveStoring
    let recorder: RecorderActor?
    let served: ServedFold
    let training: ServiceTraining
    let alerts: LiveAlerts
    let server: APIServer
    let metrics: ServiceMetrics
    let latency: StoredLatency
    let reload: ServiceReload
    let notifier: SystemdNotifier
    let log: ServiceLog
    private let market = MarketActor()

    static var now: Timestamp { Timestamp(nanoseconds: WallClock.nanoseconds()) }

    /// Runs until a signal, or for so long, and ends in order.
    func run(for duration: Duration?) async -> LiveRun.Ending {
        let signals = StopSignals()
        let reloads = ReloadSignals()
        let pipeline = LivePipeline(
            feeds: setup.feeds, channel: setup.channel, recorder: recorder, market: market, news: setup.news,
            deliver: { await deliver($0) })
        let scheduled = ScheduledTraining(
            schedule: { reload.retraining }, live: storing.learning,
            train: { await training.train($0, because: $1) }, now: { Self.now })
        return await withTaskGroup(of: LiveRun.Ending?.self) { group in
            storing.learning.announceChampions(in: setup)
            let works: [@Sendable () async -> Void] = [
                { await pipeline.run() }, { await storing.run() }, { await setup.checkSymbols() },
                { await training.run() }, { await scheduled.run() }, { await alerts.run() }, { await watch() },
                { for await _ in reloads.stream { reloadNow() } },
            ]
            for work in works {
                group.addTask {
                    await work()
                    return nil
                }
            }
            group.addTask { await signals.first().map(LiveRun.Ending.signal) }
            group.addTask {
                guard let duration else { return nil }
                do { try await ContinuousClock().sleep(for: duration) } catch { return nil }
                return .time
            }
            var ending: LiveRun.Ending?
            while ending == nil, let next = await group.next() { ending = next }
            await stop(pipeline)
            // The pipeline drains by itself; the others only wait.
            group.cancelAll()
            return ending ?? .time
        }
    }

    /// Stores what waits and closes everything that is left.
    func finish() async throws {
        await server.stop()
        setup.network.stop()
        try await storing.finish()
    }

    private func stop(_ pipeline: LivePipeline) async {
        notifier.tell(.stopping)
        log.info("service", "stopping")
        served.data.update { state in
            state.isStopping = true
            return []
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.draining) { [log] in
            log.write(.error, "service", "not drained within 10 s; what the store has taken is kept")
            _exit(1)
        }
        // Before the channel ends: a new champion would be announced into it.
        training.stop()
        await pipeline.stop()
        await alerts.stop()
    }

    private func reloadNow() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        notifier.tell(.reloading(monotonicMicroseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000))
        reload.run(server)
        notifier.tell(.ready)
    }

    private func deliver(_ output: LivePipeline.Output) async {
        let received = output.market.clock
        let forecasts = await storing.take(output)
        if !output.market.candles.isEmpty { metrics.observeTradeToCandle(Self.now - received) }
        if !forecasts.predictions.isEmpty {
            latency.expect(forecasts.predictions, received: received)
            storing.wake()
        }
        let unobserved = await market.counts.unobserved
        let open = await market.openCandles
        await alerts.take(output, forecasts, open: open)
        await served.take(
            output, forecasts, vectors: await storing.newestVectors, open: open,
            gaps: await market.continuity.reduce(unobserved) { $0 + $1.counts.holes }, now: Self.now)
    }

    /// Asks the feeds how they are, and tells the service manager that everybody answers.
    private func watch() async {
        var lastAlive = ContinuousClock.now
        var isReady = !notifier.isHeard
        while true {
            do { try await ContinuousClock().sleep(for: Self.statusInterval) } catch { return }
            var statuses: [FeedStatus] = []
            for feed in setup.feeds { statuses.append(await feed.status) }
            await alerts.setFeeds(statuses)
            let store = await storing.status
            await alerts.setStore(store)
            await served.take(await alerts.listing)
            let feeds = statuses.map { Self.feed($0, Self.now) }
            await served.take(
                feeds, news: await setup.news?.state, store: Self.state(of: store),
                waitingBytes: setup.channel.waitingBytes, clockLead: WallClock.run.lead, now: Self.now)
            _ = await market.counts
            // What was not taken is told again at the next look.
            if !isReady { isReady = notifier.tell(.ready) }
            if let watchdog = notifier.watchdog, ContinuousClock.now - lastAlive >= watchdog / 3,
                notifier.tell(.alive)
            {
                lastAlive = ContinuousClock.now
            }
        }
    }

    private static func state(of store: LiveStore.Status) -> ServedState.StoreState {
        var state = ServedState.StoreState()
        state.failure = store.failure.map { "\($0)" }
        (state.waitingRows, state.waitingBytes) = (store.waitingRows, store.waitingBytes)
        (state.lost, state.refused) = (store.lost, store.refused)
        return state
    }

    private static func feed(_ status: FeedStatus, _ now: Timestamp) -> ServedState.Feed {
        ServedState.Feed(
            connection: Snapshot.Feed(
                venue: status.venue, state: .init(status.state),
                lastReceived: status.frames == 0 ? nil : status.age.map { now - $0 }, latency: status.latency),
            frames: status.frames, trades: status.trades, malformed: status.malformed,
            implausible: status.implausible, connections: status.connections, missing: status.missing)
    }
}
