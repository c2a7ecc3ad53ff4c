/// Why a text is not the value that it should be. Carries the text; retrying cannot help.
public enum DomainError: Error, Equatable, CustomStringConvertible {
    case notDecimal(text: String)
    case tooManyDigits(text: String, allowed: Int)
    case overflow(text: String)
    case notPositive(text: String)
    case notTimestamp(text: String)
    /// With what is wrong with it.
    case notSymbol(text: String, reason: String)

    public var description: String {
        switch self {
        case .notDecimal(let text): "'\(text)' is not a decimal"
        case .tooManyDigits(let text, let allowed): "'\(text)' has more than \(allowed) decimal places"
        case .overflow(let text): "'\(text)' is out of range"
        case .notPositive(let text): "'\(text)' is not above zero"
        case .notTimestamp(let text): "'\(text)' is not a UTC time"
        case .notSymbol(let text, let reason): "'\(text)' is not a symbol: \(reason); \(Symbol.rule)"
        }
    }
}
