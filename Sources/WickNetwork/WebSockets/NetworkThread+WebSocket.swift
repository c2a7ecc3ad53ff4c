extension NetworkThread: WebSocketConnector {
    public func connect(_ request: WebSocketRequest) async throws(NetworkError) -> any WebSocketConnection {
        let address = try NetworkAddress(request.url, schemes: [.ws, .wss])
        for header in request.headers { _ = try header.line(for: address.place) }
        precondition(request.maximumMessageBytes > 0, "maximumMessageBytes is \(request.maximumMessageBytes)")
        let mailbox = WebSocketMailbox(place: address.place, limit: configuration.socketBufferBytes)
        let call = NetworkCall<Void>()
        try await call.answer(
            from: inbox, to: .connect(request, address, mailbox, call), cancelling: .abandon(mailbox),
            place: address.place)
        return NetworkWebSocket(self, mailbox)
    }
}

/// The consumer's end of one socket. Owns the right to it: when nobody holds this object any more, the socket is closed.
private final class NetworkWebSocket: WebSocketConnection {
    private let thread: NetworkThread
    private let mailbox: WebSocketMailbox

    init(_ thread: NetworkThread, _ mailbox: WebSocketMailbox) {
        self.thread = thread
        self.mailbox = mailbox
    }

    deinit { thread.inbox.post(.abandon(mailbox)) }

    func receive() async throws(NetworkError) -> WebSocketBatch? {
        let (result, madeRoom) = await mailbox.receive()
        if madeRoom { thread.inbox.post(.resume(mailbox)) }
        return try result.get()
    }

    func send(text: [UInt8]) async throws(NetworkError) { try await write(.text(text)) }

    func ping(_ payload: [UInt8]) async throws(NetworkError) {
        precondition(payload.count <= 125, "a ping holds 125 bytes at most, not \(payload.count) (RFC 6455, 5.5)")
        try await write(.ping(payload))
    }

    /// Returns once the message has been handed to the system. It is not taken back when the task is cancelled: half a message would end
    /// the connection.
    private func write(_ message: WebSocketMessage) async throws(NetworkError) {
        let call = NetworkCall<Void>()
        try await call.answer(
            from: thread.inbox, to: .write(mailbox, message, call), cancelling: nil, place: mailbox.place)
    }

    func close() async {
        let call = NetworkCall<Void>()
        do throws(NetworkError) {
            try await call.answer(from: thread.inbox, to: .close(mailbox, call), cancelling: nil, place: mailbox.place)
        } catch {
            // The thread has stopped, and the socket is closed with it.
        }
    }
}
