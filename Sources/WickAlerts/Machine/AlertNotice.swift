import Foundation
public import WickDomain
import WickStore

/// One message: what fired and what ended of one rule within the grouping time.
public struct AlertNotice: Equatable, Sendable, Codable {
    public struct Entry: Equatable, Sendable, Codable {
        public enum State: String, Sendable, Codable {
            case firing
            case resolved
        }

        /// Of the alert.
        public let alert: String
        public let state: State
        public let subject: String
        public let text: String
        /// When it fired, or ended; ISO 8601, UTC, in whole seconds.
        public let time: String

        public init(alert: String, state: State, subject: String, text: String, time: Timestamp) {
            self.alert = alert
            self.state = state
            self.subject = subject
            self.text = text
            self.time = time.floored(to: .seconds(1)).description
        }
    }

    /// Entries of one message: as many as a chat shows well. More begin the next message.
    public static let maximumEntries = 10

    /// Made from the rule and the moment at which the message began, so that a target can tell that it has it already.
    public let id: String
    public let rule: String
    public private(set) var entries: [Entry]

    init(rule: String, began time: Timestamp, entry: Entry) {
        id = AlertIdentifier.make(["notice", rule, entry.alert, entry.state.rawValue, "\(time.microseconds)"])
        self.rule = rule
        entries = [entry]
    }

    /// Made up, for `wick alerts test`.
    public static func test(at time: Timestamp) -> AlertNotice {
        AlertNotice(
            rule: "test", began: time,
            entry: Entry(
                alert: AlertIdentifier.make(["test", "\(time.microseconds)"]), state: .firing, subject: "wick",
                text: "this is a test: nothing is wrong", time: time))
    }

    var isFull: Bool { entries.count >= Self.maximumEntries }
    mutating func append(_ entry: Entry) { entries.append(entry) }

    /// One line a finding, without any markup.
    public var lines: [String] { entries.map { "\($0.state.rawValue.uppercased()) \($0.subject): \($0.text)" } }

    // MARK: In the store

    func record(known: Timestamp, due: Timestamp) -> NoticeRecord {
        NoticeRecord(id: id, rule: rule, knownTime: known, dueTime: due, content: AlertJSON.text(self))
    }

    /// Nil for content that this version cannot read.
    init?(_ record: NoticeRecord) {
        guard let notice = try? JSONDecoder().decode(AlertNotice.self, from: Data(record.content.utf8)) else {
            return nil
        }
        self = notice
    }
}

/// JSON whose keys have one order, so that the same message has the same bytes.
enum AlertJSON {
    static func data(_ value: some Encodable) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return try encoder.encode(value) } catch {
            preconditionFailure("a message of texts and whole numbers has no JSON: \(error)")
        }
    }

    static func text(_ value: some Encodable) -> String { String(decoding: data(value), as: UTF8.self) }
}

/// Ids of alerts and messages.
enum AlertIdentifier {
    /// 128 bits: enough that no two are alike, and short enough to be read out.
    static let length = 32

    static func make(_ parts: [String]) -> String {
        String(SHA256.hexadecimal(of: Array(parts.joined(separator: "\u{1f}").utf8)).prefix(length))
    }
}
