import Glibc

/// Wakes a thread that polls, once. Owns a pipe.
final class StopSignal: Sendable {
    /// Readable once the signal was sent.
    let descriptor: Int32
    private let writing: Int32

    init() throws(ExchangeError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .last("opening a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (descriptor, writing) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(writing)
    }

    func send() {
        var byte: UInt8 = 1
        // The reader is this object's own, and an empty pipe takes a byte.
        _ = write(writing, &byte, 1)
    }
}
