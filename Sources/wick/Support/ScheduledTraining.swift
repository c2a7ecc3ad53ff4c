import WickDomain
import WickLearning
import WickPipeline
import WickStore

/// Training without being asked, as the configuration wants it. Owned by one command.
struct ScheduledTraining: Sendable {
    /// How often it is asked whether it is time.
    private static let interval: Duration = .seconds(60)

    let schedule: RetrainSchedule
    let live: LiveLearning
    let screen: ScreenLearning
    let now: @Sendable () -> Timestamp

    /// Runs until it is cancelled; ends at once where nothing is scheduled.
    func run() async {
        guard schedule != RetrainSchedule() else { return }
        var tried: [ForecastTarget: Timestamp] = [:]
        repeat {
            for target in live.targets {
                guard let reason = await reason(target, tried[target]) else { continue }
                let start = now()
                if await screen.train(target, because: reason) { tried[target] = start }
            }
            do { try await ContinuousClock().sleep(for: Self.interval) } catch { return }
        } while !Task.isCancelled
    }

    /// - Parameter tried: when it was last tried in this session; a try that ended before its run began is in no store.
    private func reason(_ target: ForecastTarget, _ tried: Timestamp?) async -> RetrainSchedule.Reason? {
        let stored: Timestamp?
        // A store that cannot be read is told of where it is written, and has nothing to train on meanwhile.
        do throws(StoreError) { stored = try ModelRegistry(live.store).lastTraining(of: target) } catch { return nil }
        let last = [stored, tried].compactMap(\.self).max()
        return schedule.reason(
            now: now(), lastTraining: last, drift: await live.forecasts.drift(of: target),
            day: await live.forecasts.errors(of: target)?.metrics(.day))
    }
}
