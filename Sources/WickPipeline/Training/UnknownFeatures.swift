/// Features that were unknown in all rows that were used, with the reason and what would make them known.
public struct UnknownFeatures: Codable, Equatable, Sendable {
    public let names: [String]
    public let reason: String
    /// Nil where nothing helps.
    public let remedy: String?

    public init(names: [String], reason: String, remedy: String?) {
        self.names = names
        self.reason = reason
        self.remedy = remedy
    }

    /// For people: one line.
    public var text: String {
        "unknown throughout: \(names.joined(separator: ", ")): \(reason)" + (remedy.map { "; \($0)" } ?? "")
    }
}
