import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Turns a connection into a stream where its first request asks for that and may.
enum StreamUpgrade {
    static func upgrader(
        _ service: ServerContext, _ guardian: NIOLoopBound<ConnectionGuard>
    ) -> NIOTypedWebSocketServerUpgrader<Void> {
        NIOTypedWebSocketServerUpgrader<Void>(
            maxFrameSize: StreamConnection.maximumMessageBytes,
            // The filter has let through what may be upgraded, and nothing else.
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    guardian.value.becomeStream()
                    let pipeline = channel.pipeline.syncOperations
                    pipeline.removeHandler(try pipeline.handler(type: UpgradeFilter.self), promise: nil)
                    let stream = StreamConnection(service, guardian.value)
                    try pipeline.addHandler(FrameCheck(stream))
                    try pipeline.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: 64,
                            maxAccumulatedFrameSize: StreamConnection.maximumMessageBytes))
                    try pipeline.addHandler(stream)
                }
            })
    }
}

/// Takes the wish for an upgrade out of requests that cannot have one: they are answered as any other, which says why.
/// The upgrade handler behind it would lose them.
final class UpgradeFilter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let service: ServerContext
    private let address: String
    /// Behind a request that may be upgraded come bytes of another protocol, whenever the parser lets go of them.
    private var isUpgrading = false

    /// - Parameter address: of the other side.
    init(_ service: ServerContext, address: String) { (self.service, self.address) = (service, address) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isUpgrading, case .head(var head) = unwrapInboundIn(data), head.headers.contains(name: "upgrade")
        else { return context.fireChannelRead(data) }
        isUpgrading = isAllowed(head)
        guard !isUpgrading else { return context.fireChannelRead(data) }
        head.headers.remove(name: "upgrade")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func isAllowed(_ head: HTTPRequestHead) -> Bool {
        let headers = head.headers
        let request = APIRequest(
            method: head.method.rawValue, target: head.uri, headers: headers.map { ($0.name.lowercased(), $0.value) })
        guard head.method == .GET, request.target == Route.stream.rawValue,
            headers[canonicalForm: "upgrade"].map({ $0.lowercased() }) == ["websocket"],
            headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" }),
            headers["sec-websocket-key"].count == 1, headers["sec-websocket-version"] == ["13"],
            !headers.contains(name: "content-length"), !headers.contains(name: "transfer-encoding")
        else { return false }
        do throws(Problem) {
            try service.checkRate(address)
            try service.access.check(request)
            return true
        } catch { return false }
    }
}
