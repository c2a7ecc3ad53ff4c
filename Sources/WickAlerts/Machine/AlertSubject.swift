public import WickDomain

/// What a finding is about.
public enum AlertSubject: Hashable, Sendable, CustomStringConvertible {
    case venue(Venue)
    case instrument(Instrument)
    /// The program and the machine that it runs on.
    case program

    public var description: String {
        switch self {
        case .venue(let venue): "\(venue)"
        case .instrument(let instrument): "\(instrument)"
        case .program: "wick"
        }
    }

    var instrument: Instrument? {
        if case .instrument(let instrument) = self { instrument } else { nil }
    }

    /// Whether one of the names that a rule is limited to means it; no names mean all.
    func matches(_ names: [String]) -> Bool {
        if names.isEmpty || names.contains(description) { return true }
        guard let instrument else { return false }
        return names.contains("\(instrument.symbol)") || names.contains("\(instrument.venue)")
    }
}

/// One rule about one subject: what is pending, fires and is muted by itself.
public struct AlertFingerprint: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rule: String
    public let subject: String

    public init(rule: String, subject: String) {
        self.rule = rule
        self.subject = subject
    }

    /// "price_move kraken BTC/USD".
    public var description: String { "\(rule) \(subject)" }

    public static func < (left: AlertFingerprint, right: AlertFingerprint) -> Bool {
        (left.rule, left.subject) < (right.rule, right.subject)
    }
}
