public import WickDomain

/// An alert that was raised, and what came of sending it.
public struct AlertRecord: Equatable, Sendable {
    /// The same from every run: made from the rule, the instrument and the event time.
    public let id: String
    public let rule: String
    public let instrument: Instrument?
    public let eventTime: Timestamp
    public let knownTime: Timestamp
    public let message: String
    /// When somebody has it; nil until then.
    public let deliveredTime: Timestamp?
    /// Why the last attempt to send it failed; nil where none did.
    public let failure: String?

    public init(
        id: String, rule: String, instrument: Instrument?, eventTime: Timestamp, knownTime: Timestamp, message: String,
        deliveredTime: Timestamp? = nil, failure: String? = nil
    ) {
        self.id = id
        self.rule = rule
        self.instrument = instrument
        self.eventTime = eventTime
        self.knownTime = knownTime
        self.message = message
        self.deliveredTime = deliveredTime
        self.failure = failure
    }
}
