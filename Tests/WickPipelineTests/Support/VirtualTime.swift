import Synchronization

/// A clock and the one thread on which everything of a test runs: jobs in the order in which they became ready, and time that moves on to
/// the next sleeper only when no job is left. The same test takes the same steps every time.
final class VirtualTime: TaskExecutor, Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        let id: Int
        let due: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var jobs: [UnownedJob] = []
        var sleepers: [Sleeper] = []
        var now: Duration = .zero
        var nextID = 0
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        state.withLock { $0.jobs.append(unowned) }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    state.sleepers.append(Sleeper(id: id, due: deadline.offset, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Begins something that goes on while time is moved.
    func start(_ operation: @escaping @Sendable () async -> Void) {
        Task(executorPreference: self, operation: operation)
    }

    /// Runs everything that is due until this moment; all sleepers of one instant wake together.
    func run(until end: Duration) {
        while true {
            runJobs()
            let woken = state.withLock { state -> [Sleeper] in
                guard let due = state.sleepers.map(\.due).min(), due <= end else { return [] }
                state.now = max(state.now, due)
                defer { state.sleepers.removeAll { $0.due <= due } }
                return state.sleepers.filter { $0.due <= due }
            }
            if woken.isEmpty { break }
            for sleeper in woken { sleeper.continuation.resume() }
        }
        state.withLock { $0.now = max($0.now, end) }
    }

    /// Time passes and nothing runs, as for a process that is stopped.
    func jump(by duration: Duration) { state.withLock { $0.now += duration } }

    private func runJobs() {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            if jobs.isEmpty { return }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }
}
