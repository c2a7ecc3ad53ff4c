public import WickDomain

/// An alert that was raised, and what came of sending it.
public struct AlertRecord: Equatable, Sendable {
    /// The same from every run: made from the rule, the subject and the event time.
    public let id: String
    public let rule: String
    public let instrument: Instrument?
    /// What the rule found: "kraken", "kraken BTC/USD", "wick".
    public let subject: String
    public let eventTime: Timestamp
    public let knownTime: Timestamp
    public let message: String
    /// When a notice that it fires was made; nil while it is muted or in the cooldown.
    public var notifiedTime: Timestamp?
    /// When it ended; nil while it fires.
    public var resolvedTime: Timestamp?
    /// How it ended.
    public var resolution: String?
    /// When somebody has it; nil until then.
    public let deliveredTime: Timestamp?
    /// Why the last attempt to send it failed; nil where none did.
    public let failure: String?

    /// - Parameter subject: nil is the instrument, or wick itself where there is none.
    public init(
        id: String, rule: String, instrument: Instrument?, subject: String? = nil, eventTime: Timestamp,
        knownTime: Timestamp, message: String, notifiedTime: Timestamp? = nil, resolvedTime: Timestamp? = nil,
        resolution: String? = nil, deliveredTime: Timestamp? = nil, failure: String? = nil
    ) {
        self.id = id
        self.rule = rule
        self.instrument = instrument
        self.subject = subject ?? instrument.map { "\($0)" } ?? "wick"
        self.eventTime = eventTime
        self.knownTime = knownTime
        self.message = message
        self.notifiedTime = notifiedTime
        self.resolvedTime = resolvedTime
        self.resolution = resolution
        self.deliveredTime = deliveredTime
        self.failure = failure
    }
}
