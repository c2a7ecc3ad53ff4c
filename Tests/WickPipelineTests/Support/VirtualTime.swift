import WickDomain
import WickSimulation

/// The simulation's clock and executor, moved on step by step: a test looks at what has happened between two steps.
final class VirtualTime: Sendable {
    let clock: VirtualClock
    private let executor: SeededExecutor

    init(seed: UInt64 = 1) {
        clock = VirtualClock(start: Timestamp(seconds: 0))
        executor = SeededExecutor(seed: seed)
    }

    /// Since the beginning.
    var elapsed: Duration { clock.now.elapsed }

    /// Begins something that goes on while time is moved.
    func start(_ operation: @escaping @Sendable () async -> Void) {
        Task(executorPreference: executor, operation: operation)
    }

    /// Runs everything that is due until this moment.
    func run(until end: Duration) {
        repeat {
            while executor.runNext() {}
        } while clock.wakeNext(by: VirtualClock.Instant(elapsed: end))
        jump(by: max(.zero, end - elapsed))
    }

    /// Time passes and nothing runs, as for a process that is stopped.
    func jump(by duration: Duration) { clock.jump(by: duration) }
}
