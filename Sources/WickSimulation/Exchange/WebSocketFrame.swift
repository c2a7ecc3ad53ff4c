import COpenSSL

/// RFC 6455 as a server speaks it: frames out unmasked, frames in masked.
enum WebSocketFrame {
    enum Opcode: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    /// Appends one frame.
    static func append(_ opcode: Opcode, isFinal: Bool = true, _ payload: [UInt8], to output: inout [UInt8]) {
        output.append(opcode.rawValue | (isFinal ? 0x80 : 0))
        switch payload.count {
        case ..<126: output.append(UInt8(payload.count))
        case ..<65_536:
            output.append(126)
            withUnsafeBytes(of: UInt16(payload.count).bigEndian) { output.append(contentsOf: $0) }
        default:
            output.append(127)
            withUnsafeBytes(of: UInt64(payload.count).bigEndian) { output.append(contentsOf: $0) }
        }
        output.append(contentsOf: payload)
    }

    static func appendClose(code: UInt16, reason: String, to output: inout [UInt8]) {
        var payload = [UInt8(code >> 8), UInt8(code & 0xff)]
        // A control frame has at most 125 bytes.
        payload.append(contentsOf: reason.utf8.prefix(123))
        append(.close, payload, to: &output)
    }

    /// `Sec-WebSocket-Accept` for a key.
    static func accept(for key: String) -> String {
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        SHA1(text, text.count, &digest)
        var encoded = [UInt8](repeating: 0, count: 29)
        let count = EVP_EncodeBlock(&encoded, digest, Int32(digest.count))
        return String(decoding: encoded.prefix(Int(count)), as: UTF8.self)
    }
}

/// Takes a client's bytes apart into messages.
struct ClientFrameParser {
    /// Why a connection must be closed, with the code to close it with.
    struct Breach: Error, Equatable {
        let code: UInt16
        let reason: String
    }

    /// Longer messages are refused: what clients of a venue send has a few hundred bytes.
    static let maximumMessageBytes = 64 << 10

    private var buffer: [UInt8] = []
    private var message: [UInt8] = []
    private var isInMessage = false

    mutating func append(_ bytes: UnsafeRawBufferPointer) { buffer.append(contentsOf: bytes) }

    /// The next whole message; nil until more has come.
    mutating func next() throws(Breach) -> ClientMessage? {
        while let frame = try nextFrame() {
            if let message = try take(frame) { return message }
        }
        return nil
    }

    private typealias Frame = (opcode: WebSocketFrame.Opcode, isFinal: Bool, payload: [UInt8])

    private mutating func nextFrame() throws(Breach) -> Frame? {
        guard buffer.count >= 2 else { return nil }
        let first = buffer[0]
        guard first & 0x70 == 0, let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0f) else {
            throw Breach(code: 1002, reason: "reserved bits or unknown opcode")
        }
        guard buffer[1] & 0x80 != 0 else { throw Breach(code: 1002, reason: "a client's frame without mask") }
        let short = Int(buffer[1] & 0x7f)
        guard !opcode.isControl || (short <= 125 && first & 0x80 != 0) else {
            throw Breach(code: 1002, reason: "a control frame that is long or fragmented")
        }
        let extra = short == 126 ? 2 : short == 127 ? 8 : 0
        guard buffer.count >= 2 + extra else { return nil }
        let count = extra == 0 ? UInt64(short) : buffer[2..<2 + extra].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard count <= UInt64(Self.maximumMessageBytes) else { throw Breach(code: 1009, reason: "message too big") }
        let start = 2 + extra + 4
        let end = start + Int(count)
        guard buffer.count >= end else { return nil }
        let mask = Array(buffer[start - 4..<start])
        var payload = Array(buffer[start..<end])
        for index in payload.indices { payload[index] ^= mask[index & 3] }
        buffer.removeFirst(end)
        return (opcode, first & 0x80 != 0, payload)
    }

    private mutating func take(_ frame: Frame) throws(Breach) -> ClientMessage? {
        switch frame.opcode {
        case .ping: return .ping(frame.payload)
        case .pong: return .pong(frame.payload)
        case .close:
            guard frame.payload.count >= 2 else { return .close(code: nil) }
            return .close(code: UInt16(frame.payload[0]) << 8 | UInt16(frame.payload[1]))
        case .text, .binary, .continuation:
            guard isInMessage == (frame.opcode == .continuation) else {
                throw Breach(code: 1002, reason: "a fragment out of place")
            }
            guard message.count + frame.payload.count <= Self.maximumMessageBytes else {
                throw Breach(code: 1009, reason: "message too big")
            }
            message.append(contentsOf: frame.payload)
            isInMessage = !frame.isFinal
            guard frame.isFinal else { return nil }
            defer { message = [] }
            return .text(message)
        }
    }
}
