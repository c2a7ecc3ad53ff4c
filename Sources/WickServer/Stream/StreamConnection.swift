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
    /// Messages, pings and pongs that a client may send in ten seconds.
    private static let maximumMessages = 50
    private static let messageWindow: Duration = .seconds(10)

    private let service: ServerContext
    private let guardian: ConnectionGuard
    private var context: ChannelHandlerContext?
    private var subscription = StreamSubscription()
    /// Of the last snapshot: events up to here were in it.
    private var sequence: UInt64 = 0
    private var lastHeard: Duration
    private var windowStart: Duration
    private var windowMessages = 0
    private var isClosing = false
    private var nextPing: Scheduled<Void>?

    init(_ service: ServerContext, _ guardian: ConnectionGuard) {
        (self.service, self.guardian) = (service, guardian)
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
        guard frame.opcode == .connectionClose || isInPace() else { return endFlood() }
        switch frame.opcode {
        case .text: take(Array(frame.unmaskedData.readableBytesView))
        case .binary: close(.unacceptableData, "messages are text")
        case .ping:
            write(frame.unmaskedData, .pong)
            flush()
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
        flush()
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
        flush()
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

    private func endFlood() {
        service.tell(.messages(address: guardian.address, limit: Self.maximumMessages))
        close(.policyViolation, "more than \(Self.maximumMessages) messages or pings in 10 s")
        // The rest of a flood is not worth reading; a channel that is closed reads none anyway.
        try? context?.channel.syncOptions?.setOption(.autoRead, value: false)
    }

    private func scheduleNextPing(_ context: ChannelHandlerContext) {
        nextPing = context.eventLoop.assumeIsolated().scheduleTask(in: Self.pingInterval) { [weak self] in
            self?.ping()
        }
    }

    private func ping() {
        guard !isClosing, let context else { return }
        if service.now - lastHeard > Self.silence { return close(.goingAway, "nothing came for 60 s") }
        write(ByteBuffer(), .ping)
        flush()
        scheduleNextPing(context)
    }

    private func send(_ fields: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(fields)
        write(ByteBuffer(bytes: writer.bytes))
    }

    /// Without flushing. Closes a stream that has left more unread than it may, whatever kind of frame is next: then
    /// the channel is not writable (`APIServer` sets the mark).
    private func write(_ buffer: ByteBuffer, _ opcode: WebSocketOpcode = .text) {
        guard let context, !isClosing else { return }
        guard context.channel.isWritable else {
            let unread = guardian.unread
            service.tell(.unread(address: guardian.address, bytes: unread))
            return close(.policyViolation, "slow reader: \(unread) bytes were left unread")
        }
        context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: buffer)), promise: nil)
    }

    private func flush() {
        context?.flush()
        guardian.watch()
    }
}
