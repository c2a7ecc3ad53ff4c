import Glibc
public import WickDomain

/// Simulated venues on 127.0.0.1: WebSocket and REST on one port a venue, over TLS with a certificate authority of its
/// own. Owns the one thread that serves them, from `init` until `stop`.
public final class LoopbackExchange: Sendable {
    public enum Speed: Equatable, Sendable {
        /// Virtual seconds in a second.
        case times(Double)
        /// As fast as the slowest client reads. Time stands still until somebody subscribes, and goes at ten times
        /// while nobody does or the market is over.
        case max
    }

    /// What is wrong with the way in. No client may take any of them.
    public enum TransportFault: String, CaseIterable, Sendable {
        /// The certificate is another host's.
        case wrongName = "wrong-name"
        case expired
        /// Plain HTTP where TLS is due.
        case plain = "none-tls"
    }

    public struct Options: Sendable {
        /// Each venue at most once.
        public var venues: [SimulatedVenue.Options]
        public var speed = Speed.times(1)
        /// Of the first venue, the others follow; 0 takes what is free.
        public var port: UInt16 = 0
        public var transportFault: TransportFault?
        /// Sends this recording's trades in place of a market's. Its venues have no trades for REST.
        public var recording: String?
        /// Where the authority's certificate is written, as PEM.
        public var authorityPath: String
        /// The time of day, around which certificates are valid.
        public var wallTime: Timestamp

        public init(venues: [SimulatedVenue.Options], authorityPath: String, wallTime: Timestamp) {
            self.venues = venues
            self.authorityPath = authorityPath
            self.wallTime = wallTime
        }
    }

    /// Where one venue is reached.
    public struct Endpoint: Equatable, Sendable {
        public let venue: Venue
        /// "wss://127.0.0.1:43210/v2"; Binance's takes the query with the streams.
        public let websocket: String
        /// "https://127.0.0.1:43210", without the path.
        public let rest: String
        /// Path of the authority's certificate.
        public let authority: String

        /// One object, with the keys venue, websocket, rest, ca.
        public var json: String {
            #"{"venue":"\#(venue)","websocket":"\#(websocket)","rest":"\#(rest)","ca":"\#(authority)"}"#
        }
    }

    public let endpoints: [Endpoint]
    private let venues: [ServedVenue]
    private let thread: ServingThread

    /// Listens, makes certificates, and starts serving.
    ///
    /// - Throws: `ExchangeError`: parameters, a port that is taken, a path that cannot be written, a recording that cannot
    ///   be read.
    public init(_ options: Options, clock: any Clock<Duration> = ContinuousClock()) throws(ExchangeError) {
        try Self.validate(options)
        let context = try Self.makeContext(options)
        let stopSignal = try StopSignal()
        var venues: [ServedVenue] = []
        var sockets: [ListeningSocket] = []
        var feeds: [RecordingFeed?] = []
        for (index, venueOptions) in options.venues.enumerated() {
            let port = options.port == 0 ? 0 : options.port + UInt16(index)
            sockets.append(try ListeningSocket(port: port))
            let feed = try Self.makeFeed(options, venue: venueOptions.market.venue)
            venues.append(ServedVenue(try Self.makeVenue(venueOptions, speed: options.speed, feed: feed)))
            feeds.append(feed)
        }
        self.venues = venues
        endpoints = zip(venues, sockets).map { Self.endpoint(of: $0, port: $1.port, options) }
        let loop = ExchangeLoop(
            venues: venues, sockets: sockets, feeds: feeds, context: context, speed: options.speed,
            stopSignal: stopSignal, elapsed: Self.stopwatch(clock))
        thread = try ServingThread(stopSignal) { loop.run() }
    }

    private static func validate(_ options: Options) throws(ExchangeError) {
        let names = Set(options.venues.map(\.market.venue))
        guard !names.isEmpty, names.count == options.venues.count else {
            throw .simulation(
                .parameter(
                    name: "venues", value: "\(options.venues.map(\.market.venue))", allowed: "one or more, each once"))
        }
        // Slower, and waits leave their 64 bits.
        if case .times(let times) = options.speed, !(times >= 0.000001 && times <= 1_000_000) {
            throw .simulation(
                .parameter(name: "speed", value: "\(times)", allowed: "0.000001 to 1000000, or max"))
        }
        guard Int(options.port) + options.venues.count <= 65_536 else {
            throw .simulation(
                .parameter(name: "port", value: "\(options.port)", allowed: "up to 65535 with every venue"))
        }
    }

    /// Nil for a transport without TLS.
    private static func makeContext(_ options: Options) throws(ExchangeError) -> ServerContext? {
        let authority = try CertificateAuthority(now: options.wallTime)
        let file = open(options.authorityPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .last("writing the certificate to \(options.authorityPath)") }
        defer { close(file) }
        guard write(file, authority.pem, authority.pem.count) == authority.pem.count else {
            throw .last("writing the certificate to \(options.authorityPath)")
        }
        switch options.transportFault {
        case nil: return try authority.makeServerContext(now: options.wallTime, flaw: .none)
        case .wrongName: return try authority.makeServerContext(now: options.wallTime, flaw: .wrongName)
        case .expired: return try authority.makeServerContext(now: options.wallTime, flaw: .expired)
        case .plain: return nil
        }
    }

    private static func makeFeed(_ options: Options, venue: Venue) throws(ExchangeError) -> RecordingFeed? {
        guard let path = options.recording else { return nil }
        return try RecordingFeed(path: path, venue: venue)
    }

    private static func makeVenue(
        _ options: SimulatedVenue.Options, speed: Speed, feed: RecordingFeed?
    ) throws(ExchangeError) -> SimulatedVenue {
        var options = options
        if case .times(let times) = speed {
            options.rules = options.rules.atSpeed(times)
        } else {
            options.rules = options.rules.atSpeed(nil)
        }
        if let start = try feed?.upcomingTime() {
            options.market.start = start
            options.history = .zero
        }
        do {
            return try SimulatedVenue(options, isReplaying: feed != nil)
        } catch {
            throw .simulation(error)
        }
    }

    private static func endpoint(of venue: ServedVenue, port: UInt16, _ options: Options) -> Endpoint {
        let name = venue.inspect { $0.venue }
        let path: String
        switch name {
        case .kraken: path = "/v2"
        case .binance: path = "/stream"
        case .coinbase, .bitfinex: path = ""
        }
        // Where TLS is missing the addresses ask for it all the same: that is the fault.
        return Endpoint(
            venue: name, websocket: "wss://127.0.0.1:\(port)\(path)", rest: "https://127.0.0.1:\(port)",
            authority: options.authorityPath)
    }

    private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// Breaks every connection and ends the thread; returns when that is done. Later calls do nothing.
    public func stop() { thread.stop() }

    /// Looks at a venue between two of its steps: its log, its truth, its time. Nil for a venue that is not served.
    public func inspect<Result: Sendable>(_ venue: Venue, _ body: (SimulatedVenue) -> Result) -> Result? {
        venues.first { $0.inspect { $0.venue } == venue }?.inspect(body)
    }
}
