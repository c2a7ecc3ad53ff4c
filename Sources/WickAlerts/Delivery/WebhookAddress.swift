import WickNetwork

/// The address of a webhook. It is a secret: whoever knows it can write into the channel. So it has no text, whatever it is
/// put into.
public struct WebhookAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Why a text is no such address. The text itself is not repeated: it may be one that was mistyped.
    public struct Refusal: Error, Equatable, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Longer than any that Slack or Discord hand out.
    public static let maximumLength = 2048

    let url: String
    let endpoint: NetworkEndpoint

    /// - Throws: `Refusal` unless it is a URL with https, or with http on this machine.
    public init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= Self.maximumLength else {
            throw Refusal(description: "a webhook's address is not longer than \(Self.maximumLength) characters")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw Refusal(description: "a webhook's address has no blanks, line breaks or letters beyond ASCII")
        }
        do throws(NetworkError) { endpoint = try NetworkEndpoint(url: text) } catch {
            throw Refusal(description: "a webhook's address must be a URL: \(error.cause)")
        }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard scheme == "https" || scheme == "http" && Self.isLocal(endpoint.host) else {
            throw Refusal(description: "a webhook's address must start with https:// (http:// only on this machine)")
        }
        url = text
    }

    /// Scheme, host and port: what may be shown.
    public var origin: String { "\(url.prefix { $0 != ":" }.lowercased())://\(endpoint)" }

    private static func isLocal(_ host: String) -> Bool { ["127.0.0.1", "localhost", "[::1]"].contains(host) }

    public var description: String { "(hidden)" }
    public var debugDescription: String { "(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// A text about the exchange without anything that only the address knows.
    func scrubbed(_ text: String) -> String {
        let path = url.dropFirst(url.prefix { $0 != ":" }.count + 3).drop { $0 != "/" && $0 != "?" }
        guard path.count > 1 else { return text }
        return text.replacing(url, with: "(hidden)").replacing(path, with: "/(hidden)")
    }
}
