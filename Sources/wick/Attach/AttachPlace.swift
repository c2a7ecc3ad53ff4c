import Synchronization

/// How far a service's stream has been read, across breaks: tells what passed in between. Owned by an `AttachSession`.
final class AttachPlace: Sendable {
    private struct State {
        var run: String?
        var sequence: UInt64 = 0
    }

    private let state = Mutex(State())

    /// - Returns: what was missed before this message, in words; nil where nothing was.
    func take(_ message: AttachMessage) -> String? {
        guard let sequence = message.sequence else { return nil }
        return state.withLock { state in
            defer {
                state.run = message.run ?? state.run
                state.sequence = sequence
            }
            // Named where a subscription begins; within it nothing is left out.
            guard let run = message.run, let before = state.run else { return nil }
            guard run == before else { return "the service has started anew; its history was read again" }
            guard sequence > state.sequence else { return nil }
            return "\(sequence - state.sequence) events passed while the stream was broken; the history was read again"
        }
    }
}
