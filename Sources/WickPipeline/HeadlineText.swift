public import WickDomain

import FoundationEssentials

/// Writes headlines with their latest scores as text; what is unknown is empty in csv, null in jsonl. Times are ISO 8601 UTC.
public struct HeadlineText: Sendable {
    private let format: CandleFormat

    public init(format: CandleFormat) { self.format = format }

    private static let keys = [
        "id", "version", "source", "seen_at", "published_at", "title", "url", "asset", "sentiment", "confidence",
        "scorer",
        "model", "scored_at",
    ]

    /// The line before the first headline, with its line feed; empty where the format has none.
    public var header: String { format == .csv ? Self.keys.joined(separator: ",") + "\n" : "" }

    /// One headline with its line feed.
    public func line(_ headline: Headline, _ score: SentimentScore?) -> String {
        let texts: [String?] = [
            headline.id, "\(headline.version)", headline.source, "\(headline.seenTime)",
            headline.publishedTime.map { "\($0)" }, headline.title, headline.url, score?.subject.rawValue,
            score.map { "\($0.sentiment)" }, score.map { "\($0.confidence)" }, score?.scorer, score?.model,
            score.map { "\($0.scoredTime)" },
        ]
        switch format {
        case .csv: return texts.map { $0.map(Self.field) ?? "" }.joined(separator: ",") + "\n"
        case .jsonl:
            let numbers: Set = ["version", "sentiment", "confidence"]
            let pairs = zip(Self.keys, texts).map { key, text in
                "\"\(key)\":" + (text.map { numbers.contains(key) ? $0 : Self.quoted($0) } ?? "null")
            }
            return "{" + pairs.joined(separator: ",") + "}\n"
        }
    }

    /// In quotes where a reader of csv needs them (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe.
    private static func field(_ text: String) -> String {
        let isFormula = text.first.map { "=+@".contains($0) } ?? false
        let text = isFormula ? "'" + text : text
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let data = try? encoder.encode(text) else { preconditionFailure("texts are always encodable") }
        return String(decoding: data, as: UTF8.self)
    }
}
