import Synchronization

/// Time that passes only in sleeps, each of which ends at its deadline or a set time after it.
final class ManualClock: Clock {
    struct Instant: InstantProtocol, CustomStringConvertible {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        var description: String { "\(offset)" }
    }

    private struct State {
        var now = Instant(offset: .seconds(1000))
        var readings = 0
        var sleeps = 0
    }

    private let state = Mutex(State())
    /// By how much every sleep is late.
    let lateness: Duration

    init(lateness: Duration = .zero) { self.lateness = lateness }

    var minimumResolution: Duration { .nanoseconds(1) }
    var readings: Int { state.withLock { $0.readings } }
    var sleeps: Int { state.withLock { $0.sleeps } }
    /// As `now`, but not counted.
    var present: Instant { state.withLock { $0.now } }

    var now: Instant {
        state.withLock { state in
            state.readings += 1
            return state.now
        }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps += 1
            state.now = max(state.now, deadline.advanced(by: lateness))
        }
    }
}
