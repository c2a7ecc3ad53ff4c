import WickDomain
import WickFeatures
import WickFrames
import WickNetwork
import WickPipeline
import WickStore
import WickTerminal
import WickVenues

/// Live venues on the screen. Owned by one command.
struct LiveScreen: Sendable {
    /// How often the feeds are asked how they are.
    private static let statusInterval: Duration = .milliseconds(250)
    /// While nothing is to be seen.
    private static let calmInterval: Duration = .seconds(1)
    /// Events that wait to be shown; older ones are dropped, for they are in the log file as well.
    private static let maximumEvents = 256

    private let setup: ScreenSetup
    private let live: LiveSetup
    private let storing: LiveStoring
    private let workstation: Workstation
    private let market: MarketActor
    private let learning: ScreenLearning
    private let recording: ScreenRecording
    private let alerts: LiveAlerts
    private let events: AsyncStream<LiveEvent>
    private let input: AsyncStream<LiveEvent>.Continuation

    init(_ setup: ScreenSetup, venues: [Venue], storing: LiveStoring) throws {
        let (events, input) = AsyncStream.makeStream(
            of: LiveEvent.self, bufferingPolicy: .bufferingNewest(Self.maximumEvents))
        (self.setup, self.storing, self.events, self.input) = (setup, storing, events, input)
        live = try LiveSetup(
            setup.configuration, venues: venues, command: "live", resume: storing.resume, headlines: storing.headlines
        ) { event in
            Console.log("\(event)")
            input.yield(event)
        }
        var fold = SnapshotFold(time: Self.now, source: .live, isSynthetic: false)
        fold.setSettings(setup.settings)
        if live.news == nil { fold.setNotices([Self.newsAreOff]) }
        do {
            let learning = storing.learning
            try fold.restore(learning.store, learning.targets.map(\.instrument), now: Self.now)
        } catch { throw CommandFailure(what: "live", why: "\(error)") }
        let mailbox = setup.mailbox
        workstation = Workstation(fold, elapsed: ScreenSetup.elapsed, publish: { mailbox.publish($0) })
        market = MarketActor(keptTrades: SnapshotFold.maximumTape)
        let alerts = try LiveAlerts(
            storing.learning, setup.configuration, environment: setup.environment, client: live.network,
            command: "live"
        ) { event in
            Console.log("\(event)")
            input.yield(event)
        }
        self.alerts = alerts
        learning = try ScreenLearning(
            storing.learning.store, workstation: workstation,
            span: .seconds(setup.configuration.trainingDays * 86_400),
            targets: { [targets = storing.learning.targets] in targets },
            announce: { [live, storing] champion in storing.learning.announce(champion, in: live) },
            ended: { await alerts.trainingEnded($0) })
        recording = ScreenRecording(setup.configuration, live, workstation: workstation) { event in
            Console.log("\(event)")
            input.yield(.recording(event))
        }
    }

    private static let newsAreOff = Snapshot.Notice(
        topic: .news, waitsFor: "a news feed: none is enabled",
        remedy: "news.enabled and [news.feeds] in the configuration turn them on")

    private static var now: Timestamp { Timestamp(nanoseconds: WallClock.nanoseconds()) }

    /// Draws from the first moment on, and opens the store meanwhile.
    ///
    /// - Parameter open: what may take a while, and then says how far it is.
    static func run(
        _ configuration: Configuration, from source: ConfigurationArguments, venues: [Venue], for duration: Duration?,
        open: ((String) -> Void) throws -> LiveStoring
    ) async throws {
        let setup = ScreenSetup(configuration, from: source)
        var opening = Snapshot(time: now, source: .live)
        opening.notices = Snapshot.Notice.Topic.allCases.map { .init(topic: $0, waitsFor: "the store to be read") }
        opening.settings = setup.settings
        setup.mailbox.publish(opening)
        let desk = ScreenDesk()
        let (endings, input) = AsyncStream.makeStream(of: Screen.Ending.self)
        let ending = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                input.yield(await setup.run { desk.perform($0) })
                input.finish()
            }
            var waiting = opening
            let storing = try open { [setup] text in
                waiting.revision += 1
                waiting.notices = Snapshot.Notice.Topic.allCases.map { .init(topic: $0, waitsFor: text) }
                setup.mailbox.publish(waiting)
            }
            let screen = try LiveScreen(setup, venues: venues, storing: storing)
            desk.open { screen.perform($0) }
            let ending = try await screen.run(for: duration, until: endings)
            group.cancelAll()
            return ending
        }
        try ending.finish("live")
    }

    /// - Parameters:
    ///   - duration: how long; nil until somebody ends it.
    ///   - endings: what ends the screen.
    private func run(for duration: Duration?, until endings: AsyncStream<Screen.Ending>) async throws -> Screen.Ending {
        let pipeline = LivePipeline(
            feeds: live.feeds, channel: live.channel, recorder: recording.recorder, market: market, news: live.news,
            deliver: { output in await deliver(output) })
        let scheduled = ScheduledTraining(
            schedule: { [retraining = setup.configuration.retraining] in retraining }, live: storing.learning,
            train: { [learning] target, reason in await learning.train(target, because: reason) },
            now: { Self.now })
        let ending = await withTaskGroup(of: Screen.Ending?.self) { group in
            storing.learning.announceChampions(in: live)
            group.addTask { await endings.first { _ in true } }
            group.addTask {
                await recording.run()
                return nil
            }
            group.addTask {
                await learning.run()
                return nil
            }
            group.addTask {
                await scheduled.run()
                return nil
            }
            group.addTask {
                await pipeline.run()
                return nil
            }
            group.addTask {
                await storing.run()
                return nil
            }
            group.addTask {
                await alerts.run()
                return nil
            }
            group.addTask {
                await live.checkSymbols()
                return nil
            }
            group.addTask {
                await watch()
                return nil
            }
            group.addTask {
                for await event in events { await show(event) }
                return nil
            }
            group.addTask {
                guard let duration else { return nil }
                do { try await ContinuousClock().sleep(for: duration) } catch { return nil }
                return .quit
            }
            var ending: Screen.Ending?
            while ending == nil, let next = await group.next() { ending = next }
            input.finish()
            await pipeline.stop()
            await alerts.stop()
            group.cancelAll()
            return ending
        }
        live.network.stop()
        try await storing.finish()
        return ending ?? .quit
    }

    private func perform(_ effect: Effect) -> Screen.Reply? {
        if effect == .retrain {
            storing.learning.announce(.command("train all"), in: live)
        }
        if effect == .toggleRecording {
            recording.toggle()
            return Screen.Reply()
        }
        return learning.perform(effect) ?? alerts.perform(effect)
    }

    private func deliver(_ output: LivePipeline.Output) async {
        var change = SnapshotChange(output: output.market)
        change.forecasts = await storing.take(output)
        if !change.forecasts.outcomes.isEmpty {
            change.errors = await storing.learning.errors
            change.drift = await storing.learning.drift
        }
        change.news = output.news
        change.open = await market.openCandles
        change.trades = await market.recentTrades
        await alerts.take(output, change.forecasts, open: change.open)
        change.time = Self.now
        let unobserved = await market.counts.unobserved
        change.gaps = await market.continuity.reduce(unobserved) { $0 + $1.counts.holes }
        await workstation.apply(change)
    }

    private func watch() async {
        var known: [Snapshot.Feed] = []
        var knownNews: Snapshot.NewsState?
        var knownAlerts: [Snapshot.Alert] = []
        var knownStore = LiveStore.Status()
        var interval = Self.statusInterval
        while true {
            do { try await ContinuousClock().sleep(for: interval) } catch { return }
            var statuses: [FeedStatus] = []
            for feed in live.feeds { statuses.append(await feed.status) }
            await alerts.setFeeds(statuses)
            let feeds = statuses.map { Self.feed($0, known) }
            if feeds != known {
                let shown = feeds
                await workstation.update(isVisible: feeds.map(\.state) != known.map(\.state)) { $0.setFeeds(shown) }
                known = feeds
            }
            if let news = await live.news?.state, news != knownNews {
                knownNews = news
                await workstation.update { $0.setNewsState(news) }
            }
            await show(await storing.status, &knownStore)
            let listing = await alerts.listing
            if listing != knownAlerts {
                // What only counts on, such as how long a feed has been silent, waits for the next frame.
                let isVisible = listing.map(\.appearance) != knownAlerts.map(\.appearance)
                knownAlerts = listing
                await workstation.update(isVisible: isVisible) { $0.setAlerts(listing) }
            }
            let hasChanged = await workstation.flush()
            interval = hasChanged ? Self.statusInterval : Self.calmInterval
        }
    }

    /// What is wrong with the store, in the header and in the log.
    private func show(_ store: LiveStore.Status, _ known: inout LiveStore.Status) async {
        await alerts.setStore(store)
        defer { known = store }
        var state: Snapshot.StoreState?
        if store.failure != nil || !store.lost.isEmpty || !store.refused.isEmpty {
            state = Snapshot.StoreState(
                isFailing: store.failure != nil, waitingRows: store.waitingRows, lostRows: store.lost.total,
                refusedRows: store.refused.reduce(0) { $0 + $1.count })
        }
        let begins = known.failure == nil ? store.failure.map { "\($0); what is new waits, and is tried again" } : nil
        let ends = known.failure != nil && store.failure == nil
        let news = store.refused.filter { entry in
            !known.refused.contains { $0.kind == entry.kind && $0.reason == entry.reason }
        }
        let isFirstLoss = known.lost.isEmpty && !store.lost.isEmpty
        let isChanged = begins != nil || ends || !news.isEmpty || isFirstLoss
        guard isChanged || state != nil else { return }
        let shown = state
        await workstation.update(isVisible: isChanged) { fold in
            fold.setStore(shown)
            if let begins { fold.log(.failure, begins) }
            if isFirstLoss { fold.log(.failure, "no more room for rows that wait: \(store.lost) are lost so far") }
            for entry in news { fold.log(.warning, entry.words) }
            if ends { fold.log(.note, "the store takes rows again; what waited is stored") }
        }
    }

    /// A feed as the screen shows it. An age that only grows is no change: the screen counts it on by itself.
    private static func feed(_ status: FeedStatus, _ known: [Snapshot.Feed]) -> Snapshot.Feed {
        var received = status.age.map { now - $0 }
        if let received, let before = known.first(where: { $0.venue == status.venue })?.lastReceived,
            abs((received - before).seconds) < 0.1
        {
            return Snapshot.Feed(
                venue: status.venue, state: .init(status.state), lastReceived: before, latency: status.latency)
        }
        if status.frames == 0 { received = nil }
        return Snapshot.Feed(
            venue: status.venue, state: .init(status.state), lastReceived: received, latency: status.latency)
    }

    private func show(_ event: LiveEvent) async {
        let level: Snapshot.LogLine.Level = event.isWarning ? .warning : .note
        let text = "\(event)"
        await workstation.update { fold in
            fold.setTime(Self.now)
            fold.log(level, text)
        }
    }
}
