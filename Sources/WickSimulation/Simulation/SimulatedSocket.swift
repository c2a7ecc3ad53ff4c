import Synchronization
import WickDomain
import WickNetwork

/// The client's end of a connection to a simulated venue: what has arrived and was not read yet. Owned by the network that made it.
final class SimulatedSocket: WebSocketConnection {
    /// Closed from this side, it ends after so long where the venue does not answer.
    private static let closePatience: Duration = .seconds(2)

    private struct State {
        var batch = WebSocketBatch()
        var failure: NetworkError?
        var isEnded = false
        var closesAt: VirtualClock.Instant?
    }

    let id: Int
    let maximumMessageBytes: Int
    private let clock: VirtualClock
    private let send: @Sendable (SimulatedSocket, ClientMessage) -> Void
    private let state = Mutex(State())
    private let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    init(
        id: Int, maximumMessageBytes: Int, clock: VirtualClock,
        send: @escaping @Sendable (SimulatedSocket, ClientMessage) -> Void
    ) {
        self.id = id
        self.maximumMessageBytes = maximumMessageBytes
        self.clock = clock
        self.send = send
        // One word that there is something is as good as many.
        (wake, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var isEnded: Bool { state.withLock { $0.isEnded } }

    func receive() async throws(NetworkError) -> WebSocketBatch? {
        while true {
            let ready: Result<WebSocketBatch?, NetworkError>? = state.withLock { state in
                if !state.batch.isEmpty {
                    defer { state.batch = WebSocketBatch() }
                    return .success(state.batch)
                }
                if let failure = state.failure {
                    state.failure = nil
                    return .failure(failure)
                }
                return state.isEnded ? .success(nil) : nil
            }
            if let ready { return try ready.get() }
            var words = wake.makeAsyncIterator()
            guard await words.next(isolation: nil) != nil else {
                throw NetworkError(phase: .receive, place: "socket \(id)", cause: "cancelled", canRetry: false)
            }
        }
    }

    func send(text: [UInt8]) async throws(NetworkError) { try say(.text(text)) }
    func ping(_ payload: [UInt8]) async throws(NetworkError) { try say(.ping(payload)) }

    func close() async {
        guard !state.withLock({ $0.isEnded || $0.closesAt != nil }) else { return }
        state.withLock { $0.closesAt = clock.now.advanced(by: Self.closePatience) }
        send(self, .close(code: 1000))
    }

    private func say(_ message: ClientMessage) throws(NetworkError) {
        guard !state.withLock({ $0.isEnded || $0.closesAt != nil }) else {
            throw NetworkError(phase: .send, place: "socket \(id)", cause: "the connection is closed", canRetry: false)
        }
        send(self, message)
    }

    /// Something has arrived.
    func deliver(_ kind: WebSocketBatch.Kind, _ payload: [UInt8], at nanoseconds: Int64) {
        state.withLock { state in
            guard !state.isEnded else { return }
            payload.withUnsafeBytes { state.batch.append(kind: kind, receivedNanoseconds: nanoseconds, payload: $0) }
        }
        waker.yield()
    }

    /// The connection is over; with an error it broke.
    func end(_ failure: NetworkError?) {
        state.withLock { state in
            guard !state.isEnded else { return }
            state.isEnded = true
            // After a close from this side nobody asks how it ended.
            state.failure = state.closesAt == nil ? failure : nil
        }
        waker.yield()
    }

    /// Ends what the venue does not answer any more.
    func expire(at now: VirtualClock.Instant) {
        if state.withLock({ state in !state.isEnded && (state.closesAt.map { $0 <= now } ?? false) }) { end(nil) }
    }
}
