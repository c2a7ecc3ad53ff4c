import WickDomain
import Synchronization

/// The clock of a replay on the screen: recorded time that can be paused, stepped, and sped up while somebody sleeps by it. It rests on
/// another clock, which is injected.
public final class TransportClock: Clock, Sendable {
    /// Recorded time since the beginning of the replay.
    public struct Instant: InstantProtocol {
        public let offset: Duration

        public init(offset: Duration) { self.offset = offset }
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    /// Thrown to sleepers when the replay is to begin anew.
    public struct Rewound: Error {
        public init() {}
    }

    /// How fast time passes, and whether it does.
    public struct Pace: Equatable, Sendable {
        public let speed: Double
        public let isPaused: Bool
    }

    private struct State {
        var offset: Duration = .zero
        /// When `offset` was right, by the clock below.
        var since: Duration
        var speed: Double
        var isPaused = false
        /// Where a replay that begins anew is to go.
        var rewindTarget: Duration?
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
        var changes = 0

        func now(at real: Duration) -> Duration { isPaused ? offset : offset + (real - since) * speed }

        mutating func settle(at real: Duration) {
            offset = now(at: real)
            since = real
        }
    }

    /// Waits shorter than this are not worth telling anybody.
    private static let noticeable: Duration = .milliseconds(20)

    private let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let onWait: @Sendable (Pace) async -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - speed: recorded seconds a second.
    ///   - elapsed, wait: the clock below.
    ///   - onWait: is called when a sleeper begins to wait for long, and after each change while it waits: a moment to show
    ///     what there is.
    public init(
        speed: Double, elapsed: @escaping @Sendable () -> Duration,
        wait: @escaping @Sendable (Duration) async throws -> Void,
        onWait: @escaping @Sendable (Pace) async -> Void = { _ in }
    ) {
        precondition(speed > 0 && speed.isFinite, "a speed that is not positive")
        self.elapsed = elapsed
        self.wait = wait
        self.onWait = onWait
        state = Mutex(State(since: elapsed(), speed: speed))
    }

    public var now: Instant { state.withLock { Instant(offset: $0.now(at: elapsed())) } }
    public var minimumResolution: Duration { .microseconds(1) }
    public var pace: Pace { state.withLock { Pace(speed: $0.speed, isPaused: $0.isPaused) } }

    public func setPaused(_ isPaused: Bool) { change { $0.isPaused = isPaused } }
    public func setSpeed(_ speed: Double) { change { $0.speed = speed } }
    /// Lets recorded time jump on.
    public func advance(by duration: Duration) { change { $0.offset += duration } }
    /// Asks for a new beginning that goes to a moment so long before now: sleepers are told by `Rewound`.
    public func rewind(by duration: Duration) {
        change { $0.rewindTarget = max(.zero, ($0.rewindTarget ?? $0.offset) - duration) }
    }

    /// Where to go after a `Rewound`, once; the clock is at zero then. Nil where nothing was asked for.
    public func takeRewind() -> Duration? {
        var target: Duration?
        change { state in
            target = state.rewindTarget
            guard target != nil else { return }
            state.rewindTarget = nil
            state.offset = .zero
        }
        return target
    }

    public var isRewound: Bool { state.withLock { $0.rewindTarget != nil } }

    /// - Throws: `CancellationError`, or `Rewound`.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        while true {
            try Task.checkCancellation()
            let (left, changes) = try look(deadline)
            guard let left, left > .zero else {
                if left != nil { return }
                await onWait(pace)
                await changed(since: changes)
                continue
            }
            if left > Self.noticeable { await onWait(pace) }
            await raceWait(left, changes)
        }
    }

    /// How long to wait really; nil without end. With the number of changes so far.
    private func look(_ deadline: Instant) throws -> (left: Duration?, changes: Int) {
        try state.withLock { state in
            if state.rewindTarget != nil { throw Rewound() }
            let left = deadline.offset - state.now(at: elapsed())
            if left <= .zero { return (.zero, state.changes) }
            // A day is waited for again and again, rather than in numbers that overflow.
            let real = min(left.seconds / state.speed, 86_400)
            return (state.isPaused ? nil : .seconds(real), state.changes)
        }
    }

    private func raceWait(_ duration: Duration, _ changes: Int) async {
        await withTaskGroup(of: Void.self) { group in
            // Cancelled when the other one ends; the caller looks at the clock again in any case.
            group.addTask { [wait] in try? await wait(duration) }
            group.addTask { await self.changed(since: changes) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Returns after the next change, or when the task is cancelled.
    private func changed(since changes: Int) async {
        let number = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    if state.changes != changes || Task.isCancelled { return true }
                    state.waiters[number] = continuation
                    return false
                }
                if isLate { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            state.settle(at: elapsed())
            change(&state)
            state.changes += 1
            defer { state.waiters = [:] }
            return state.waiters.keys.sorted().compactMap { state.waiters[$0] }
        }
        for waiter in waiters { waiter.resume() }
    }
}
