public import WickDomain

/// Writes feature vectors as text. Numbers are the shortest that read back to the same bits; what is unknown is empty in csv, null in jsonl.
public struct FeatureText: Sendable {
    private let format: CandleFormat
    private let schema: FeatureSchema

    public init(format: CandleFormat, schema: FeatureSchema) {
        self.format = format
        self.schema = schema
    }

    private static let keys = ["venue", "symbol", "open_time", "known_at", "schema"]

    /// The line before the first vector, with its line feed; empty where the format has none.
    public var header: String {
        format == .csv ? (Self.keys + schema.names).joined(separator: ",") + "\n" : ""
    }

    /// One vector with its line feed.
    public func line(_ vector: FeatureVector) -> String {
        let texts = [
            "\(vector.instrument.venue)", "\(vector.instrument.symbol)", "\(vector.openTime)", "\(vector.knownTime)",
            schema.hash,
        ]
        switch format {
        case .csv: return (texts + vector.values.map { $0.isNaN ? "" : "\($0)" }).joined(separator: ",") + "\n"
        case .jsonl:
            // No text here needs escapes: symbols are checked, and the rest is ours.
            let values = texts.map { "\"\($0)\"" } + vector.values.map { $0.isNaN ? "null" : "\($0)" }
            let pairs = zip(Self.keys + schema.names, values).map { "\"\($0)\":\($1)" }
            return "{" + pairs.joined(separator: ",") + "}\n"
        }
    }
}
