/// A host and a port: the unit for which an extra certificate authority is trusted.
public struct NetworkEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// Lower case; an IPv6 address in brackets.
    public let host: String
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host.lowercased()
        self.port = port
    }

    /// The endpoint of a URL with scheme http, https, ws or wss.
    ///
    /// - Throws: `NetworkError` with phase `.url`.
    public init(url: String) throws(NetworkError) {
        self = try NetworkAddress(url, schemes: [.http, .https, .ws, .wss]).endpoint
    }

    public var description: String { "\(host):\(port)" }
}
