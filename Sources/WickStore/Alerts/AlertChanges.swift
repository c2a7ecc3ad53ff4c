public import WickDomain

/// What one look at the alert rules changed: stored in one transaction, before any of it is sent.
public struct AlertChanges: Equatable, Sendable {
    /// How an alert ended.
    public struct End: Equatable, Sendable {
        public let id: String
        public let time: Timestamp
        public let text: String

        public init(id: String, time: Timestamp, text: String) {
            self.id = id
            self.time = time
            self.text = text
        }
    }

    public var fired: [AlertRecord] = []
    public var ended: [End] = []
    /// Alerts that a notice tells of as firing, with its time.
    public var notified: [(id: String, time: Timestamp)] = []
    /// Messages, new or with more in them than before.
    public var notices: [NoticeRecord] = []

    public init() {}

    public var isEmpty: Bool { fired.isEmpty && ended.isEmpty && notified.isEmpty && notices.isEmpty }

    public static func == (left: AlertChanges, right: AlertChanges) -> Bool {
        left.fired == right.fired && left.ended == right.ended && left.notices == right.notices
            && left.notified.map(\.id) == right.notified.map(\.id)
            && left.notified.map(\.time) == right.notified.map(\.time)
    }
}

/// One message about alerts.
public struct NoticeRecord: Equatable, Sendable {
    public let id: String
    public let rule: String
    public let knownTime: Timestamp
    /// When it may be sent.
    public let dueTime: Timestamp
    /// What it says, as JSON.
    public let content: String

    public init(id: String, rule: String, knownTime: Timestamp, dueTime: Timestamp, content: String) {
        self.id = id
        self.rule = rule
        self.knownTime = knownTime
        self.dueTime = dueTime
        self.content = content
    }
}

/// A message that one target does not have yet.
public struct DeliveryRecord: Equatable, Sendable {
    public let notice: NoticeRecord
    public let target: String
    /// Those that began.
    public let attempts: Int
    public let nextTime: Timestamp
    /// Whether the target may have it all the same: an attempt ended, or was killed, before its answer came.
    public let isDoubtful: Bool

    public init(notice: NoticeRecord, target: String, attempts: Int, nextTime: Timestamp, isDoubtful: Bool) {
        self.notice = notice
        self.target = target
        self.attempts = attempts
        self.nextTime = nextTime
        self.isDoubtful = isDoubtful
    }
}

/// How an attempt ended.
public enum DeliveryEnd: Equatable, Sendable {
    case delivered(at: Timestamp)
    /// - isDoubtful: whether the target may have got it.
    case failed(reason: String, next: Timestamp, isDoubtful: Bool)
    case gaveUp(reason: String, at: Timestamp)
}
