import Glibc

/// A TCP socket that listens on 127.0.0.1. Owns the descriptor.
final class ListeningSocket {
    /// Attempts that wait to be accepted.
    private static let backlog: Int32 = 128

    let descriptor: Int32
    let port: UInt16

    /// - Parameter port: 0 takes any that is free.
    init(port: UInt16) throws(ExchangeError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .last("opening a socket") }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, Self.backlog) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        self.port = UInt16(bigEndian: address.sin_port)
        guard isBound else {
            let error = ExchangeError.last("listening on 127.0.0.1:\(port)")
            Glibc.close(descriptor)
            throw error
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    deinit { Glibc.close(descriptor) }

    /// The next connection that waits; nil where there is none.
    func accept() -> Int32? {
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { return nil }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return accepted
    }
}

extension ExchangeError {
    /// With the reason in `errno`.
    static func last(_ attempt: String) -> ExchangeError {
        let code = errno
        return .system(attempt: attempt, code: code, reason: String(cString: strerror(code)))
    }
}
