import NIOCore
import NIOWebSocket
import WickDomain

/// One WebSocket stream: answers what the client says, and passes on the events that it wants. A client that does not
/// read is closed when too much waits for it.
final class StreamConnection: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// Longest message of a client, in bytes.
    static let maximumMessageBytes = 16 << 10
    /// Pings are sent so often, and a client that says nothing for `silence` is gone.
    private static let pingInterval: TimeAmount = .seconds(20)
    private static let silence: Duration = .seconds(60)
    /// A close frame is waited for no longer than this.
    private static let closing: TimeAmount = .seconds(1)
    /// Messages a client may send in ten seconds.
    private static let maximumMessages = 50
    private static let messageWindow: Duration = .seconds(10)

    private let service: ServerContext
    private let address: String
    private var context: ChannelHandlerContext?
    private var subscription = StreamSubscription()
    /// Of the last snapshot: events up to here were in it.
    private var sequence: UInt64 = 0
    /// Written, and not yet taken by the system.
    private var unreadBytes = 0
    private var lastHeard: Duration
    private var windowStart: Duration
    private var windowMessages = 0
    private var isClosing = false
    private var nextPing: Scheduled<Void>?

    init(_ service: ServerContext, address: String) {
        (self.service, self.address) = (service, address)
        lastHeard = service.now
        windowStart = service.now
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        service.streams.streams(of: context.eventLoop)?.add(self)
        service.metrics.change { $0.streams += 1 }
        scheduleNextPing(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        nextPing?.cancel()
        service.streams.streams(of: context.eventLoop)?.remove(self)
        service.metrics.change { $0.streams -= 1 }
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        lastHeard = service.now
        guard !isClosing else {
            if frame.opcode == .connectionClose { context.close(promise: nil) }
            return
        }
        switch frame.opcode {
        case .text: take(Array(frame.unmaskedData.readableBytesView))
        case .binary: close(.unacceptableData, "messages are text")
        case .ping: send(frame.unmaskedData, .pong)
        case .connectionClose: answerClose(frame)
        default: break
        }
    }

    /// Frames that break the protocol are answered by the handler before this one.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(.messageTooLarge, "a message has at most \(Self.maximumMessageBytes) bytes")
    }

    func deliver(_ events: [NumberedEvent], _ buffers: [ByteBuffer]) {
        guard !isClosing, context != nil else { return }
        var count = 0
        for (event, buffer) in zip(events, buffers) where event.sequence > sequence && subscription.wants(event.event) {
            write(buffer)
            count += 1
            if isClosing { return }
        }
        guard count > 0 else { return }
        context?.flush()
        let written = count
        service.metrics.change { $0.streamMessages += written }
    }

    func close(_ code: WebSocketErrorCode, _ reason: String) {
        guard let context, !isClosing else { return }
        isClosing = true
        var buffer = context.channel.allocator.buffer(capacity: 2 + reason.utf8.count)
        buffer.write(webSocketErrorCode: code)
        // A close frame's payload has at most 125 bytes.
        buffer.writeString(String(reason.prefix(120)))
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: buffer)))
            .assumeIsolated().whenComplete { [weak self] _ in self?.closeSocketSoon() }
        // One that does not read never takes the frame either.
        closeSocketSoon()
    }

    private func closeSocketSoon() {
        guard let context else { return }
        _ = context.eventLoop.assumeIsolated().scheduleTask(in: Self.closing) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }

    private func answerClose(_ frame: WebSocketFrame) {
        isClosing = true
        guard let context else { return }
        let code = frame.unmaskedData.getSlice(at: frame.unmaskedData.readerIndex, length: 2) ?? ByteBuffer()
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: code)))
            .assumeIsolated().whenComplete { [weak self] _ in self?.context?.close(promise: nil) }
    }

    private func take(_ text: [UInt8]) {
        guard isInPace() else { return close(.policyViolation, "more than \(Self.maximumMessages) messages in 10 s") }
        do throws(Problem) {
            switch try StreamSubscription.Request(text) {
            case .ping: send { $0.field("type", "pong") }
            case .unsubscribe(let channels):
                subscription.unsubscribe(channels)
                confirm()
            case .subscribe(let channels, let symbols, let venues, let after):
                try subscribe(channels, symbols, venues, after: after)
            }
        } catch {
            let detail = error.detail
            send { json in
                json.field("type", "error")
                json.field("detail", detail)
            }
        }
        context?.flush()
    }

    private func subscribe(
        _ channels: Set<StreamEvent.Channel>, _ symbols: Set<Symbol>?, _ venues: Set<Venue>?,
        after place: StreamSubscription.Place?
    ) throws(Problem) {
        let (sequence, state, missed) = service.data.sequenced(
            after: place?.sequence ?? 0, of: place?.run ?? service.data.run)
        for symbol in (symbols ?? []).sorted() where !state.instruments.contains(where: { $0.symbol == symbol }) {
            let names = state.instruments.map(\.description).joined(separator: ", ")
            throw Problem(.notFound, "'\(symbol)' is not watched; there is \(names)")
        }
        subscription.subscribe(channels, symbols: symbols, venues: venues)
        self.sequence = sequence
        confirm()
        if let place {
            let wanted = missed.events.filter { subscription.wants($0.event) }
            let bytes = wanted.reduce(0) { $0 + $1.message.count }
            if missed.lost == 0, bytes <= service.configuration.maximumUnreadBytes / 2 {
                for event in wanted { write(ByteBuffer(bytes: event.message)) }
                return
            }
            sayLost(missed.lost.map { max($0, UInt64(wanted.count)) }, after: place, upTo: sequence)
        }
        // All channels anew: filters may have changed for those that were there.
        for message in subscription.snapshots(of: subscription.channels, state, sequence: sequence) {
            write(ByteBuffer(bytes: message))
        }
    }

    private func confirm() {
        let channels = subscription.channels.map(\.rawValue).sorted()
        send { json in
            json.field("type", "subscribed")
            json.array("channels", channels) { $0.element($1) }
            json.field("run", service.data.run)
            json.field("sequence", sequence)
        }
    }

    /// What a client cannot have any more is said; the snapshots behind it are what there is now.
    private func sayLost(_ count: UInt64?, after place: StreamSubscription.Place, upTo sequence: UInt64) {
        send { json in
            json.field("type", "lost")
            json.field("after", place.sequence)
            json.field("sequence", sequence)
            if let count { json.field("count", count) }
        }
    }

    private func isInPace() -> Bool {
        let now = service.now
        if now - windowStart > Self.messageWindow { (windowStart, windowMessages) = (now, 0) }
        windowMessages += 1
        return windowMessages <= Self.maximumMessages
    }

    private func scheduleNextPing(_ context: ChannelHandlerContext) {
        nextPing = context.eventLoop.assumeIsolated().scheduleTask(in: Self.pingInterval) { [weak self] in
            self?.ping()
        }
    }

    private func ping() {
        guard !isClosing, let context else { return }
        if service.now - lastHeard > Self.silence { return close(.goingAway, "nothing came for 60 s") }
        send(ByteBuffer(), .ping)
        scheduleNextPing(context)
    }

    private func send(_ fields: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(fields)
        write(ByteBuffer(bytes: writer.bytes))
    }

    private func send(_ data: ByteBuffer, _ opcode: WebSocketOpcode) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    /// Without flushing. Closes a stream that has left too much unread.
    private func write(_ buffer: ByteBuffer) {
        guard let context, !isClosing else { return }
        let bytes = buffer.readableBytes
        guard unreadBytes + bytes <= service.configuration.maximumUnreadBytes else {
            let unread = unreadBytes
            service.metrics.change { $0.slowReaders += 1 }
            service.report(.slowReader(address: address, bytes: unread))
            return close(.policyViolation, "slow reader: \(unread) bytes were left unread")
        }
        unreadBytes += bytes
        context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .text, data: buffer)))
            .assumeIsolated().whenComplete { [weak self] _ in self?.unreadBytes -= bytes }
    }
}
