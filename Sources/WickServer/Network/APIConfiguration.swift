import NIOCore

/// Where the API listens, whom it lets in, and what it bears.
public struct APIConfiguration: Sendable {
    /// What may be changed while the server runs.
    public struct Policy: Sendable {
        /// Nil lets everybody in who reaches the address.
        public var token: AccessToken?
        /// Web pages that may ask, such as "https://example.org"; none by default.
        public var origins: [String]
        /// Requests a second that one address may make, on average; nil for no limit.
        public var requestsPerSecond: Int?

        public init(token: AccessToken? = nil, origins: [String] = [], requestsPerSecond: Int? = nil) {
            self.token = token
            self.origins = origins
            self.requestsPerSecond = requestsPerSecond
        }
    }

    /// An IPv4 or IPv6 address.
    public var address: String
    /// 0 takes a free one.
    public var port: Int
    public var policy: Policy
    /// Open connections, streams included.
    public var maximumConnections: Int
    /// Connections beyond those that are told so, at a time; others are closed without a word, since each is an open file.
    public var maximumTold = 64
    /// Request line and headers, in bytes.
    public var maximumHeadBytes: Int
    public var maximumBodyBytes: Int
    /// From the first byte of a request to the last of its headers; and from there to the end of its body.
    public var headDeadline: Duration
    /// A connection without a request, or one that takes nothing of what waits for it.
    public var idleDeadline: Duration
    /// What a stream may have unread on our side before it is closed.
    public var maximumUnreadBytes: Int

    public init(
        address: String = "127.0.0.1", port: Int = 8_686, policy: Policy = Policy(), maximumConnections: Int = 2_000,
        maximumHeadBytes: Int = 16 << 10, maximumBodyBytes: Int = 64 << 10, headDeadline: Duration = .seconds(10),
        idleDeadline: Duration = .seconds(60), maximumUnreadBytes: Int = 1 << 20
    ) {
        self.address = address
        self.port = port
        self.policy = policy
        self.maximumConnections = maximumConnections
        self.maximumHeadBytes = maximumHeadBytes
        self.maximumBodyBytes = maximumBodyBytes
        self.headDeadline = headDeadline
        self.idleDeadline = idleDeadline
        self.maximumUnreadBytes = maximumUnreadBytes
    }

    /// - Throws: `badAddress`, `needsToken`.
    public func validate() throws(ServerError) { _ = try socketAddress() }

    func socketAddress() throws(ServerError) -> SocketAddress {
        // A name would have to be looked up, and may stand for more than one address.
        guard let place = try? SocketAddress(ipAddress: address, port: port) else { throw .badAddress(address) }
        guard Self.isLoopback(address) || policy.token != nil else { throw .needsToken(address: address) }
        return place
    }

    /// Whether only this machine can reach an address: 127.0.0.0/8 or ::1.
    public static func isLoopback(_ address: String) -> Bool { address.hasPrefix("127.") || address == "::1" }
}

/// What a client has to show. Never printed.
public struct AccessToken: Sendable, CustomStringConvertible, CustomReflectable {
    /// Shorter ones can be guessed.
    public static let minimumLength = 16

    private let bytes: [UInt8]

    /// Nil for a text that is too short, or that a header cannot hold.
    public init?(_ text: String) {
        bytes = Array(text.utf8)
        guard bytes.count >= Self.minimumLength, bytes.count <= 512, bytes.allSatisfy({ (0x21..<0x7f).contains($0) })
        else { return nil }
    }

    /// Takes the same time wherever the texts differ; only the length shows.
    func matches(_ text: Substring) -> Bool {
        let other = Array(text.utf8)
        guard other.count == bytes.count else { return false }
        var difference: UInt8 = 0
        for index in bytes.indices { difference |= bytes[index] ^ other[index] }
        return difference == 0
    }

    public var description: String { "hidden" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why the server does not start.
public enum ServerError: Error, Equatable, Sendable, CustomStringConvertible {
    case badAddress(String)
    /// An address that others reach, and no token.
    case needsToken(address: String)
    case inUse(address: String, port: Int)
    case cannotBind(address: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .badAddress(let address): "'\(address)' is not an IPv4 or IPv6 address"
        case .needsToken(let address):
            "\(address) can be reached from other machines, and there is no token: set WICK_API_TOKEN or "
                + "api.token_file, or listen on 127.0.0.1"
        case .inUse(let address, let port):
            "port \(port) of \(address) is in use; end what uses it, or choose another with --port"
        case .cannotBind(let address, let port, let reason): "listening on \(address), port \(port): \(reason)"
        }
    }
}
