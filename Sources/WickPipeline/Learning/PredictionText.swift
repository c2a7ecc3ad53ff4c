public import WickDomain

/// Writes predictions as text, alone or with what came of them; other programs rely on both forms. Numbers are the
/// shortest that read back to the same bits; what is unknown is empty in csv, null in jsonl.
public struct PredictionText: Sendable {
    private let format: CandleFormat
    private let withOutcome: Bool

    /// - Parameter withOutcome: whether the outcome's columns follow those of the prediction.
    public init(format: CandleFormat, withOutcome: Bool) {
        self.format = format
        self.withOutcome = withOutcome
    }

    private static let keys = [
        "id", "symbol", "made_at", "known_at", "target_time", "reference_price", "predicted_return", "lower", "upper",
        "model", "schema", "latency_us",
    ]
    private static let outcomeKeys = ["observed_price", "error", "hit", "covered", "status"]

    private var keys: [String] { withOutcome ? Self.keys + Self.outcomeKeys : Self.keys }

    /// The line before the first prediction, with its line feed; empty where the format has none.
    public var header: String { format == .csv ? keys.joined(separator: ",") + "\n" : "" }

    /// One prediction with its line feed.
    public func line(_ prediction: Prediction, _ outcome: Outcome?) -> String {
        let fields = Self.fields(prediction) + (withOutcome ? Self.fields(outcome) : [])
        switch format {
        case .csv: return fields.map(\.plain).joined(separator: ",") + "\n"
        case .jsonl: return "{" + zip(keys, fields).map { "\"\($0)\":\($1.json)" }.joined(separator: ",") + "}\n"
        }
    }

    private enum Field {
        /// None of them needs escapes: symbols are checked, and the rest is ours.
        case text(String)
        case bare(String)
        case unknown

        var plain: String {
            switch self {
            case .text(let text), .bare(let text): text
            case .unknown: ""
            }
        }

        var json: String {
            switch self {
            case .text(let text): "\"\(text)\""
            case .bare(let text): text
            case .unknown: "null"
            }
        }
    }

    private static func fields(_ prediction: Prediction) -> [Field] {
        [
            .text(prediction.id), .text("\(prediction.instrument.symbol)"), .text("\(prediction.madeAt)"),
            .text("\(prediction.knownTime)"), .text("\(prediction.targetTime)"), .text("\(prediction.referencePrice)"),
            .bare("\(prediction.predictedReturn)"), .bare("\(prediction.lower)"), .bare("\(prediction.upper)"),
            .bare("\(prediction.modelVersion)"), .text(prediction.schemaHash),
            .bare("\(prediction.latencyMicroseconds)"),
        ]
    }

    private static func fields(_ outcome: Outcome?) -> [Field] {
        [
            outcome?.observedPrice.map { .text("\($0)") } ?? .unknown,
            outcome?.error.map { .bare("\($0)") } ?? .unknown,
            outcome?.isHit.map { .bare("\($0)") } ?? .unknown, outcome?.isCovered.map { .bare("\($0)") } ?? .unknown,
            outcome.map { .text($0.status.rawValue) } ?? .unknown,
        ]
    }
}
