/// One way in which a simulated venue can misbehave. The raw value is its name in the text of a plan.
public enum FaultKind: String, CaseIterable, Sendable {
    // Chances a second of an open connection.
    /// The connection breaks with RST.
    case reset
    /// The connection ends with FIN and no close frame.
    case finish
    /// Half-open: the connection stays up and nothing more comes.
    case silence
    /// Announced where the venue announces it (Binance), then closed with code 1001 (going away) or 1012.
    case shutdown
    /// Bytes trickle for some seconds.
    case slow

    // Chances of a message with trades. At most one of them befalls a message.
    /// Not sent on this connection; REST has the trades.
    case lost
    /// Sent twice, the second time up to 2 s later.
    case duplicate = "dup"
    /// Sent after the message that follows it.
    case reorder
    /// Sent 0.2 to 3 s late.
    case delay
    /// Garbled, so that its trades are lost on this connection.
    case malformed
    /// Split into 2 to 8 WebSocket frames.
    case fragment
    /// Replaced by a text above 1 MiB; its trades are lost on this connection.
    case oversize

    /// Chance of an order: its trades are sent to nobody and missing from REST too.
    case hidden

    // Chances of what clients do.
    /// A TCP connection is refused, and so are all others for the next 1 to 10 s.
    case refuse
    /// An upgrade or a REST request is answered with 503.
    case unavailable = "503"
    /// A REST request is answered with 429 and Retry-After; so is every other until that time is over.
    case tooManyRequests = "429"
    /// The same with 418, for longer.
    case banned = "418"
    /// The body of a REST answer trickles.
    case slowAnswer = "slow-rest"
    /// A ping is answered with another payload or number.
    case pong
    /// A subscription is refused.
    case subscribe

    /// The venue's clock is wrong by a constant: in event times, acknowledgements, and REST alike. In seconds.
    case skew

    /// Of which at most one befalls a message.
    static let ofMessages: [FaultKind] = [.lost, .duplicate, .reorder, .delay, .malformed, .fragment, .oversize]
    /// What may happen to an open connection in any second.
    static let ofConnections: [FaultKind] = [.reset, .finish, .silence, .shutdown, .slow]

    /// The position in `allCases`.
    var ordinal: Int {
        guard let ordinal = Self.allCases.firstIndex(of: self) else { preconditionFailure("a case that is none") }
        return ordinal
    }
}
