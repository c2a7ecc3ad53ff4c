/// Why something could not be sent or received. The text names the URL without its secrets, the phase, and the cause.
public struct NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
    /// How far it came.
    public enum Phase: String, Sendable {
        case url = "reading the address"
        case lookup = "looking up the host"
        case connect = "connecting"
        case tls = "verifying TLS"
        case upgrade = "upgrading to a WebSocket"
        case send = "sending"
        case receive = "receiving"
    }

    public let phase: Phase
    /// Scheme, host, port and path; never user, password or query.
    public let place: String
    public let cause: String
    /// Whether the same attempt may succeed later.
    public let canRetry: Bool
    /// The status of an HTTP answer that was the trouble, such as 429 instead of an upgrade.
    public let status: Int?
    /// How long that answer asked us to wait.
    public let retryAfter: Duration?

    public init(
        phase: Phase, place: String, cause: String, canRetry: Bool, status: Int? = nil, retryAfter: Duration? = nil
    ) {
        self.phase = phase
        self.place = place
        self.cause = cause
        self.canRetry = canRetry
        self.status = status
        self.retryAfter = retryAfter
    }

    public var description: String { "\(phase.rawValue) (\(place)): \(cause)" }
}

extension NetworkError {
    static func cancelled(_ phase: Phase, _ place: String) -> NetworkError {
        NetworkError(phase: phase, place: place, cause: "cancelled", canRetry: false)
    }

    static func stopped(_ phase: Phase, _ place: String) -> NetworkError {
        NetworkError(phase: phase, place: place, cause: "the network thread has stopped", canRetry: false)
    }
}
