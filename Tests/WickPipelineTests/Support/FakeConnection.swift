import Synchronization
import WickNetwork

/// One end of a socket without a network; the venue has the other.
final class FakeConnection: WebSocketConnection {
    private struct State {
        var batch = WebSocketBatch()
        var failure: NetworkError?
        var isClosed = false
        var receiver: CheckedContinuation<Void, Never>?
    }

    let id: Int
    private let state = Mutex(State())
    private let heard: @Sendable (FakeConnection, [UInt8], Bool) -> Void

    init(id: Int, heard: @escaping @Sendable (FakeConnection, [UInt8], Bool) -> Void) {
        self.id = id
        self.heard = heard
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func receive() async throws(NetworkError) -> WebSocketBatch? {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if !state.batch.isEmpty || state.isClosed { return true }
                state.receiver = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        let (batch, failure) = state.withLock { state in
            defer {
                state.batch = WebSocketBatch()
                if state.batch.isEmpty { state.failure = nil }
            }
            return (state.batch, state.batch.isEmpty ? state.failure : nil)
        }
        if let failure { throw failure }
        return batch.isEmpty ? nil : batch
    }

    func send(text: [UInt8]) async throws(NetworkError) { if !isClosed { heard(self, text, false) } }
    func ping(_ payload: [UInt8]) async throws(NetworkError) { if !isClosed { heard(self, payload, true) } }
    func close() async { end(nil) }

    /// The venue says something.
    func deliver(_ kind: WebSocketBatch.Kind, _ text: String, at nanoseconds: Int64) {
        wake { state in
            guard !state.isClosed else { return }
            Array(text.utf8).withUnsafeBytes {
                state.batch.append(kind: kind, receivedNanoseconds: nanoseconds, payload: $0)
            }
        }
    }

    /// The connection is over; with an error it broke.
    func end(_ failure: NetworkError?) {
        wake { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            state.failure = failure
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let receiver = state.withLock { state in
            change(&state)
            defer { state.receiver = nil }
            return state.receiver
        }
        receiver?.resume()
    }
}
