import CCurl

/// A URL taken apart by libcurl's own parser, so that what is checked is what is connected to.
struct NetworkAddress: Equatable, Sendable {
    enum Scheme: String, Sendable {
        case http, https, ws, wss

        var isEncrypted: Bool { self == .https || self == .wss }
        var defaultPort: Int { isEncrypted ? 443 : 80 }
        /// libcurl of Debian 12 knows nothing of WebSockets: it is told to connect for HTTP.
        var forCurl: String { isEncrypted ? "https" : "http" }
    }

    let scheme: Scheme
    /// Lower case, ASCII, an IPv6 address in brackets.
    let host: String
    let port: Int
    /// At least a slash, percent-encoded.
    let path: String
    /// Percent-encoded, without its question mark.
    let query: String?
    let user: String?
    let password: String?
    /// What libcurl is given: http or https, user and password included.
    let curlURL: String

    /// - Throws: `NetworkError` with phase `.url` unless it is a URL of one of these schemes.
    init(_ text: String, schemes: [Scheme]) throws(NetworkError) {
        func refuse(_ cause: String) -> NetworkError {
            NetworkError(phase: .url, place: Self.withoutSecrets(text), cause: cause, canRetry: false)
        }
        let allowed = schemes.map { $0.rawValue + "://" }.joined(separator: " or ")
        guard !text.utf8.contains(0), let parts = curl_url() else { throw refuse("it is not a URL") }
        defer { curl_url_cleanup(parts) }
        let code = curl_url_set(parts, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE))
        guard code == CURLUE_OK else { throw refuse(Self.words(for: code, allowed: allowed)) }

        func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
            var value: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parts, part, &value, UInt32(flags)) == CURLUE_OK, let value else { return nil }
            defer { curl_free(value) }
            return String(cString: value)
        }
        guard let name = part(CURLUPART_SCHEME), let scheme = Scheme(rawValue: name.lowercased()),
            schemes.contains(scheme)
        else { throw refuse("it does not begin with \(allowed)") }
        guard let host = part(CURLUPART_HOST), !host.isEmpty else { throw refuse("the host name is missing or broken") }
        // libcurl would translate it, but only as far as the process's locale lets it.
        guard host.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw refuse("the host name is not in its ASCII form (xn--...)")
        }
        let port = part(CURLUPART_PORT).map { Int($0) ?? 0 } ?? scheme.defaultPort
        guard (1...65535).contains(port) else { throw refuse("the port is not a number from 1 to 65535") }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        path = part(CURLUPART_PATH) ?? "/"
        query = part(CURLUPART_QUERY)
        user = part(CURLUPART_USER, CURLU_URLDECODE)
        password = part(CURLUPART_PASSWORD, CURLU_URLDECODE)
        curl_url_set(parts, CURLUPART_SCHEME, scheme.forCurl, 0)
        curl_url_set(parts, CURLUPART_FRAGMENT, nil, 0)
        guard let curlURL = part(CURLUPART_URL) else { throw refuse("it is not a URL") }
        self.curlURL = curlURL
    }

    var endpoint: NetworkEndpoint { NetworkEndpoint(host: host, port: port) }

    /// Host, and port where it is not the scheme's own: what a Host header says.
    var authority: String { port == scheme.defaultPort ? host : "\(host):\(port)" }

    /// What errors may say about it.
    var place: String { String("\(scheme.rawValue)://\(authority)\(path)".prefix(200)) }

    func hasSameOrigin(as other: NetworkAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    private static func words(for code: CURLUcode, allowed: String) -> String {
        switch code {
        case CURLUE_BAD_PORT_NUMBER: "the port is not a number from 1 to 65535"
        case CURLUE_NO_HOST, CURLUE_BAD_HOSTNAME: "the host name is missing or broken"
        case CURLUE_BAD_SCHEME, CURLUE_UNSUPPORTED_SCHEME: "it does not begin with \(allowed)"
        default: "it is not a URL"
        }
    }

    /// What may be shown of a text that could not be taken apart: nothing before an @ or after a question mark.
    static func withoutSecrets(_ text: String) -> String {
        let front = text.prefix { $0 != "?" && $0 != "#" }
        let tail = front.lastIndex(of: "@").map { front[front.index(after: $0)...] } ?? front
        return String(tail.prefix(200)).printable
    }
}
