#if canImport(Glibc)
    import Glibc
#endif
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The listening socket and its event loops. Owned by whoever started it, who must stop it.
public final class APIServer: Sendable {
    /// Loops of the server: two take what two cores can give, and the pipeline needs the rest.
    private static let loops = 2
    /// Answers that are under way at a stop are waited for so long.
    private static let draining: Duration = .seconds(3)
    /// What the system may hold of a connection in each direction; it takes twice that. Small, so that a reader that
    /// does not read is found out on our side, where what waits is counted; connections inherit it.
    private static let systemBufferBytes: SocketOptionValue = 64 << 10
    /// Read from a socket at once, before others have their turn. All of it is parsed, and of the shortest requests (16
    /// bytes each) the parser makes forty times as much.
    private static let readBytes = 512

    /// Where it listens.
    public let address: String
    public let port: Int
    private let service: ServerContext
    private let group: MultiThreadedEventLoopGroup
    let channel: any Channel
    private let listener: Int

    private init(
        _ service: ServerContext, _ group: MultiThreadedEventLoopGroup, _ channel: any Channel, listener: Int
    ) {
        (self.service, self.group, self.channel, self.listener) = (service, group, channel, listener)
        address = service.configuration.address
        port = channel.localAddress?.port ?? service.configuration.port
    }

    /// Listens.
    ///
    /// - Parameters:
    ///   - data: what is served, and where streams hear of changes.
    ///   - report: is told what whoever runs the server should know; must not block.
    /// - Throws: `ServerError`.
    public static func start(
        _ configuration: APIConfiguration, router: APIRouter, data: ServedData,
        report: @escaping @Sendable (ServerEvent) -> Void = { _ in }
    ) async throws(ServerError) -> APIServer {
        let place = try configuration.socketAddress()
        let service = ServerContext(
            configuration, router: router, data: data, metrics: router.metrics, report: report)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        do {
            for loop in group.makeIterator() { try await loop.submit { service.streams.prepare(loop) }.get() }
            let channel = try await bootstrap(group, service).bind(to: place).get()
            return APIServer(service, group, channel, listener: data.add(service.streams))
        } catch {
            // Nothing runs on them.
            try? await group.shutdownGracefully()
            try? await service.stopReading()
            throw failure(error, configuration)
        }
    }

    /// Changes who may ask, and how often; connections that are open go on.
    public func apply(_ policy: APIConfiguration.Policy) { service.access = AccessPolicy(policy: policy) }

    /// How often a kind of event was.
    func count(of kind: ServerEvent.Kind) -> Int { service.metrics.values.events[kind] ?? 0 }

    /// Lets nobody in any more, tells the streams, waits for answers that are under way, and ends.
    public func stop() async {
        // A socket that cannot be closed is closed already.
        try? await channel.close().get()
        service.data.remove(listener: listener)
        service.streams.closeAll("the service is stopping")
        let end = ContinuousClock.now + Self.draining
        while service.metrics.values.connections > 0, ContinuousClock.now < end {
            do { try await ContinuousClock().sleep(for: .milliseconds(20)) } catch { break }
            if service.metrics.values.streams == 0, service.isQuiet { break }
        }
        // What is still open after that is closed with its loop.
        try? await service.stopReading()
        try? await group.shutdownGracefully()
    }

    private static func failure(_ error: any Error, _ configuration: APIConfiguration) -> ServerError {
        let (address, port) = (configuration.address, configuration.port)
        guard let error = error as? IOError else {
            return .cannotBind(address: address, port: port, reason: "\(error)")
        }
        if error.errnoCode == EADDRINUSE { return .inUse(address: address, port: port) }
        return .cannotBind(address: address, port: port, reason: String(cString: strerror(error.errnoCode)))
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ service: ServerContext
    ) -> ServerBootstrap {
        let unread = service.configuration.maximumUnreadBytes
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.socketOption(.so_sndbuf), value: systemBufferBytes)
            .serverChannelOption(.socketOption(.so_rcvbuf), value: systemBufferBytes)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause(service))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: readBytes)
            )
            .childChannelOption(.writeBufferWaterMark, value: .init(low: max(1, unread / 2), high: unread))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, service) }
            }
    }

    private static func prepare(_ channel: any Channel, _ service: ServerContext) throws {
        let excess = count(channel, service)
        guard excess <= service.configuration.maximumTold else { return channel.close(promise: nil) }
        let address = channel.remoteAddress?.ipAddress ?? "unknown"
        let guardian = ConnectionGuard(service, address: address, isExcess: excess > 0)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(guardian)
        let bound = NIOLoopBound(guardian, eventLoop: channel.eventLoop)
        let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Void>(
            upgraders: [StreamUpgrade.upgrader(service, bound)],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(HTTPConnection(service, bound.value))
                }
            })
        var configuration = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
        configuration.enableErrorHandling = false
        configuration.decoderConfiguration.maxHeaderFieldCount = 100
        configuration.decoderConfiguration.maxHeaderFieldSize = service.configuration.maximumHeadBytes
        configuration.decoderConfiguration.maxHeaderListSize = service.configuration.maximumHeadBytes
        _ = try pipeline.configureUpgradableHTTPServerPipeline(configuration: configuration)
        let upgrader = try pipeline.handler(type: NIOTypedHTTPServerUpgradeHandler<Void>.self)
        try pipeline.addHandler(UpgradeFilter(service, address: address), position: .before(upgrader))
        try pipeline.addHandler(ProtocolErrors(guardian))
    }

    /// - Returns: how many connections there are beyond the limit, with this one.
    private static func count(_ channel: any Channel, _ service: ServerContext) -> Int {
        let limit = service.configuration.maximumConnections
        var open = 0
        service.metrics.change { values in
            values.connections += 1
            open = values.connections
        }
        if open > limit { service.tell(.connections(limit: limit)) }
        channel.closeFuture.whenComplete { _ in service.metrics.change { $0.connections -= 1 } }
        return open - limit
    }
}
