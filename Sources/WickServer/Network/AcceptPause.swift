#if canImport(Glibc)
    import Glibc
#endif
import NIOCore

/// Stops accepting for a moment where the system has no descriptor, or no memory, for a connection that waits. The
/// library would be told again at once that one waits, for ever: its own pause takes effect only behind a connection that
/// was accepted.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let pause: TimeAmount = .milliseconds(200)
    private static let causes = [EMFILE, ENFILE, ENOBUFS, ENOMEM]

    private let service: ServerContext

    init(_ service: ServerContext) { self.service = service }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, Self.causes.contains(error.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        service.tell(.descriptors(reason: String(cString: strerror(error.errnoCode))))
        setReading(false, context)
        _ = context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [weak self] in
            self?.setReading(true, context)
        }
    }

    private func setReading(_ isOn: Bool, _ context: ChannelHandlerContext) {
        // A listener that is closed reads no more anyway.
        try? context.channel.syncOptions?.setOption(.autoRead, value: isOn)
    }
}
