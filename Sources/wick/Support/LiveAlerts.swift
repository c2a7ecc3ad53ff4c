import Glibc
import WickAlerts
import WickDomain
import WickLearning
import WickNetwork
import WickPipeline
import WickStore
import WickTerminal
import WickVenues

/// Alerts of a live run, with or without a screen: owns what the rules look at. Whoever runs the pipeline gives it each
/// output, the feeds' states and how trainings ended, and runs it beside the pipeline.
actor LiveAlerts {
    /// How often the rules are looked at.
    private static let interval: Duration = .seconds(1)
    /// Keys that wait; more than a person presses while one is answered.
    private static let maximumKeys = 16

    private let alerts: AlertActor
    private let learning: LiveLearning
    private let report: @Sendable (LiveEvent) -> Void
    private let keys: AsyncStream<(name: String, isMuted: Bool)>
    private let keyInput: AsyncStream<(name: String, isMuted: Bool)>.Continuation
    private let start = WallClock.now
    /// Since when the store takes no rows.
    private var failingSince: ContinuousClock.Instant?
    private var input = AlertInput()
    private var gaps: GapBook
    private var failuresInRow = 0

    /// - Parameters:
    ///   - client: sends to webhooks.
    ///   - report: is told what fires, what ended, and what could not be sent.
    /// - Throws: `CommandFailure` for an address that is none, or a store that cannot be read.
    init(
        _ learning: LiveLearning, _ configuration: Configuration, environment: [String: String],
        client: any HTTPClient, command: String, report: @escaping @Sendable (LiveEvent) -> Void
    ) throws {
        (self.learning, self.report) = (learning, report)
        (keys, keyInput) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumKeys))
        let settings = configuration.alerts
        let targets = try AlertTargets(settings, environment: environment, for: command)
        gaps = GapBook(learning.targets.map(\.instrument))
        do {
            alerts = try AlertActor(
                rules: try settings.checkedRules(), groupingTime: .seconds(settings.groupSeconds),
                store: learning.store, senders: settings.isEnabled ? targets.senders(client) : [],
                clock: ContinuousClock(), now: { WallClock.now }, random: SystemRandomNumberGenerator(),
                report: { report(.alert($0)) })
        } catch let error as StoreError {
            throw CommandFailure(command, error)
        }
    }

    /// Takes what a batch led to.
    func take(_ output: LivePipeline.Output, _ forecasts: ForecastStage.Output, open: [Candle]) async {
        gaps.take(output.market.candles)
        for candle in output.market.candles + open { input.take(candle) }
        for prediction in forecasts.predictions { input.take(prediction) }
        guard !forecasts.outcomes.isEmpty else { return }
        input.errors = await learning.errors.flatMap { Self.windows($0.target, $0.errors) }
        for (target, drift) in zip(learning.targets, await learning.drift) {
            input.drifted[target.instrument] = drift.filter { $0.level == .drifted }.map(\.name).sorted()
        }
    }

    private static func windows(_ target: ForecastTarget, _ errors: RollingErrors) -> [AlertInput.ErrorWindow] {
        RollingErrors.Window.allCases.compactMap { window in
            errors.metrics(window).map { metrics in
                AlertInput.ErrorWindow(
                    instrument: target.instrument, window: window.duration, count: metrics.n,
                    errorRatio: metrics.skill.map { 1 - $0 }, coverage: metrics.coverage,
                    promisedCoverage: TrainingConfiguration().coverage)
            }
        }
    }

    /// Takes how the feeds are. One that has been stopped is not missed.
    func setFeeds(_ statuses: [FeedStatus]) {
        let running = WallClock.now - start
        input.feeds = statuses.filter { $0.state != .stopped }.map {
            AlertInput.Feed(venue: $0.venue, silence: $0.age ?? running, hasSpoken: $0.age != nil)
        }
    }

    /// Takes how the store is.
    func setStore(_ status: LiveStore.Status) {
        guard let failure = status.failure else {
            failingSince = nil
            input.store = AlertInput.Store()
            return
        }
        let since = failingSince ?? .now
        failingSince = since
        input.store = AlertInput.Store(
            failingFor: .now - since, reason: "\(failure)", waitingRows: status.waitingRows)
    }

    /// Takes that a training ended by itself, and why where it failed.
    func trainingEnded(_ failure: String?) {
        failuresInRow = failure == nil ? 0 : failuresInRow + 1
        input.training = AlertInput.Training(failuresInRow: failuresInRow, reason: failure ?? "")
    }

    /// Looks and sends until it is cancelled.
    func run() async {
        await restore()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.alerts.run() }
            group.addTask { await self.watch() }
            group.addTask {
                for await key in self.keys { await self.mute(key.name, key.isMuted) }
            }
        }
    }

    private func watch() async {
        while true {
            do { try await ContinuousClock().sleep(for: Self.interval) } catch { return }
            await look()
        }
    }

    private func look() async {
        input.openGaps = gaps.counts(at: WallClock.now)
        input.freeDiskBytes = DiskSpace.free(at: learning.store.path)
        for line in await alerts.observe(input) { report(.alert(line)) }
    }

    /// What the last day left in the store: gaps that are still open, and the prices that moves are reckoned from.
    private func restore() async {
        let day = WallClock.now - GapBook.span..<Timestamp(microseconds: .max)
        for target in learning.targets {
            // What cannot be read is told of where it is written; the rules then begin with what comes.
            guard let candles = try? learning.store.candles(of: target.instrument, in: day) else { continue }
            gaps.take(candles)
            for candle in candles { await alerts.remember(candle.close, of: candle.instrument, at: candle.openTime) }
        }
    }

    /// Lets messages that are on their way arrive.
    func stop() async { await alerts.stop() }

    /// What a person sees.
    var listing: [Snapshot.Alert] { get async { await alerts.listing } }

    // MARK: Keys

    /// Answers at once on the screen's thread; nil for what is not about alerts.
    nonisolated func perform(_ effect: Effect) -> Screen.Reply? {
        guard case .muteAlert(let name, let isMuted) = effect else { return nil }
        // Said, not swallowed: somebody leans on the key.
        if case .dropped = keyInput.yield((name, isMuted)) {
            return Screen.Reply(message: "Too many keys wait: \(name) stays as it is.")
        }
        return Screen.Reply(message: isMuted ? "\(name) is muted." : "\(name) is heard of again.")
    }

    private func mute(_ name: String, _ isMuted: Bool) async {
        do throws(StoreError) {
            if isMuted {
                try await alerts.mute(name, until: nil)
            } else {
                try await alerts.unmute(name)
                // The rule as a whole may be what is muted.
                if let rule = name.split(separator: " ").first { try await alerts.unmute(String(rule)) }
            }
        } catch {
            report(.alert("not changed: \(error)"))
        }
    }
}

extension Snapshot.Alert {
    /// What a person would notice at once: everything but the words.
    var appearance: String { "\(id) \(name) \(state) \(isMuted) \(delivery)" }
}

/// How much room there is.
enum DiskSpace {
    /// For users without privileges, in the file system of a path; nil where it cannot be told.
    static func free(at path: String) -> Int64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }
}
