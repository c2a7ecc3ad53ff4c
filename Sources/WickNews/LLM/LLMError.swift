public import WickNetwork

/// Why a language model gave no scores. No text in it holds a key.
public enum LLMError: Error, Equatable, CustomStringConvertible {
    case network(NetworkError)
    /// 401 or 403.
    case keyRefused(status: Int)
    /// 404, or a 400 that names the model.
    case unknownModel(model: String, status: Int)
    case busy(status: Int)
    case status(Int, reason: String)
    /// The model declined to answer.
    case refused(reason: String)
    /// The answer was longer than allowed, and is cut.
    case truncated
    /// The answer is not what was asked for.
    case malformed(reason: String)
    case deadline

    public var description: String {
        switch self {
        case .network(let error): "asking the language model: \(error)"
        case .keyRefused(let status):
            "asking the language model: the key was refused (status \(status)); see WICK_LLM_KEY"
        case .unknownModel(let model, let status):
            "asking the language model: there is no model '\(model)' at this address (status \(status))"
        case .busy(let status): "asking the language model: it is busy or over its limits (status \(status))"
        case .status(let status, let reason): "asking the language model: status \(status): \(reason)"
        case .refused(let reason): "asking the language model: it refused: \(reason)"
        case .truncated: "asking the language model: the answer was cut off"
        case .malformed(let reason): "asking the language model: the answer cannot be used: \(reason)"
        case .deadline: "asking the language model: no answer in time"
        }
    }

    /// Whether the same call may succeed in a moment.
    var canRetry: Bool {
        switch self {
        case .network(let error): error.canRetry
        case .busy: true
        case .status(let status, _): status >= 500
        // Models differ from one answer to the next.
        case .malformed, .truncated: true
        case .keyRefused, .unknownModel, .refused, .deadline: false
        }
    }

    /// Whether it takes a person to mend it.
    var isLasting: Bool {
        switch self {
        case .keyRefused, .unknownModel: true
        default: false
        }
    }
}
