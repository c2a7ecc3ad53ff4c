import Synchronization

/// Runs tasks one job at a time on the thread that calls `runNext`; of the jobs that are ready the next one is drawn by seed.
/// Every order in which they could have run on a machine has its seeds, and each seed gives its order again.
///
/// Tasks get here by `Task(executorPreference:)`; their children and the actors that they call follow.
public final class SeededExecutor: TaskExecutor, Sendable {
    private struct State {
        var ready: [UnownedJob] = []
        var random: RandomSource
        var jobCount = 0
        /// What happens between two jobs, and after how many.
        var interruption: (jobCount: Int, body: @Sendable () -> Void)?
    }

    private let state: Mutex<State>

    public init(seed: UInt64) {
        state = Mutex(State(random: RandomSource(seed: seed, stream: Self.stream)))
    }

    /// Apart from the streams that make the market, so that one seed can serve both.
    private static let stream: UInt64 = 0x6a6f_6273

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    /// Runs one job that is ready; false where there is none.
    public func runNext() -> Bool {
        interruptIfDue()
        let drawn = state.withLock { state -> UnownedJob? in
            guard !state.ready.isEmpty else { return nil }
            let index = state.random.index(below: state.ready.count)
            state.jobCount += 1
            return state.ready.remove(at: index)
        }
        guard let drawn else { return false }
        drawn.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }

    /// Calls something between two jobs, once so many more have been run; takes the place of an earlier one.
    public func interrupt(after jobs: Int, _ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.interruption = ($0.jobCount + jobs, body) }
    }

    private func interruptIfDue() {
        let body = state.withLock { state -> (@Sendable () -> Void)? in
            guard let due = state.interruption, due.jobCount <= state.jobCount else { return nil }
            state.interruption = nil
            return due.body
        }
        body?()
    }

    /// Jobs run so far: two runs of one seed agree in it, and in much else if they agree in it.
    public var jobCount: Int { state.withLock { $0.jobCount } }
}
