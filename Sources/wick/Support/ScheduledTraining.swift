import WickDomain
import WickLearning
import WickPipeline
import WickStore

/// Training without being asked, as the configuration wants it. Owned by one command.
struct ScheduledTraining: Sendable {
    /// How often it is asked whether it is time.
    private static let interval: Duration = .seconds(60)

    /// Asked each time: a service may be given another one.
    let schedule: @Sendable () -> RetrainSchedule
    let live: LiveLearning
    /// Trains one target; false where another training runs.
    let train: @Sendable (ForecastTarget, RetrainSchedule.Reason) async -> Bool
    let now: @Sendable () -> Timestamp

    /// Runs until it is cancelled.
    func run() async {
        var tried: [ForecastTarget: Timestamp] = [:]
        repeat {
            for target in live.targets {
                guard let reason = await reason(target, tried[target]) else { continue }
                let start = now()
                if await train(target, reason) { tried[target] = start }
            }
            do { try await ContinuousClock().sleep(for: Self.interval) } catch { return }
        } while !Task.isCancelled
    }

    /// - Parameter tried: when it was last tried in this session; a try that ended before its run began is in no store.
    private func reason(_ target: ForecastTarget, _ tried: Timestamp?) async -> RetrainSchedule.Reason? {
        let schedule = schedule()
        guard schedule != RetrainSchedule() else { return nil }
        let stored: Timestamp?
        // A store that cannot be read is told of where it is written, and has nothing to train on meanwhile.
        do throws(StoreError) { stored = try ModelRegistry(live.store).lastTraining(of: target) } catch { return nil }
        let last = [stored, tried].compactMap(\.self).max()
        return schedule.reason(
            now: now(), lastTraining: last, drift: await live.forecasts.drift(of: target),
            day: await live.forecasts.errors(of: target)?.metrics(.day))
    }
}
