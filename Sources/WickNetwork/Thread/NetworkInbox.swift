import CCurl

/// Commands on their way to the network thread. Owns the libcurl multi handle's life as far as other threads are concerned: none of them
/// touches it once the inbox is closed.
///
/// It needs no bound of its own: whoever posts a command waits for its answer, and the few that nobody waits for (cancel, resume,
/// abandon) come once per call or batch.
final class NetworkInbox: @unchecked Sendable {
    private struct State {
        var commands: [NetworkCommand] = []
        var isClosed = false
    }

    let multi: UnsafeMutableRawPointer
    private let state = Locked(State())

    init(multi: UnsafeMutableRawPointer) { self.multi = multi }

    /// False when the thread has stopped and will not see it.
    @discardableResult
    func post(_ command: NetworkCommand) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.commands.append(command)
            // One wake-up is enough for all that come before the thread looks. Under the lock, so that the handle still exists.
            if state.commands.count == 1 { curl_multi_wakeup(multi) }
            return true
        }
    }

    func take() -> [NetworkCommand] {
        state.withLock { state in
            // Swapping keeps nothing back; an empty array costs nothing.
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// From here on `post` refuses. Returns what nobody has seen yet.
    func close() -> [NetworkCommand] {
        state.withLock { state in
            defer { state.commands = [] }
            state.isClosed = true
            return state.commands
        }
    }
}
