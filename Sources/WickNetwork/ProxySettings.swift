/// Which proxy to take. Only what is said here counts: libcurl's own look at the environment is turned off.
public struct ProxySettings: Equatable, Sendable {
    /// For http and ws, such as `http://proxy.example:3128`; user and password may be in it.
    public var http: String?
    /// For https and wss. A tunnel (CONNECT): the proxy sees host and port, TLS is verified end to end.
    public var https: String?
    /// Hosts that are reached directly: names (with everything below them), addresses, CIDR blocks, or `*`.
    public var exceptions: [String]

    public init(http: String? = nil, https: String? = nil, exceptions: [String] = []) {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }

    /// The usual variables, from an environment that the caller chose to pass: `http_proxy` (lower case only, because a CGI
    /// server sets HTTP_PROXY from a header of its client), `https_proxy`, `all_proxy`, `no_proxy` in either case.
    public init(environment: [String: String]) {
        func value(_ names: String...) -> String? { names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
        let any = value("all_proxy", "ALL_PROXY")
        http = value("http_proxy") ?? any
        https = value("https_proxy", "HTTPS_PROXY") ?? any
        let exceptions = value("no_proxy", "NO_PROXY") ?? ""
        self.exceptions = exceptions.split { $0 == "," || $0 == " " }.map(String.init)
    }

    func validate() throws(NetworkError) {
        for text in [http, https] {
            guard let text else { continue }
            _ = try NetworkAddress(text, schemes: [.http, .https])
        }
    }

    func proxy(for scheme: NetworkAddress.Scheme) -> String? { scheme.isEncrypted ? https : http }
}
