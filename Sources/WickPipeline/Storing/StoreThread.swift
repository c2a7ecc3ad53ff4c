import Dispatch

/// A thread of its own for what waits for a disk or a lock, so that nothing else waits with it. Owned by whoever writes a store.
public final class StoreThread: Sendable {
    private let queue = DispatchQueue(label: "wick.store")

    public init() {}

    /// Runs work after what was given before.
    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
