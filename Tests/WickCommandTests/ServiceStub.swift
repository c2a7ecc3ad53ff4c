import Foundation
import Glibc

/// A program that answers HTTP as a test wants it, on a port of its own: one answer a connection.
final class ServiceStub: Sendable {
    let url: String
    private let listener: Int32

    /// - Parameter answer: is given a request's path and query; gives JSON.
    init(_ answer: @escaping @Sendable (URLComponents) -> String) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        Thread.detachNewThread {
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Self.serve(connection, answer)
                close(connection)
            }
        }
    }

    /// Accepting ends with it.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ connection: Int32, _ answer: (URLComponents) -> String) {
        var request: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4_096)
        while request.suffix(4) != Array("\r\n\r\n".utf8)[...] {
            let count = recv(connection, &block, block.count, 0)
            guard count > 0 else { return }
            request += block[..<count]
        }
        let words = String(decoding: request, as: UTF8.self).split(separator: " ")
        guard words.count > 1, let target = URLComponents(string: String(words[1])) else { return }
        let body = Array(answer(target).utf8)
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: \(body.count)\r\nconnection: close\r\n\r\n"
        var rest = (Array(head.utf8) + body)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
