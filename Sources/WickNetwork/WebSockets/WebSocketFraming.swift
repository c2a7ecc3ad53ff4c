import COpenSSL
import CWslay

/// Frames of one WebSocket, in both directions, by wslay; no I/O: bytes are put in and taken out. Owns the wslay context. Lives inside the
/// network thread.
final class WebSocketFraming {
    /// What the frames have come to.
    enum Status: Equatable {
        case open
        case closedByPeer
        /// They broke the protocol; we have said so with this code (0 when there was no room to say it).
        case violated(code: UInt16)
    }

    /// Messages that wait to be sent before no more are read: answers to a flood of pings, at most 125 bytes each.
    static let maximumBacklog = 1024

    /// What has come and is not handed on yet.
    var batch = WebSocketBatch()
    let output: OutgoingBuffer
    private var context: OpaquePointer?
    private var unread = UnsafeRawBufferPointer(start: nil, count: 0)
    private var receivedNanoseconds: Int64 = 0
    private var hasFailed = false

    init(output: OutgoingBuffer, maximumMessageBytes: Int) {
        self.output = output
        var callbacks = wslay_event_callbacks()
        callbacks.recv_callback = { context, buffer, count, _, framing in
            guard let buffer, let framing else { return -1 }
            let taken = WebSocketFraming.from(framing).read(into: buffer, count)
            if taken == 0 { wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue)) }
            return taken == 0 ? -1 : taken
        }
        callbacks.send_callback = { context, bytes, count, _, framing in
            guard let bytes, let framing else { return -1 }
            let taken = WebSocketFraming.from(framing).output.append(UnsafeRawBufferPointer(start: bytes, count: count))
            if taken == 0 { wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue)) }
            return taken == 0 ? -1 : taken
        }
        callbacks.genmask_callback = { _, mask, count, _ in
            // RFC 6455, 10.3: nobody may guess the mask.
            RAND_bytes(mask, Int32(count)) == 1 ? 0 : -1
        }
        callbacks.on_msg_recv_callback = { _, message, framing in
            guard let message, let framing else { return }
            WebSocketFraming.from(framing).take(message.pointee)
        }
        let code = wslay_event_context_client_init(&context, &callbacks, Unmanaged.passUnretained(self).toOpaque())
        precondition(code == 0, "wslay has no memory for a context")
        wslay_event_config_set_max_recv_msg_length(context, UInt64(maximumMessageBytes))
    }

    deinit { wslay_event_context_free(context) }

    private static func from(_ pointer: UnsafeMutableRawPointer) -> WebSocketFraming {
        Unmanaged<WebSocketFraming>.fromOpaque(pointer).takeUnretainedValue()
    }

    // MARK: In

    /// Takes what was read at that moment; whole messages go into the batch, pings are answered.
    func receive(_ bytes: UnsafeRawBufferPointer, at nanoseconds: Int64) {
        unread = bytes
        receivedNanoseconds = nanoseconds
        // Its reading ends when there are no bytes left. The callbacks do no I/O, so whatever fails is the frames' fault.
        if wslay_event_recv(context) != 0 { hasFailed = true }
        unread = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    private func read(into buffer: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
        let taken = min(count, unread.count)
        guard taken > 0 else { return 0 }
        UnsafeMutableRawPointer(buffer).copyMemory(from: unread.baseAddress.unsafelyUnwrapped, byteCount: taken)
        unread = UnsafeRawBufferPointer(rebasing: unread[taken...])
        return taken
    }

    private func take(_ message: wslay_event_on_msg_recv_arg) {
        var payload = UnsafeRawBufferPointer(start: message.msg, count: message.msg_length)
        let kind: WebSocketBatch.Kind
        switch UInt32(message.opcode) {
        case WSLAY_TEXT_FRAME.rawValue: kind = .text
        case WSLAY_BINARY_FRAME.rawValue: kind = .binary
        case WSLAY_PING.rawValue: kind = .ping
        case WSLAY_PONG.rawValue: kind = .pong
        default:
            // The answer to our own close is no news.
            guard wslay_event_get_close_sent(context) == 0 else { return }
            kind = .close(
                code: message.status_code == 0 ? UInt16(WSLAY_CODE_NO_STATUS_RCVD.rawValue) : message.status_code)
            payload = UnsafeRawBufferPointer(rebasing: payload.dropFirst(2))
        }
        batch.append(kind: kind, receivedNanoseconds: receivedNanoseconds, payload: payload)
    }

    /// To be asked after `fill`, which is when wslay decides on the code.
    var status: Status {
        if wslay_event_get_close_received(context) != 0 { return .closedByPeer }
        guard hasFailed || wslay_event_get_read_enabled(context) == 0 else { return .open }
        return .violated(code: wslay_event_get_status_code_sent(context))
    }

    /// What a code of ours says about the other side's frames.
    static func words(for code: UInt16, maximumMessageBytes: Int) -> String {
        switch UInt32(code) {
        case WSLAY_CODE_MESSAGE_TOO_BIG.rawValue:
            "message is larger than \(maximumMessageBytes) bytes (closed with 1009)"
        case WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA.rawValue: "text is not UTF-8 (closed with 1007)"
        // Wslay closes without a code when a frame's head is impossible.
        case 0, WSLAY_CODE_NO_STATUS_RCVD.rawValue: "the frames break the protocol"
        default: "the frames break the protocol (closed with \(code))"
        }
    }

    // MARK: Out

    func queue(_ message: WebSocketMessage) {
        switch message {
        case .text(let text): queue(text, WSLAY_TEXT_FRAME)
        case .ping(let payload): queue(payload, WSLAY_PING)
        }
    }

    private func queue(_ payload: [UInt8], _ opcode: wslay_opcode) {
        payload.withUnsafeBufferPointer {
            var message = wslay_event_msg(opcode: UInt8(opcode.rawValue), msg: $0.baseAddress, msg_length: $0.count)
            // Fails after a close only, and then the message has nowhere to go.
            wslay_event_queue_msg(context, &message)
        }
    }

    func queueClose(code: wslay_status_code) { wslay_event_queue_close(context, UInt16(code.rawValue), nil, 0) }

    /// Moves frames into the output as far as there is room.
    func fill() { if wslay_event_want_write(context) != 0, wslay_event_send(context) != 0 { hasFailed = true } }

    var hasUnsent: Bool { !output.isEmpty || wslay_event_want_write(context) != 0 }
    var isBacklogged: Bool { wslay_event_get_queued_msg_count(context) >= Self.maximumBacklog }
}
