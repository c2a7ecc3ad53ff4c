import NIOCore

/// Stands before the parser of one connection and ends what takes too long or grows too large: a head that trickles in,
/// a body that never ends, a connection without requests, one that does not take what is written to it. All bytes pass
/// it in both ways.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    enum Phase: Equatable {
        /// Between requests.
        case idle
        case head(bytes: Int)
        case body
        /// The request is whole, and somebody else answers, until the system has taken the answer.
        case answering
        /// Upgraded: the stream watches over itself.
        case stream
        /// Told why, and about to be closed; what still comes is thrown away.
        case refused
    }

    /// How long the other side may read why, while its data is thrown away: closing at once would destroy the answer.
    private static let linger: Duration = .milliseconds(500)
    /// What is thrown away of what a client still sends that has been refused; the rest is not read.
    private static let maximumDiscardedBytes = 1 << 20

    /// Of the other side.
    let address: String
    private let service: ServerContext
    private let isExcess: Bool
    private(set) var phase = Phase.idle
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    /// Thrown away since the connection was refused.
    private var discardedBytes = 0
    /// Came while a request was answered.
    private var unaskedBytes = 0
    private var progress = ReadingProgress()

    /// - Parameter isExcess: whether there are too many connections already.
    init(_ service: ServerContext, address: String, isExcess: Bool) {
        (self.service, self.address, self.isExcess) = (service, address, isExcess)
    }

    /// Bytes that were written and that the system has not taken: it takes what the other side's acknowledgements make
    /// room for.
    var unread: Int {
        // A channel that is closed has none.
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        cancelDeadline()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        begin()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelDeadline()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let count = unwrapInboundIn(data).readableBytes
        guard phase != .refused else { return discardedBytes += count }
        guard phase != .answering || takeUnasked(count) else { return context.close(promise: nil) }
        if phase == .idle { beginHead() }
        if case .head(let bytes) = phase { phase = .head(bytes: bytes + count) }
        context.fireChannelRead(data)
        // The parser has said so by now, if the head is whole.
        if case .head(let bytes) = phase, bytes > service.configuration.maximumHeadBytes {
            refuse(Problem(.headersTooLarge, "the head is longer than \(service.configuration.maximumHeadBytes) bytes"))
        }
    }

    /// While a request is answered, all is read only from a client that has hung up: as much as the system's buffer
    /// holds, which is no more than anybody needs to see.
    private func takeUnasked(_ count: Int) -> Bool {
        unaskedBytes += count
        return unaskedBytes <= service.configuration.maximumHeadBytes
    }

    func read(context: ChannelHandlerContext) {
        if discardedBytes <= Self.maximumDiscardedBytes { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        progress.wrote(unwrapOutboundIn(data).readableBytes)
        context.write(data, promise: promise)
    }

    func headCame() {
        guard phase != .refused, phase != .stream else { return }
        phase = .body
        expect(within: service.configuration.headDeadline, or: Problem(.timeout, "the body did not come in time"))
    }

    func requestEnded() {
        guard phase == .body else { return }
        phase = .answering
        cancelDeadline()
    }

    /// The system has taken the answer.
    func answered() {
        guard phase == .answering || phase == .body else { return }
        unaskedBytes = 0
        beginIdle()
    }

    func becomeStream() {
        phase = .stream
        cancelDeadline()
    }

    /// To be called when something was written: closes the connection when the other side stops taking it.
    func watch() {
        guard phase == .answering || phase == .stream, deadline == nil, unread > 0 else { return }
        _ = progress.hasMoved(unread: unread)
        schedule(service.configuration.idleDeadline) { $0.checkReading() }
    }

    private func checkReading() {
        let unread = unread
        guard unread > 0 else { return }
        guard !progress.hasMoved(unread: unread) else { return watch() }
        service.tell(.stalled(address: address, bytes: unread, after: service.configuration.idleDeadline))
        context?.close(promise: nil)
    }

    /// Says why, and closes. For what is found out before there is a request that could be answered.
    func refuse(_ problem: Problem) {
        guard let context, phase != .refused else { return }
        let wasStream = phase == .stream
        phase = .refused
        cancelDeadline()
        guard !wasStream else { return context.close(promise: nil) }
        let buffer = ByteBuffer(string: Self.text(problem))
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(buffer)), promise: nil)
        service.metrics.observeRequest(route: "other", status: problem.kind.status, seconds: .zero)
        closeSoon()
    }

    /// Throws away what comes, and closes when the other side had time to read.
    func closeSoon() {
        phase = .refused
        schedule(Self.linger) { $0.context?.close(promise: nil) }
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
        schedule(service.configuration.idleDeadline) { $0.context?.close(promise: nil) }
    }

    private func beginHead() {
        phase = .head(bytes: 0)
        expect(within: service.configuration.headDeadline, or: Problem(.timeout, "the head did not come in time"))
    }

    private func expect(within duration: Duration, or problem: Problem) {
        schedule(duration) { $0.refuse(problem) }
    }

    /// In place of what was scheduled before.
    private func schedule(_ duration: Duration, _ body: @escaping (ConnectionGuard) -> Void) {
        cancelDeadline()
        guard let context else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) { [weak self] in
            guard let self else { return }
            deadline = nil
            body(self)
        }
    }

    private func cancelDeadline() {
        deadline?.cancel()
        deadline = nil
    }

    private static func text(_ problem: Problem) -> String {
        let response = problem.response
        var text = "HTTP/1.1 \(response.status) \(problem.kind.title)\r\nconnection: close\r\n"
        for header in response.headers { text += "\(header.name): \(header.value)\r\n" }
        text += "content-type: \(APIResponse.problem)\r\ncontent-length: \(response.body.count)\r\n\r\n"
        return text + String(decoding: response.body, as: UTF8.self)
    }
}
