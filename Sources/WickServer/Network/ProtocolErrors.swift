import NIOCore
import NIOHTTP1

/// Stands behind the parser of one connection and turns what it refuses into an answer.
final class ProtocolErrors: ChannelInboundHandler {
    typealias InboundIn = Any

    private let guardian: ConnectionGuard

    init(_ guardian: ConnectionGuard) { self.guardian = guardian }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: guardian.refuse(Problem(.headersTooLarge, "the headers are too large"))
        case is HTTPParserError: guardian.refuse(Problem(.badRequest, "this is not HTTP/1.1"))
        case let error where "\(error)".lowercased().contains("header"):
            guardian.refuse(Problem(.headersTooLarge, "the headers are too many or too large"))
        default:
            // The connection broke: there is nobody to tell.
            context.close(promise: nil)
        }
    }
}
