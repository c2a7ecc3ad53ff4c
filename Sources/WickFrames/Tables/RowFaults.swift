/// Rows of tables that could not be used, counted by reason, with the first row of each. Bounded, whatever a table holds.
public struct RowFaults: Equatable, Sendable {
    public struct Reason: Equatable, Sendable {
        /// What is wrong, without the value: the same for all rows that it counts.
        public let text: String
        public fileprivate(set) var count: Int
        /// The first such row.
        public let file: String
        public let line: Int
        /// What is wrong with it, with the value.
        public let message: String
    }

    /// Reasons that are told apart; rows with others count together.
    public static let maximumReasons = 24
    static let rest = "other reasons"

    public private(set) var reasons: [Reason] = []
    public private(set) var count = 0

    public init() {}

    public mutating func note(_ message: String, file: String, line: Int) {
        count += 1
        var text = Self.reason(in: message)
        if let index = reasons.firstIndex(where: { $0.text == text }) {
            reasons[index].count += 1
            return
        }
        if reasons.count >= Self.maximumReasons - 1 {
            text = Self.rest
            if let last = reasons.indices.last, reasons[last].text == text {
                reasons[last].count += 1
                return
            }
        }
        reasons.append(Reason(text: text, count: 1, file: file, line: line, message: message))
    }

    public static func += (left: inout RowFaults, right: RowFaults) {
        for reason in right.reasons {
            left.note(reason.message, file: reason.file, line: reason.line)
            guard
                let index = left.reasons.firstIndex(where: { $0.text == Self.reason(in: reason.message) })
                    ?? left.reasons.indices.last
            else { continue }
            left.reasons[index].count += reason.count - 1
            left.count += reason.count - 1
        }
    }

    /// Each reason on a line: where it stands first, the value, why, how many rows, what to do.
    public var lines: [String] {
        reasons.map { reason in
            let others = reason.count > 1 ? "; the first of \(reason.count) such rows" : ""
            return "\(reason.file):\(reason.line): \(reason.message)\(others)"
        }
    }

    /// As "3 rows left out (2 open_time is not the start of a minute, 1 high is below …)".
    public var summary: String {
        let parts = reasons.sorted { $0.count > $1.count }.map { "\($0.count) \($0.text)" }
        return "\(count) row\(count == 1 ? "" : "s") left out (\(parts.joined(separator: ", ")))"
    }

    /// The message without what differs from row to row: quoted values, what stands in brackets, long numbers and times.
    static func reason(in message: String) -> String {
        var words: [Substring] = []
        var quote = false
        var depth = 0
        for word in message.split(separator: " ") {
            if depth == 0, !quote, word.hasPrefix("'") {
                quote = !Self.closesQuote(word.dropFirst())
                continue
            }
            if quote {
                quote = !Self.closesQuote(word)
                continue
            }
            let opened = word.count { $0 == "(" }
            let closed = word.count { $0 == ")" }
            if depth > 0 || opened > 0 {
                depth = max(0, depth + opened - closed)
                continue
            }
            if word.count(where: \.isNumber) < 5 { words.append(word) }
        }
        return words.joined(separator: " ")
    }

    private static func closesQuote(_ word: Substring) -> Bool {
        var end = word
        while let last = end.last, ",;:)".contains(last) { end.removeLast() }
        return end.hasSuffix("'")
    }
}
