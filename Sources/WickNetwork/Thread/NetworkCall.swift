/// One question to the network thread and its one answer. Shared by the task that waits and the thread that answers.
final class NetworkCall<Value: Sendable>: Sendable {
    private struct State {
        var isCancelled = false
        var continuation: CheckedContinuation<Result<Value, NetworkError>, Never>?
    }

    private let state = Locked(State())

    /// Posts the command and waits for the thread's answer.
    ///
    /// Cancelling the task posts `cancelling`, and the thread answers soon after; should that overtake the command, the thread finds
    /// `isCancelled` set.
    func answer(
        from inbox: NetworkInbox, to command: NetworkCommand, cancelling: NetworkCommand?, place: String
    ) async throws(NetworkError) -> Value {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.continuation = continuation }
                if !inbox.post(command) { finish(.failure(.stopped(.send, place))) }
            }
        } onCancel: {
            guard let cancelling else { return }
            state.withLock { $0.isCancelled = true }
            inbox.post(cancelling)
        }
        return try result.get()
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// The answer; later ones are ignored.
    func finish(_ result: Result<Value, NetworkError>) {
        let continuation = state.withLock { state in
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: result)
    }
}
