/// Addresses without what must not be read over a shoulder or in a log.
enum SafeAddress {
    /// What stands for it.
    static let hidden = "(hidden)"
    /// Parameters whose names hold one of these carry keys.
    private static let secrets = ["key", "token", "secret", "auth", "pass", "sig"]

    /// The text itself where it is no address, or has no user and no key.
    static func withoutSecrets(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest[authority.endIndex...].prefix { $0 != "?" && $0 != "#" }
        let query = rest[path.endIndex...]
        return text[..<scheme.upperBound] + host(authority) + path + withoutKeys(query)
    }

    private static func host(_ authority: Substring) -> String {
        guard let at = authority.lastIndex(of: "@") else { return String(authority) }
        return hidden + authority[at...]
    }

    private static func withoutKeys(_ query: Substring) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { part in
            guard let equals = part.firstIndex(of: "=") else { return String(part) }
            let name = part[..<equals].lowercased()
            return secrets.contains(where: name.contains) ? "\(part[...equals])\(hidden)" : String(part)
        }.joined(separator: "&")
    }
}
