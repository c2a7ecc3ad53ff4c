import NIOCore

/// Stands before the parser of one connection and ends what takes too long or grows too large: a head that trickles in,
/// a body that never ends, a connection without requests.
final class ConnectionGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase: Equatable {
        /// Between requests.
        case idle
        case head(bytes: Int)
        case body
        /// The request is whole, and somebody else answers.
        case answering
        /// Upgraded: the stream watches over itself.
        case stream
        /// Told why, and about to be closed; what still comes is thrown away.
        case refused
    }

    /// How long the other side may read why, while its data is thrown away: closing at once would destroy the answer.
    private static let linger: TimeAmount = .milliseconds(500)

    private let service: ServerContext
    private let isExcess: Bool
    private(set) var phase = Phase.idle
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    /// - Parameter isExcess: whether there are too many connections already.
    init(_ service: ServerContext, isExcess: Bool) {
        self.service = service
        self.isExcess = isExcess
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        begin()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .refused else { return }
        let count = unwrapInboundIn(data).readableBytes
        if phase == .idle { beginHead() }
        if case .head(let bytes) = phase { phase = .head(bytes: bytes + count) }
        context.fireChannelRead(data)
        // The parser has said so by now, if the head is whole.
        if case .head(let bytes) = phase, bytes > service.configuration.maximumHeadBytes {
            refuse(Problem(.headersTooLarge, "the head is longer than \(service.configuration.maximumHeadBytes) bytes"))
        }
    }

    func headCame() {
        guard phase != .refused, phase != .stream else { return }
        phase = .body
        expect(within: service.configuration.headDeadline, or: Problem(.timeout, "the body did not come in time"))
    }

    func requestEnded() {
        guard phase == .body else { return }
        phase = .answering
        deadline?.cancel()
    }

    func answered() {
        guard phase == .answering || phase == .body else { return }
        beginIdle()
    }

    func becomeStream() {
        phase = .stream
        deadline?.cancel()
    }

    /// Says why, and closes. For what is found out before there is a request that could be answered.
    func refuse(_ problem: Problem) {
        guard let context, phase != .refused else { return }
        let wasStream = phase == .stream
        phase = .refused
        deadline?.cancel()
        guard !wasStream else { return context.close(promise: nil) }
        let buffer = ByteBuffer(string: Self.text(problem))
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        service.metrics.observeRequest(route: "other", status: problem.kind.status, seconds: .zero)
        closeSoon()
    }

    /// Throws away what comes, and closes when the other side had time to read.
    func closeSoon() {
        phase = .refused
        deadline?.cancel()
        guard let context else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }

    private func begin() {
        guard !isExcess else {
            return refuse(
                Problem(
                    .unavailable, "\(service.configuration.maximumConnections) connections are open already",
                    headers: [APIResponse.Header(name: "retry-after", value: "1")]))
        }
        beginIdle()
    }

    private func beginIdle() {
        phase = .idle
        deadline?.cancel()
        schedule(service.configuration.idleDeadline) { $0.context?.close(promise: nil) }
    }

    private func beginHead() {
        phase = .head(bytes: 0)
        expect(within: service.configuration.headDeadline, or: Problem(.timeout, "the head did not come in time"))
    }

    private func expect(within duration: Duration, or problem: Problem) {
        deadline?.cancel()
        schedule(duration) { $0.refuse(problem) }
    }

    private func schedule(_ duration: Duration, _ body: @escaping (ConnectionGuard) -> Void) {
        guard let context else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) { [weak self] in
            if let self { body(self) }
        }
    }

    private static func text(_ problem: Problem) -> String {
        let response = problem.response
        var text = "HTTP/1.1 \(response.status) \(problem.kind.title)\r\nconnection: close\r\n"
        for header in response.headers { text += "\(header.name): \(header.value)\r\n" }
        text += "content-type: \(APIResponse.problem)\r\ncontent-length: \(response.body.count)\r\n\r\n"
        return text + String(decoding: response.body, as: UTF8.self)
    }
}
