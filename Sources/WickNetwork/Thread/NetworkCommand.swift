/// What the network thread is asked to do. Transfers go by their call, WebSockets by their mailbox.
enum NetworkCommand: Sendable {
    case send(HTTPRequest, NetworkAddress, NetworkCall<HTTPResponse>)
    case cancel(NetworkCall<HTTPResponse>)
    case connect(WebSocketRequest, NetworkAddress, WebSocketMailbox, NetworkCall<Void>)
    case write(WebSocketMailbox, WebSocketMessage, NetworkCall<Void>)
    /// The reader has made room.
    case resume(WebSocketMailbox)
    case close(WebSocketMailbox, NetworkCall<Void>)
    /// Nobody holds the connection any more, or the attempt was cancelled.
    case abandon(WebSocketMailbox)
    case stop
}

enum WebSocketMessage: Sendable {
    case text([UInt8])
    case ping([UInt8])
}
