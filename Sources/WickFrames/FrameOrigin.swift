public import WickDomain

/// Who supplied a frame: the second word of a recording's line.
public enum FrameOrigin: Hashable, Sendable, CustomStringConvertible {
    /// A venue's socket: `kraken`.
    case venue(Venue)
    /// An answer of a venue's REST interface: `rest:kraken`.
    case rest(Venue)
    /// The body of a news feed as a JSON string: `news:coindesk`.
    case news(String)
    /// A language model's answer: `llm:<model>`.
    case llm(String)
    /// An interval in which nobody watched.
    case gap
    /// What else a replay must know, such as a user's command.
    case note
    /// Written by a wick that knows more than this one: kept, counted, not understood.
    case unknown(String)

    /// Longest text of an origin; model names are the long ones.
    public static let maximumLength = 128

    /// Nil for an empty or too long text, and for one with blanks or control characters.
    public init?(_ text: some StringProtocol) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        if let venue = Venue(rawValue: String(text)) {
            self = .venue(venue)
        } else if text == "gap" {
            self = .gap
        } else if text == "note" {
            self = .note
        } else {
            self = Self.prefixed(text) ?? .unknown(String(text))
        }
    }

    private static func prefixed(_ text: some StringProtocol) -> FrameOrigin? {
        guard let colon = text.firstIndex(of: ":"), text.index(after: colon) < text.endIndex else { return nil }
        let name = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "rest": return Venue(rawValue: name).map(FrameOrigin.rest)
        case "news": return .news(name)
        case "llm": return .llm(name)
        default: return nil
        }
    }

    public var description: String {
        switch self {
        case .venue(let venue): venue.rawValue
        case .rest(let venue): "rest:\(venue.rawValue)"
        case .news(let feed): "news:\(feed)"
        case .llm(let model): "llm:\(model)"
        case .gap: "gap"
        case .note: "note"
        case .unknown(let text): text
        }
    }
}
