/// Brings messages to one target.
public protocol AlertSender: Sendable {
    /// Names the target in the store, in messages and in `wick alerts`: "slack".
    var target: String { get }

    /// Sends a message once and says what came of it. Has its own deadline.
    func send(_ message: AlertMessage) async -> SendingResult
}

/// A notice on its way to somebody.
public struct AlertMessage: Equatable, Sendable {
    public let notice: AlertNotice
    /// Whether the target may have it already: an earlier attempt had no answer.
    public let mayRepeat: Bool

    public init(_ notice: AlertNotice, mayRepeat: Bool = false) {
        self.notice = notice
        self.mayRepeat = mayRepeat
    }

    /// What a reader tells repeats by: "wick 3f2a…" and whether this may be one.
    var signature: String { "wick · \(notice.id)" + (mayRepeat ? " · may be a repeat" : "") }
}

/// What came of one attempt. No text names the target's address.
public enum SendingResult: Equatable, Sendable {
    case delivered
    /// - asked: how long the target wants to be left alone.
    /// - isDoubtful: whether it may have the message all the same.
    case failed(reason: String, asked: Duration? = nil, isDoubtful: Bool = false)
    /// It will not take this message, whenever it is asked.
    case refused(reason: String)
}
