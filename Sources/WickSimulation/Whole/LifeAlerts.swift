import WickAlerts
import WickDomain
import WickPipeline
import WickStore
import WickVenues

/// Owns what the rules of one process look at, and has them looked at once a second, as a live run does.
actor LifeAlerts {
    /// Near enough to what happens that all of it is told now and then.
    private static let rules: [AlertRule] = {
        let settings: [(String, AlertRule.Settings)] = [
            ("feed_stale", AlertRule.Settings(limit: 10, clear: 2, cooldownSeconds: 60)),
            ("gap_open", AlertRule.Settings(limit: 1, clear: 0, forSeconds: 5, cooldownSeconds: 60)),
            ("price_move", AlertRule.Settings(limit: 0.1, clear: 0.05, cooldownSeconds: 120, windowMinutes: 5)),
            ("forecast", AlertRule.Settings(limit: 0.01, clear: 0.005, cooldownSeconds: 60)),
            ("training_failed", AlertRule.Settings(limit: 1, clear: 0, cooldownSeconds: 30)),
            ("disk_low", AlertRule.Settings(limit: 1024, clear: 1536, forSeconds: 2, cooldownSeconds: 30)),
        ]
        return settings.map { name, settings in
            do throws(AlertRule.Refusal) { return try AlertRule(name: name, settings) } catch {
                preconditionFailure("the rule \(name) has a \(error.key) that is not \(error.allowed)")
            }
        }
    }()

    private let world: SimulatedWorld
    private let store: Store
    private let alerts: AlertActor
    private var input = AlertInput()
    private var gaps: GapBook
    private var failuresInRow = 0

    init(
        _ world: SimulatedWorld, _ store: Store, random: RandomSource, isHeard: @escaping @Sendable () -> Bool
    ) throws(StoreError) {
        (self.world, self.store) = (world, store)
        gaps = GapBook(world.instruments)
        alerts = try AlertActor(
            rules: Self.rules, groupingTime: .seconds(5), store: store,
            senders: [ProcessChat(chat: world.chat, isHeard: isHeard)], clock: world.clock,
            now: { [wall = world.wall] in wall.now }, random: random, report: { world.trace("\($0)") })
    }

    func take(_ candles: [Candle], _ forecasts: ForecastStage.Output) {
        gaps.take(candles)
        for candle in candles { input.take(candle) }
        for prediction in forecasts.predictions { input.take(prediction) }
    }

    func trainingEnded(_ failure: String?) {
        failuresInRow = failure == nil ? 0 : failuresInRow + 1
        input.training = AlertInput.Training(failuresInRow: failuresInRow, reason: failure ?? "")
    }

    /// Looks and sends until it is cancelled.
    func run(_ feeds: [VenueFeed]) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.alerts.run() }
            group.addTask { await self.watch(feeds) }
        }
    }

    private func watch(_ feeds: [VenueFeed]) async {
        while true {
            do { try await world.sleep(.seconds(1)) } catch { return }
            var statuses: [FeedStatus] = []
            for feed in feeds { statuses.append(await feed.status) }
            input.feeds = statuses.filter { $0.state != .stopped }.map {
                AlertInput.Feed(venue: $0.venue, silence: $0.age ?? .zero, hasSpoken: $0.age != nil)
            }
            input.openGaps = gaps.counts(at: world.wall.now)
            input.freeDiskBytes = world.disk.freeBytes
            for line in await alerts.observe(input) { world.trace(line) }
        }
    }

    func stop() async { await alerts.stop() }

    /// Messages that wait.
    var waiting: Int { get async { await alerts.waiting.values.reduce(0, +) } }
}
