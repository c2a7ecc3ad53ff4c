import Foundation
import Glibc

/// A TCP connection that says exactly what it is told, and hears everything that comes back.
final class RawClient {
    /// Longer than any answer takes on a machine that is busy with other tests.
    private static let patience = timeval(tv_sec: 20, tv_usec: 0)

    private let descriptor: Int32

    /// - Parameter receiveBytes: what the system holds for us at most, about; nil for what it thinks right.
    init(port: Int, receiveBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var patience = Self.patience
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        // What the other side no longer takes shows in what it answers.
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// The bytes up to the end of the connection, or up to and with a text.
    func read(until end: String? = nil) -> String {
        var found: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            if let end, String(decoding: found, as: UTF8.self).contains(end) { break }
            let count = recv(descriptor, &buffer, end == nil ? buffer.count : 1, 0)
            guard count > 0 else { break }
            found += buffer.prefix(count)
        }
        return String(decoding: found, as: UTF8.self)
    }

    /// One frame of a server: its opcode and its payload.
    func frame() -> (opcode: UInt8, payload: [UInt8])? {
        guard let head = bytes(2) else { return nil }
        var length = Int(head[1] & 0x7f)
        if length == 126 {
            guard let more = bytes(2) else { return nil }
            length = Int(more[0]) << 8 | Int(more[1])
        } else if length == 127 {
            guard let more = bytes(8) else { return nil }
            length = more.reduce(0) { $0 << 8 | Int($1) }
        }
        return bytes(length).map { (head[0] & 0x0f, $0) }
    }

    /// A text message of a client, masked with zeros, up to 125 bytes.
    func sendMessage(_ text: String) { send([0x81, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8)) }

    private func bytes(_ count: Int) -> [UInt8]? {
        var found = [UInt8](repeating: 0, count: count)
        guard count == 0 || recv(descriptor, &found, count, Int32(MSG_WAITALL)) == count else { return nil }
        return found
    }
}
