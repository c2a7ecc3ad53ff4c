public import WickDomain

/// What a simulated venue does to one of its connections, and when.
public struct VenueOutput: Equatable, Sendable {
    public let connection: Int
    /// Virtual time, never before that of an earlier output.
    public let time: Timestamp
    public let action: ServerAction

    public init(connection: Int, time: Timestamp, action: ServerAction) {
        self.connection = connection
        self.time = time
        self.action = action
    }
}

public enum ServerAction: Equatable, Sendable {
    /// One text message in one frame.
    case text([UInt8])
    /// One text message in several frames.
    case fragments([[UInt8]])
    case ping([UInt8])
    case pong([UInt8])
    /// A close frame, then the end of the connection. Nothing follows.
    case close(code: UInt16, reason: String)
    /// RST. Nothing follows.
    case reset
    /// FIN without a close frame. Nothing follows.
    case finish
    /// The connection stays open and is dead: nothing follows, and nothing that the client sends is read.
    case silence
    /// From here on no faster than this; nil lifts it.
    case throttle(bytesPerSecond: Int?)

    /// Whether the connection is over for the venue.
    var isLast: Bool {
        switch self {
        case .close, .reset, .finish, .silence: true
        case .text, .fragments, .ping, .pong, .throttle: false
        }
    }
}

/// What a client sends on its connection.
public enum ClientMessage: Equatable, Sendable {
    case text([UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case close(code: UInt16?)
}

/// How a venue takes the wish to open a WebSocket.
public enum UpgradeDecision: Equatable, Sendable {
    case accepted(connection: Int)
    /// Instead of a 101.
    case refused(RestAnswer)
}
