import NIOCore
import NIOWebSocket

/// Holds each frame against RFC 6455 where the decoder before it does not: clients mask, and set no reserved bits.
final class FrameCheck: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketFrame

    private static let known: [WebSocketOpcode] = [.continuation, .text, .binary, .connectionClose, .ping, .pong]

    private let stream: StreamConnection

    init(_ stream: StreamConnection) { self.stream = stream }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        if frame.maskKey == nil {
            stream.close(.protocolError, "a client's frames are masked")
        } else if frame.rsv1 || frame.rsv2 || frame.rsv3 || !Self.known.contains(frame.opcode) {
            stream.close(.protocolError, "a frame has reserved bits or a reserved opcode")
        } else {
            context.fireChannelRead(data)
        }
    }
}
