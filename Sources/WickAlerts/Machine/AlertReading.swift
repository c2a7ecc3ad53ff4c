import WickDomain

/// What a rule found about one subject.
public struct AlertReading: Equatable, Sendable {
    public let rule: AlertRule
    public let subject: AlertSubject
    /// Nil where it cannot be told.
    public let value: Double?
    /// The finding in words.
    public let text: String

    public init(rule: AlertRule, subject: AlertSubject, value: Double?, text: String) {
        self.rule = rule
        self.subject = subject
        self.value = value
        self.text = text
    }

    public var fingerprint: AlertFingerprint { AlertFingerprint(rule: rule.name, subject: "\(subject)") }

    var isOver: Bool { value.map { rule.kind.firesBelow ? $0 <= rule.limit : $0 >= rule.limit } ?? false }
    var isClear: Bool { value.map { rule.kind.firesBelow ? $0 >= rule.clear : $0 <= rule.clear } ?? false }
}
