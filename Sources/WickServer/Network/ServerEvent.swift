/// What somebody who runs the server should know. Each is counted; the log hears of each kind once a minute at most.
public enum ServerEvent: Sendable, CustomStringConvertible {
    /// A kind of event, by its name in the metrics.
    enum Kind: String, CaseIterable, Sendable {
        case unread, stalled, messages, connections, descriptors

        /// A connection was ended for what its client did or did not do.
        static let endings: [Kind] = [.unread, .stalled, .messages]
    }

    /// More than `api.unread_kib` waited for a stream.
    case unread(address: String, bytes: Int)
    /// Nothing of what waited was taken for a time.
    case stalled(address: String, bytes: Int, after: Duration)
    /// A stream's client sent more messages or pings than it may.
    case messages(address: String, limit: Int)
    case connections(limit: Int)
    /// The system gives no socket for a connection that waits.
    case descriptors(reason: String)

    var kind: Kind {
        switch self {
        case .unread: .unread
        case .stalled: .stalled
        case .messages: .messages
        case .connections: .connections
        case .descriptors: .descriptors
        }
    }

    public var description: String {
        switch self {
        case .unread(let address, let bytes):
            "a stream of \(address) was closed: it left \(bytes) bytes unread (api.unread_kib)"
        case .stalled(let address, let bytes, let duration):
            "a connection of \(address) was closed: \(bytes) bytes waited for it, and it took none for "
                + "\(duration.components.seconds) s (api.idle_seconds)"
        case .messages(let address, let limit):
            "a stream of \(address) was closed: it sent more than \(limit) messages or pings in 10 s"
        case .connections(let limit):
            "connections are refused: \(limit) are open already (api.connections); "
                + "wick_http_refused_connections_total counts them"
        case .descriptors(let reason):
            "no connection is accepted until others end: \(reason); raise ulimit -n, or lower api.connections"
        }
    }
}
