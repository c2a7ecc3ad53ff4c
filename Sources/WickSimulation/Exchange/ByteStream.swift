import COpenSSL
import Glibc

/// One accepted TCP connection, with TLS or bare, that never blocks. Owns the descriptor and the TLS state.
final class ByteStream {
    enum Result: Equatable {
        case bytes(Int)
        case wouldBlock
        /// The other side has finished, or it is broken.
        case over
    }

    let descriptor: Int32
    private let tls: OpaquePointer?
    private var isHandshaken: Bool
    private var isClosed = false
    /// TLS may have to write before it can read, and the other way round.
    private(set) var wantsWrite = false

    /// - Parameter context: nil leaves TLS out.
    init?(descriptor: Int32, context: ServerContext?) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        isHandshaken = context == nil
        guard let context else {
            tls = nil
            return
        }
        guard let tls = SSL_new(context.raw) else {
            Glibc.close(descriptor)
            return nil
        }
        SSL_set_fd(tls, descriptor)
        SSL_set_accept_state(tls)
        self.tls = tls
    }

    deinit { close() }

    /// Goes on with the handshake.
    ///
    /// - Returns: `bytes` once it is done.
    func handshake() -> Result {
        guard !isHandshaken, let tls else { return .bytes(0) }
        let code = SSL_do_handshake(tls)
        if code == 1 { isHandshaken = true }
        return code == 1 ? .bytes(0) : outcome(of: code)
    }

    /// Bytes that TLS has read and not handed out: the descriptor does not tell of them.
    var hasPending: Bool { tls.map { SSL_pending($0) > 0 } ?? false }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Result {
        guard !isClosed else { return .over }
        guard let tls else { return Self.result(recv(descriptor, buffer.baseAddress, buffer.count, 0)) }
        let count = SSL_read(tls, buffer.baseAddress, Int32(clamping: buffer.count))
        return count > 0 ? .bytes(Int(count)) : outcome(of: count)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Result {
        guard !isClosed else { return .over }
        guard let tls else { return Self.result(send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))) }
        let count = SSL_write(tls, bytes.baseAddress, Int32(clamping: bytes.count))
        return count > 0 ? .bytes(Int(count)) : outcome(of: count)
    }

    private func outcome(of code: Int32) -> Result {
        defer { ERR_clear_error() }
        switch SSL_get_error(tls, code) {
        case SSL_ERROR_WANT_READ:
            wantsWrite = false
            return .wouldBlock
        case SSL_ERROR_WANT_WRITE:
            wantsWrite = true
            return .wouldBlock
        default: return .over
        }
    }

    private static func result(_ count: Int) -> Result {
        if count > 0 { return .bytes(count) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .wouldBlock : .over
    }

    /// RST in place of FIN.
    func reset() {
        guard !isClosed else { return }
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    /// Ends it in good order: what was written arrives.
    func finish() {
        guard !isClosed else { return }
        if let tls, isHandshaken { SSL_shutdown(tls) }
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        if let tls { SSL_free(tls) }
        Glibc.close(descriptor)
    }
}
