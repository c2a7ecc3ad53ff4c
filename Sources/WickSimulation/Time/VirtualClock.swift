import Synchronization
public import WickDomain

/// A clock that moves only when everybody sleeps: an hour of simulated time takes as long as the work in it.
public final class VirtualClock: Clock, Sendable {
    public struct Instant: InstantProtocol {
        /// Since the clock was made.
        public let elapsed: Duration

        public init(elapsed: Duration) { self.elapsed = elapsed }

        public func advanced(by duration: Duration) -> Instant { Instant(elapsed: elapsed + duration) }
        public func duration(to other: Instant) -> Duration { other.elapsed - elapsed }
        public static func < (left: Instant, right: Instant) -> Bool { left.elapsed < right.elapsed }
    }

    private struct Sleeper {
        let id: UInt64
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(elapsed: .zero)
        var sleepers: [Sleeper] = []
        var nextID: UInt64 = 0
        /// Cancelled before they could fall asleep.
        var cancelled: Set<UInt64> = []
    }

    /// The moment at which the clock was made, as the wall clocks of the simulation show it.
    public let start: Timestamp
    private let state = Mutex(State())

    public init(start: Timestamp) { self.start = start }

    public var now: Instant { state.withLock { $0.now } }
    public var minimumResolution: Duration { .microseconds(1) }

    /// What a wall clock shows.
    public var timestamp: Timestamp { start + now.elapsed }

    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil || Task.isCancelled { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers.append(Sleeper(id: id, deadline: deadline, continuation: continuation))
                    return nil
                }
                if let isOver { continuation.resume(with: isOver) }
            }
        } onCancel: {
            cancel(id)
        }
        state.withLock { _ = $0.cancelled.remove(id) }
    }

    /// Time passes and nobody wakes, as for a process that is stopped.
    public func jump(by duration: Duration) { state.withLock { $0.now = $0.now.advanced(by: duration) } }

    private func cancel(_ id: UInt64) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }

    /// Moves on to the next moment at which somebody wakes, and wakes everybody who is due then, in the order in which they fell
    /// asleep; false where nobody sleeps, or only beyond the limit.
    public func wakeNext(by limit: Instant? = nil) -> Bool {
        let due = state.withLock { state -> [Sleeper] in
            guard let next = state.sleepers.map(\.deadline).min(), limit.map({ next <= $0 }) ?? true else { return [] }
            // A clock that jumped is past some of them.
            state.now = max(state.now, next)
            let due = state.sleepers.filter { $0.deadline <= next }
            state.sleepers.removeAll { $0.deadline <= next }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
        return !due.isEmpty
    }
}
