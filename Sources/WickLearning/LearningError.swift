/// Why nothing was learned, or why a model cannot be used.
public enum LearningError: Error, Equatable, Sendable, CustomStringConvertible {
    /// XGBoost refused; with the words that it had for it.
    case xgboost(doing: String, message: String)
    /// Rows with a known label that the work needs, and that there are.
    case tooFewRows(doing: String, found: Int, needed: Int)
    /// Every label is this number: there is nothing to tell apart.
    case labelsAllEqual(Float)
    /// No feature varies: each is constant or unknown throughout.
    case noFeatures(constant: [String])
    /// A model was trained on vectors of another schema.
    case otherSchema(model: String, data: String)
    /// The rows are not what they are said to be: lengths that differ, times that do not ascend, infinite values.
    case badData(String)
    case badParameter(name: String, value: String, allowed: String)
    /// A stored model that is cut off, altered, or not a model.
    case badArtifact(String)
    /// The file between parent and worker.
    case badMatrixFile(path: String, reason: String)
    case cancelled

    /// Whether the same call may succeed later, without other data or parameters.
    public var canRetry: Bool { self == .cancelled }

    public var description: String {
        // What a model's file holds, and XGBoost repeats of it, may be anything.
        let scalars = words.unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar == "\n" ? " " : scalar.properties.generalCategory == .control ? "?" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private var words: String {
        switch self {
        case .xgboost(let doing, let message): "\(doing): XGBoost says: \(message)"
        case .tooFewRows(let doing, let found, let needed):
            "\(doing): \(found) rows with a known outcome, \(needed) are needed: fetch more history with "
                + "wick backfill --since \(Self.days(needed))d"
        case .labelsAllEqual(let value): "training: every outcome is \(value), so there is nothing to learn"
        case .noFeatures(let constant):
            "training: no feature varies (constant or unknown throughout: \(constant.joined(separator: ", ")))"
        case .otherSchema(let model, let data):
            "the model was trained on feature schema \(model), the data has \(data): train a new one"
        case .badData(let reason): "training data: \(reason)"
        case .badParameter(let name, let value, let allowed): "training parameter \(name) is \(value), not \(allowed)"
        case .badArtifact(let reason): "the stored model cannot be used: \(reason)"
        case .badMatrixFile(let path, let reason): "training matrix \(path): \(reason)"
        case .cancelled: "cancelled"
        }
    }

    /// Days that have so many minutes, and one more for those that have no outcome.
    private static func days(_ rows: Int) -> Int { rows / 1_440 + 2 }
}
