/// How the network thread behaves towards everybody. Validated when the thread starts.
public struct NetworkConfiguration: Sendable {
    /// Sent with every request that does not bring its own.
    public var userAgent: String
    /// PEM files with certificate authorities that are trusted at one endpoint, in addition to the system's.
    public var authorities: [NetworkEndpoint: [String]]
    /// None by default; the environment is never looked at from here (see `ProxySettings.init(environment:)`).
    public var proxies: ProxySettings
    /// For name look-up, TCP, proxy and TLS of one connection; a request's own deadline counts too.
    public var connectDeadline: Duration
    /// HTTP transfers at the same time; more wait their turn, and their deadlines run meanwhile.
    public var maximumTransfers: Int
    /// How long the other side has to answer our close frame.
    public var closeDeadline: Duration
    /// How long a WebSocket may take nothing of what is to be sent.
    public var sendDeadline: Duration
    /// What waits for the reader of one WebSocket before its socket is no longer read. 4 MiB are about 15,000 trade frames of
    /// 250 bytes: seconds of a busy venue. What was read in one turn (256 KiB) and one message may come on top.
    public var socketBufferBytes: Int
    /// Nanoseconds since 1970, for receive times. Called on the network thread, once a read.
    public var wallClock: @Sendable () -> Int64

    public init(
        userAgent: String = "wick", authorities: [NetworkEndpoint: [String]] = [:],
        proxies: ProxySettings = ProxySettings(),
        connectDeadline: Duration = .seconds(5), maximumTransfers: Int = 16, closeDeadline: Duration = .seconds(2),
        sendDeadline: Duration = .seconds(10), socketBufferBytes: Int = 4 << 20,
        wallClock: @escaping @Sendable () -> Int64
    ) {
        self.userAgent = userAgent
        self.authorities = authorities
        self.proxies = proxies
        self.connectDeadline = connectDeadline
        self.maximumTransfers = maximumTransfers
        self.closeDeadline = closeDeadline
        self.sendDeadline = sendDeadline
        self.socketBufferBytes = socketBufferBytes
        self.wallClock = wallClock
    }

    /// - Throws: `NetworkError` when a proxy is no URL. Limits that make no sense stop the process.
    func validate() throws(NetworkError) {
        precondition(maximumTransfers > 0, "maximumTransfers is \(maximumTransfers), not at least 1")
        precondition(socketBufferBytes > 0, "socketBufferBytes is \(socketBufferBytes), not at least 1")
        precondition(
            connectDeadline > .zero && closeDeadline > .zero && sendDeadline > .zero, "a deadline is not positive")
        precondition(userAgent.isHeaderValue, "the user agent holds a control character")
        try proxies.validate()
    }
}
