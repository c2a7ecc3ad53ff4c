public import WickDomain

/// A rule ("drift"), or a rule and its subject ("price_move kraken BTC/USD"), that is not to be heard of.
public struct AlertMute: Equatable, Sendable {
    public let pattern: String
    /// Nil is until further notice.
    public let until: Timestamp?

    public init(pattern: String, until: Timestamp?) {
        self.pattern = pattern
        self.until = until
    }
}
