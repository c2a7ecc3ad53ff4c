/// Addresses of the web as feeds write them. Only http and https: no other scheme is ever shown or followed.
enum FeedAddress {
    /// Longer ones are no address of an article.
    private static let maximumBytes = 2048

    /// The absolute form (RFC 3986, 5.2); nil for what is no web address, or relative without a base.
    static func resolve(_ reference: String, base: String?) -> String? {
        // The base comes from outside as well.
        resolved(reference, base: base).flatMap { $0.unicodeScalars.allSatisfy(PlainText.isVisible) ? $0 : nil }
    }

    /// The part of a feed's address that is no secret, and that relative links need; nil for what is no web address.
    static func withoutSecrets(_ address: String) -> String? {
        guard let parts = split(address) else { return nil }
        let host = parts.root.dropFirst(parts.scheme.count + 3)
        return "\(parts.scheme)://\(host.split(separator: "@").last ?? host)\(parts.path)"
    }

    private static func resolved(_ reference: String, base: String?) -> String? {
        let text = reference.filter { !$0.isWhitespace }
        guard !text.isEmpty, text.utf8.count <= maximumBytes else { return nil }
        if let scheme = scheme(of: text) { return isWeb(scheme) && hasHost(text) ? text : nil }
        guard let base, let parts = split(base) else { return nil }
        if text.hasPrefix("//") { return parts.scheme + ":" + text }
        if text.hasPrefix("/") { return parts.root + removingDots(text) }
        if text.hasPrefix("?") { return parts.root + parts.path + text }
        if text.hasPrefix("#") { return parts.root + parts.path + parts.query + text }
        let folder = parts.path.lastIndex(of: "/").map { parts.path[...$0] } ?? "/"
        return parts.root + removingDots(folder + text)
    }

    private static func isWeb(_ scheme: String) -> Bool { scheme == "http" || scheme == "https" }

    private static func hasHost(_ text: String) -> Bool {
        guard let start = text.firstRange(of: "://")?.upperBound else { return false }
        return start < text.endIndex && !"/?#".contains(text[start])
    }

    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), let first = text.first, first.isASCII, first.isLetter else {
            return nil
        }
        let name = text[..<colon]
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }) else { return nil }
        return name.lowercased()
    }

    private struct Parts {
        let scheme: String
        /// Scheme and host.
        let root: String
        /// At least "/".
        let path: String
        let query: String
    }

    private static func split(_ base: String) -> Parts? {
        guard let scheme = scheme(of: base), isWeb(scheme), hasHost(base), let start = base.firstRange(of: "://")
        else { return nil }
        let afterHost = base[start.upperBound...].firstIndex { "/?#".contains($0) } ?? base.endIndex
        let rest = base[afterHost...].prefix { $0 != "#" }
        let path = rest.prefix { $0 != "?" }
        return Parts(
            scheme: scheme, root: String(base[..<afterHost]), path: path.isEmpty ? "/" : String(path),
            query: String(rest[path.endIndex...]))
    }

    /// RFC 3986, 5.2.4; the query is left alone.
    private static func removingDots(_ text: String) -> String {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        var segments: [Substring] = []
        let all = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in all.enumerated() {
            let isLast = index == all.count - 1
            switch segment {
            case ".": if isLast { segments.append("") }
            case "..":
                if !segments.isEmpty { segments.removeLast() }
                if isLast { segments.append("") }
            default: segments.append(segment)
            }
        }
        return "/" + segments.joined(separator: "/") + text[path.endIndex...]
    }
}
