import Synchronization
public import WickDomain

/// Runs asynchronous code, the production actors included, to its end on one thread and in virtual time.
public enum SimulatedRun {
    /// Nobody is ready and nobody sleeps, but the code has not ended: it waits for something that never comes.
    public struct Deadlock: Error, Equatable, CustomStringConvertible {
        public let seed: UInt64
        public let elapsed: Duration

        public var description: String {
            "seed \(seed): everything waits for something that never comes, \(elapsed) after the start"
        }
    }

    /// What the run came to, besides its result.
    public struct Outcome<Value: Sendable>: Sendable {
        public let value: Value
        /// Jobs that were run: a fingerprint of the order in which things happened.
        public let jobCount: Int
        public let elapsed: Duration
    }

    /// As the other, for a body that needs no executor.
    public static func run<Value: Sendable>(
        seed: UInt64, start: Timestamp, limit: Duration? = nil,
        _ body: @escaping @Sendable (VirtualClock) async throws -> Value
    ) throws -> Outcome<Value> {
        try run(seed: seed, start: start, limit: limit) { clock, _ in try await body(clock) }
    }

    /// - Parameters:
    ///   - seed: decides the order in which jobs that are ready at once are run.
    ///   - start: what wall clocks show at the beginning.
    ///   - limit: time that must be enough; code that still sleeps and wakes beyond it hangs as well.
    ///   - body: is given the clock and the executor. It must not leave the tasks that it starts behind.
    /// - Throws: what the body throws, or `Deadlock`.
    public static func run<Value: Sendable>(
        seed: UInt64, start: Timestamp, limit: Duration? = nil,
        _ body: @escaping @Sendable (VirtualClock, SeededExecutor) async throws -> Value
    ) throws -> Outcome<Value> {
        let executor = SeededExecutor(seed: seed)
        let clock = VirtualClock(start: start)
        let result = Ending<Value>()
        // The only unstructured task of a simulation: its root, which the loop below runs to its end.
        let root = Task(executorPreference: executor) {
            do { result.set(.success(try await body(clock, executor))) } catch { result.set(.failure(error)) }
        }
        while true {
            while executor.runNext() {}
            if let ending = result.get() {
                return Outcome(value: try ending.get(), jobCount: executor.jobCount, elapsed: clock.now.elapsed)
            }
            guard limit.map({ clock.now.elapsed <= $0 }) ?? true, clock.wakeNext() else {
                root.cancel()
                throw Deadlock(seed: seed, elapsed: clock.now.elapsed)
            }
        }
    }

    private final class Ending<Value: Sendable>: Sendable {
        private let result = Mutex<Result<Value, any Error>?>(nil)

        func set(_ value: Result<Value, any Error>) { result.withLock { $0 = value } }
        func get() -> Result<Value, any Error>? { result.withLock { $0 } }
    }
}
