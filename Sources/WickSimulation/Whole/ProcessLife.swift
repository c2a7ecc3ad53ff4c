import Foundation
import Synchronization
import WickDomain
import WickFrames
import WickNews
import WickPipeline
import WickStore
import WickVenues
import WickLearning

/// One process of wick, from its start to its stop or its death: the production parts, put together as the live commands do.
final class ProcessLife: Sendable {
    /// When the process dies; at any await, or at any moment of a transaction.
    enum Death: Sendable {
        /// So many jobs after this moment.
        case jobs(after: VirtualClock.Instant, count: Int)
        /// At this transaction of the store, counted from 1, before or after its rows were written.
        case transaction(number: Int, atCommit: Bool)
    }

    private struct State {
        var isDead = false
        /// It has stopped in order, and cannot die any more.
        var hasEnded = false
        var transactions = 0
        var rows = StoreWriter.Rows()
        var longest = QueueLengths()
        var refusedNotes = 0
        var random: RandomSource
    }

    let number: Int
    let world: SimulatedWorld
    let disk: DiskImage
    /// Where the disk is copied to at the moment of death.
    let remains: DiskImage
    private let death: Death?
    private let networks: [ProcessNetwork]
    private let press: ProcessNetwork
    private let state: Mutex<State>
    private let deaths: AsyncStream<Never>
    private let deathInput: AsyncStream<Never>.Continuation
    /// Its own time.
    let clock: RunClock

    init(_ number: Int, _ world: SimulatedWorld, disk: DiskImage, remains: DiskImage, death: Death?) {
        (self.number, self.world, self.disk, self.remains, self.death) = (number, world, disk, remains, death)
        world.wall.boot()
        clock = RunClock { [wall = world.wall] in wall.reading }
        networks = world.networks.map(ProcessNetwork.init)
        press = ProcessNetwork(world.press)
        state = Mutex(State(random: RandomSource(seed: world.options.seed, stream: 100 + UInt64(number))))
        (deaths, deathInput) = AsyncStream.makeStream()
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    /// Nothing that the process does from now on counts: the disk is as it is now, and nobody hears it any more.
    private func die() {
        let isFirst = state.withLock { state in
            guard !state.isDead, !state.hasEnded else { return false }
            state.isDead = true
            return true
        }
        guard isFirst else { return }
        world.trace("the process dies")
        do { try disk.copy(to: remains) } catch { preconditionFailure("copying what a process left: \(error)") }
        for network in networks + [press] { network.close() }
        for network in world.networks { network.hangUp() }
        deathInput.finish()
    }

    func draw<Value>(_ body: (inout RandomSource) -> Value) -> Value { state.withLock { body(&$0.random) } }
}

// What it is made of.
extension ProcessLife {
    struct Parts {
        let store: Store
        let channel: FrameChannel
        let feeds: [VenueFeed]
        let recorder: RecorderActor
        let news: NewsActor
        let forecasts: ForecastActor
        let live: LiveStore
        let pipeline: LivePipeline
        let training: TrainingActor
        let alerts: LifeAlerts
    }

    /// Runs until it dies, or until the moment at which it is asked to stop.
    func run(until end: VirtualClock.Instant) async throws -> LifeRecord? {
        world.wall.begin(clock)
        defer { world.wall.begin(nil) }
        guard let (store, start, alerts) = try await open() else { return nil }
        let startStore = disk.folder + "-start-\(number)"
        try disk.copyStore(to: try DiskImage.make(startStore))
        let clock = FeedClock(world.clock, run: clock)
        let recorder = RecorderActor(
            RecorderConfiguration(folder: disk.folder, name: DiskImage.recordingName, disk: world.disk.recordings),
            header: world.header, clock: clock
        ) { [world] in world.trace("\($0)") }
        guard try await open(recorder) else {
            try store.close()
            return nil
        }
        var record = LifeRecord(
            number: number, header: world.header, startStore: startStore, start: start,
            clockError: self.clock.isInDoubt ? .zero : max(.zero, .zero - world.wall.ahead),
            firstFrame: try disk.frames().count,
            firstBytes: try disk.newestRecordingBytes())
        let parts = self.parts(store, start, alerts, recorder, clock)
        for champion in start.champions { announce(champion, parts.channel) }
        await run(parts, until: end)
        try await finish(parts, &record)
        return record
    }

    /// As somebody does who starts it again until it runs.
    private func open() async throws -> (Store, LiveStart, LifeAlerts)? {
        let disturbance = StoreDisturbance(row: world.disk.rowRefusal) { [self] moment in
            count(moment)
            return world.disk.refusal(at: moment)
        }
        while !isDead {
            do throws(StoreError) {
                let store = try Store.open(
                    path: disk.store, configuration: StoreConfiguration(disturbance: disturbance))
                do throws(StoreError) {
                    if let known = try store.newestKnownTime(of: world.instruments) { clock.begin(after: known) }
                    let start = try LiveStart(
                        store, world.instruments, now: world.wall.now, reach: world.reach)
                    let alerts = try LifeAlerts(
                        world, store, random: draw { RandomSource(seed: $0.next(), stream: 52) },
                        isHeard: { [self] in !isDead })
                    if !isDead { return (store, start, alerts) }
                    try store.close()
                } catch {
                    try store.close()
                    throw error
                }
            } catch {
                guard error.canRetry else { throw error }
                world.trace("not started: \(error)")
            }
            if !isDead { try await world.sleep(.seconds(10)) }
        }
        return nil
    }

    private func open(_ recorder: RecorderActor) async throws -> Bool {
        while !isDead {
            do throws(RecordingError) {
                try await recorder.open()
                return !isDead
            } catch {
                guard case .cannotWrite = error else { throw error }
                world.trace("not started: \(error)")
            }
            try await world.sleep(.seconds(10))
        }
        return false
    }

    private func count(_ moment: StoreDisturbance.Moment) {
        guard case .transaction(let number, let atCommit) = death else { return }
        let isCommit = if case .commit = moment { true } else { false }
        let isDue = state.withLock { state in
            if !isCommit { state.transactions += 1 }
            return state.transactions == number && isCommit == atCommit
        }
        if isDue { die() }
    }

    private func parts(
        _ store: Store, _ start: LiveStart, _ alerts: LifeAlerts, _ recorder: RecorderActor, _ clock: FeedClock
    ) -> Parts {
        let channel = FrameChannel(capacityBytes: 64 << 10)
        let feeds = zip(world.configurations, networks).enumerated().map { index, pair in
            VenueFeed(
                pair.0, header: world.header, connector: pair.1, client: pair.1, channel: channel, clock: clock,
                random: draw { RandomSource(seed: $0.next(), stream: 40 + UInt64(index)) }, resume: start.resume,
                report: { [world] in world.trace("\($0)") })
        }
        let news = NewsActor(
            ledger: start.headlines, scorer: scorer(clock), channel: channel, clock: clock, header: world.header)
        let epoch = world.clock.now
        let forecasts = ForecastActor(
            stage: ForecastStage(models: StoredModels(store), history: start.history),
            clock: { [clock = world.clock] in epoch.duration(to: clock.now) })
        let live = LiveStore(
            store, features: start.features, forecasts: forecasts,
            observe: { [self] rows in state.withLock { if !$0.isDead { $0.rows.add(rows) } } },
            report: { [world] in world.trace("\($0)") })
        let pipeline = LivePipeline(
            feeds: feeds, channel: channel, recorder: recorder, market: MarketActor(),
            news: LivePipeline.News(poller: poller(channel, clock), actor: news),
            deliver: { [self] output in await deliver(output, to: live, alerts) })
        let training = TrainingActor(store, runner: world.training, now: { [wall = world.wall] in wall.now })
        return Parts(
            store: store, channel: channel, feeds: feeds, recorder: recorder, news: news, forecasts: forecasts,
            live: live, pipeline: pipeline, training: training, alerts: alerts)
    }

    private func poller(_ channel: FrameChannel, _ clock: FeedClock) -> FeedPoller {
        let feeds = ["wire", "echo"].compactMap { name in
            NewsFeed(name: name, url: SimulatedPress.feedAddress + name, interval: .seconds(30))
        }
        return FeedPoller(
            feeds, header: world.header, client: press, channel: channel, clock: clock,
            random: draw { RandomSource(seed: $0.next(), stream: 50) }, report: { [world] in world.trace("\($0)") })
    }

    private func scorer(_ clock: FeedClock) -> LLMScorer {
        LLMScorer(
            LLMConfiguration(interface: .openAI, url: SimulatedPress.modelAddress, model: "stub", key: nil),
            client: press, clock: clock, random: draw { RandomSource(seed: $0.next(), stream: 51) })
    }

    private func deliver(_ output: LivePipeline.Output, to live: LiveStore, _ alerts: LifeAlerts) async {
        guard !isDead else { return }
        let forecasts = await live.take(output)
        await alerts.take(output.market.candles, forecasts)
        let stall = draw { random -> Duration? in
            guard world.options.isHostile, random.chance(0.0005) else { return nil }
            return .milliseconds(100 + random.index(below: 5000))
        }
        // Nothing cancels the consumer but the end of the run.
        if let stall { try? await world.sleep(stall) }
    }

    /// As the live commands announce champions.
    func announce(_ champion: ChampionNote, _ channel: FrameChannel) {
        world.trace("champion of \(champion.target): model \(champion.version)")
        var batch = FrameBatch(header: world.header)
        batch.append(
            Frame(
                receivedNanoseconds: world.wall.nanoseconds, origin: .note, payload: Note.champion(champion).payload))
        if !channel.offer(batch) { state.withLock { $0.refusedNotes += 1 } }
    }
}

// What it does.
extension ProcessLife {
    private func run(_ parts: Parts, until end: VirtualClock.Instant) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.task { await parts.pipeline.run() } }
            group.addTask { await self.task { await self.keepStoring(parts.live) } }
            group.addTask { await self.task { await self.keepTraining(parts) } }
            group.addTask { await self.task { await self.operate(parts) } }
            group.addTask { await self.task { await self.watch(parts) } }
            group.addTask { await self.task { await parts.alerts.run(parts.feeds) } }
            group.addTask { await self.task { await self.awaitDeathTime() } }
            group.addTask {
                for await _ in self.deaths {}
                return true
            }
            group.addTask {
                do { try await self.world.clock.sleep(until: end) } catch { return false }
                return true
            }
            while let isOver = await group.next(), !isOver {}
            if !isDead {
                await parts.pipeline.stop()
                await parts.alerts.stop()
            }
            group.cancelAll()
        }
    }

    /// One that does not end the process.
    private func task(_ body: () async -> Void) async -> Bool {
        await body()
        return false
    }

    private func awaitDeathTime() async {
        guard case .jobs(let moment, let count) = death else { return }
        do { try await world.clock.sleep(until: moment) } catch { return }
        world.executor.interrupt(after: count) { [self] in die() }
    }

    private func keepStoring(_ live: LiveStore) async {
        while !Task.isCancelled {
            do { try await world.sleep(LiveStore.interval) } catch { return }
            await live.flush()
        }
    }

    private func watch(_ parts: Parts) async {
        while !Task.isCancelled {
            do { try await world.sleep(.seconds(1)) } catch { return }
            let lengths = QueueLengths(
                channelBytes: parts.channel.byteCount, storeRows: await parts.live.status.waitingRows,
                storeBytes: await parts.live.status.waitingBytes,
                openPredictions: await parts.forecasts.open.count, headlines: await parts.news.waitingCount,
                messages: await parts.alerts.waiting)
            state.withLock { if !$0.isDead { $0.longest.take(lengths) } }
        }
    }

    private func finish(_ parts: Parts, _ record: inout LifeRecord) async throws {
        if !isDead {
            record.unstored = await parts.live.finish()
            record.ending = state.withLock { state in
                state.hasEnded = !state.isDead
                return state.isDead ? .died : .stopped
            }
        }
        (record.rows, record.longest) = state.withLock { ($0.rows, $0.longest) }
        let status = await parts.live.status
        (record.receipt, record.lost) = (status.receipt, status.lost)
        record.refused = status.refused
        record.recorder = await parts.recorder.summary
        record.frames = []
        if record.ending == .stopped, state.withLock({ $0.refusedNotes }) == 0 {
            record.seated = await parts.forecasts.champions.map(\.note)
            record.registered = try ModelRegistry(parts.store).champions().sorted { $0.target < $1.target }
        }
        try parts.store.close()
    }
}
