import Synchronization
import WickDomain

/// The wall clock of the simulated machine, which may be set wrong and right again. Deadlines do not go by it.
final class SimulatedWall: Sendable {
    private let clock: VirtualClock
    private let offset = Mutex(Duration.zero)

    init(_ clock: VirtualClock) { self.clock = clock }

    /// How far it is ahead of the time as it is.
    func set(ahead: Duration) { offset.withLock { $0 = ahead } }

    /// What it shows, or showed, at a moment.
    func shown(at moment: Timestamp) -> Timestamp { offset.withLock { moment + $0 } }

    var now: Timestamp { shown(at: clock.timestamp) }
    var nanoseconds: Int64 { now.microseconds * 1000 }
}
