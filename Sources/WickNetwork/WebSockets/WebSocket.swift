/// Opens WebSocket connections (RFC 6455).
public protocol WebSocketConnector: Sendable {
    /// Connects, verifies TLS, and upgrades.
    ///
    /// - Throws: `NetworkError`; cancelling the task stops the attempt.
    func connect(_ request: WebSocketRequest) async throws(NetworkError) -> any WebSocketConnection
}

/// One open WebSocket. Has one reader; sending is allowed at any time.
public protocol WebSocketConnection: Sendable {
    /// Everything that came since the last call, at least one event; suspends until there is one. Nil once the connection is closed and everything
    /// that came before has been given.
    ///
    /// Events wait in a bounded buffer. While it is full the socket is not read, so that the other side feels it: nothing is dropped.
    ///
    /// - Throws: `NetworkError` when the connection broke without a close frame, once, after everything that came before.
    func receive() async throws(NetworkError) -> WebSocketBatch?

    /// Sends a text message.
    func send(text: [UInt8]) async throws(NetworkError)

    /// Sends a ping; the pong comes as an event. Pings of the other side are answered by the connection itself.
    func ping(_ payload: [UInt8]) async throws(NetworkError)

    /// Closes from this side; `receive` gives what was under way and then ends.
    func close() async
}

public struct WebSocketRequest: Equatable, Sendable {
    /// ws or wss, with host.
    public var url: String
    public var headers: [HTTPHeader]
    /// Until the upgrade is done.
    public var deadline: Duration
    /// A longer message closes the connection with code 1009 and is an error.
    public var maximumMessageBytes: Int
    /// When not a byte came for this long, the connection counts as broken. Does not run while the reader's buffer is full.
    public var idleDeadline: Duration?

    public init(
        _ url: String, headers: [HTTPHeader] = [], deadline: Duration = .seconds(10),
        maximumMessageBytes: Int = 1 << 20,
        idleDeadline: Duration? = nil
    ) {
        self.url = url
        self.headers = headers
        self.deadline = deadline
        self.maximumMessageBytes = maximumMessageBytes
        self.idleDeadline = idleDeadline
    }
}

/// Events of one socket in the order in which they came, their payloads side by side in one buffer.
public struct WebSocketBatch: Equatable, Sendable {
    public enum Kind: Sendable {
        case text
        case binary
        /// Answered already.
        case ping
        case pong
        /// The other side closes; the payload is its reason.
        case close(code: UInt16)
    }

    public struct Event: Sendable {
        public let kind: Kind
        /// When its last byte was read, in nanoseconds since 1970 by the connector's clock.
        public let receivedNanoseconds: Int64
        /// Where its payload lies in `bytes`.
        public let range: Range<Int>

        public init(kind: Kind, receivedNanoseconds: Int64, range: Range<Int>) {
            self.kind = kind
            self.receivedNanoseconds = receivedNanoseconds
            self.range = range
        }
    }

    public private(set) var events: [Event] = []
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func append(kind: Kind, receivedNanoseconds: Int64, payload: UnsafeRawBufferPointer) {
        let start = bytes.count
        bytes.append(contentsOf: payload)
        events.append(Event(kind: kind, receivedNanoseconds: receivedNanoseconds, range: start..<bytes.count))
    }

    /// Appends what came after it.
    public mutating func append(_ later: WebSocketBatch) {
        let start = bytes.count
        bytes.append(contentsOf: later.bytes)
        for event in later.events {
            let range = event.range.lowerBound + start..<event.range.upperBound + start
            events.append(Event(kind: event.kind, receivedNanoseconds: event.receivedNanoseconds, range: range))
        }
    }

    /// Empty, with room for as much as another one holds: what comes next is mostly of the same size.
    init(roomFor other: WebSocketBatch) {
        events.reserveCapacity(other.events.count)
        bytes.reserveCapacity(other.bytes.count)
    }

    public var isEmpty: Bool { events.isEmpty }

    /// Bytes of memory, so that a flood of empty messages fills a buffer as well.
    var weight: Int { bytes.count + events.count * MemoryLayout<Event>.stride }
}

extension WebSocketBatch.Kind: Equatable {}
extension WebSocketBatch.Event: Equatable {}
