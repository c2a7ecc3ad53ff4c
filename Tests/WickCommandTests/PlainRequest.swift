import Foundation
import Glibc

/// One GET over a plain socket, for which no library is needed.
enum PlainRequest {
    /// - Parameter url: "http://127.0.0.1:8686/healthz".
    /// - Returns: the status of the answer; 0 where there was none.
    static func status(of url: String, token: String? = nil) throws -> Int {
        let words = try answer(of: url, token).split(separator: " ", maxSplits: 2)
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    /// The answer, head included.
    static func body(of url: String, token: String? = nil) throws -> String { try answer(of: url, token) }

    private static func answer(of url: String, _ token: String?) throws -> String {
        guard let parts = URLComponents(string: url), let port = parts.port else { throw CocoaError(.formatting) }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let permission = token.map { "authorization: Bearer \($0)\r\n" } ?? ""
        let request = "GET \(parts.path) HTTP/1.1\r\nhost: 127.0.0.1\r\n\(permission)connection: close\r\n\r\n"
        _ = send(descriptor, request, request.utf8.count, Int32(MSG_NOSIGNAL))
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { answer += buffer.prefix(count) }
        return String(decoding: answer, as: UTF8.self)
    }
}
