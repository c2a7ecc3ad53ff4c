import Synchronization

/// Says that an order is no longer wanted. It is made with the order, so that a word that comes before the work has begun, or while the worker is
/// being started, is not lost.
public final class TrainingCancellation: Sendable {
    private struct State {
        var isCancelled = false
        var listener: AsyncStream<Void>.Continuation?
    }

    private let state = Mutex(State())

    public init() {}

    public var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Once is enough: saying it again, or behind the end, changes nothing.
    ///
    /// - Returns: whether it was the first time.
    @discardableResult
    public func cancel() -> Bool {
        let (isFirst, listener) = state.withLock { state in
            defer { state.isCancelled = true }
            return (!state.isCancelled, state.listener)
        }
        listener?.yield()
        return isFirst
    }

    /// One element, once it is cancelled, at once where it is already. The newest listener counts.
    func signals() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        let isCancelled = state.withLock { state in
            state.listener = continuation
            return state.isCancelled
        }
        if isCancelled { continuation.yield() }
        return stream
    }
}
