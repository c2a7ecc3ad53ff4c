/// What one socket has received and nobody has read yet. Shared by the network thread, which fills it, and the one reader.
final class WebSocketMailbox: Sendable {
    enum Ending: Sendable {
        case closed
        case failed(NetworkError)
    }

    typealias Received = Result<WebSocketBatch?, NetworkError>

    private struct State {
        var batch = WebSocketBatch()
        var ending: Ending?
        /// The network thread has stopped reading and waits to be told of room.
        var isPaused = false
        var reader: CheckedContinuation<Received, Never>?

        /// What the reader gets now, if anything.
        mutating func next() -> Received? {
            if !batch.isEmpty {
                defer { batch = WebSocketBatch() }
                return .success(batch)
            }
            switch ending {
            case nil: return nil
            case .closed: return .success(nil)
            case .failed(let error):
                ending = .closed
                return .failure(error)
            }
        }
    }

    let place: String
    private let limit: Int
    private let state = Locked(State())

    init(place: String, limit: Int) {
        self.place = place
        self.limit = limit
    }

    // MARK: The network thread's side

    /// Hands over what has come and leaves the batch empty. True when it is time to stop reading.
    func deliver(_ batch: inout WebSocketBatch) -> Bool {
        guard !batch.isEmpty else { return false }
        var delivered = batch
        batch = WebSocketBatch(roomFor: delivered)
        let (reader, isFull) = state.withLock { state in
            if let reader = state.reader {
                state.reader = nil
                return (Optional(reader), false)
            }
            if state.batch.isEmpty { swap(&state.batch, &delivered) } else { state.batch.append(delivered) }
            state.isPaused = state.batch.weight >= limit
            return (nil, state.isPaused)
        }
        reader?.resume(returning: .success(delivered))
        return isFull
    }

    /// Nothing comes after it. Only the first one counts.
    func finish(_ ending: Ending) {
        let waiting = state.withLock { state -> (reader: CheckedContinuation<Received, Never>, received: Received)? in
            if state.ending == nil { state.ending = ending }
            guard let reader = state.reader, let received = state.next() else { return nil }
            state.reader = nil
            return (reader, received)
        }
        if let waiting { waiting.reader.resume(returning: waiting.received) }
    }

    // MARK: The reader's side

    /// What has come, and whether the network thread waits to hear that there is room again.
    func receive() async -> (Received, madeRoom: Bool) {
        let received = await withTaskCancellationHandler {
            await withCheckedContinuation { wait($0) }
        } onCancel: {
            cancelReader()
        }
        let madeRoom = state.withLock { state in
            defer { state.isPaused = false }
            return state.isPaused
        }
        return (received, madeRoom)
    }

    private func wait(_ reader: CheckedContinuation<Received, Never>) {
        let received: Received? = state.withLock { state in
            precondition(state.reader == nil, "a WebSocket has one reader")
            if let received = state.next() { return received }
            // Under the lock: a cancellation that came earlier has found no reader, but shows here.
            guard !Task.isCancelled else { return .failure(.cancelled(.receive, place)) }
            state.reader = reader
            return nil
        }
        if let received { reader.resume(returning: received) }
    }

    private func cancelReader() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: .failure(.cancelled(.receive, place)))
    }

    /// For what is asked of a socket that is no more.
    var goneError: NetworkError {
        NetworkError(phase: .send, place: place, cause: "the connection is closed", canRetry: false)
    }
}
