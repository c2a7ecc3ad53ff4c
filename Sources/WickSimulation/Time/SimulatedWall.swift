import Synchronization
import WickDomain
import WickFrames

/// The clocks of the simulated machine, as a process sees them: a wall clock that may be set wrong and right again, and monotonic ones. While a
/// process runs what is stamped is its own time. Deadlines go by the virtual clock.
final class SimulatedWall: Sendable {
    private struct State {
        var offset = Duration.zero
        /// Slept, which the clock that counts only time awake leaves out.
        var asleep = Duration.zero
        /// Stood still without knowing, which no clock of the machine but the wall's makes up for.
        var frozen = Duration.zero
        var run: RunClock?
    }

    private let clock: VirtualClock
    private let state = Mutex(State())

    init(_ clock: VirtualClock) { self.clock = clock }

    /// How far it is ahead of the time as it is.
    var ahead: Duration { state.withLock { $0.offset } }

    func set(ahead: Duration) { state.withLock { $0.offset = ahead } }

    /// Sets it right where it is ahead by more than a run would stand: a machine asks for the time before it starts anything.
    func boot() { state.withLock { if $0.offset > RunClock.tolerance { $0.offset = .zero } } }

    /// The machine is suspended, and wakes.
    func sleep(for duration: Duration) {
        state.withLock { $0.asleep += duration }
        clock.jump(by: duration)
    }

    /// The machine's host stops it, and lets it go on.
    func freeze(for duration: Duration) {
        state.withLock { state in
            state.asleep += duration
            state.frozen += duration
        }
        clock.jump(by: duration)
    }

    var reading: RunClock.Reading {
        state.withLock { state in
            let elapsed = clock.now.elapsed
            return RunClock.Reading(
                wall: (clock.start + elapsed + state.offset).microseconds * 1000,
                elapsed: (elapsed - state.frozen).microseconds * 1000,
                awake: (elapsed - state.asleep).microseconds * 1000)
        }
    }

    /// A process begins, or nil: none runs.
    func begin(_ run: RunClock?) { state.withLock { $0.run = run } }

    /// What a stamp says that is put on now.
    var nanoseconds: Int64 {
        guard let run = state.withLock({ $0.run }) else { return reading.wall }
        return run.nanoseconds
    }

    var now: Timestamp { Timestamp(nanoseconds: nanoseconds) }

    /// What it shows, or showed, at a moment.
    func shown(at moment: Timestamp) -> Timestamp { now + (moment - clock.timestamp) }
}
