import CNcurses
import Glibc

/// A pipe that wakes the screen: a zero byte for a snapshot, a signal's number for a signal. Owned by the screen's thread; open as
/// long as the process, because a signal handler may write to it at any time.
struct WakePipe {
    let readEnd: Int32
    let writeEnd: Int32

    init?() {
        var ends: (read: Int32, write: Int32) = (-1, -1)
        guard wick_wake_pipe(&ends.read, &ends.write) else { return nil }
        (readEnd, writeEnd) = ends
    }

    /// Everything that has come.
    func drain() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 256)
        var bytes: [UInt8] = []
        while true {
            let count = read(readEnd, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    /// Waits for input, for something in the pipe, or for so long; nil waits without end.
    ///
    /// - Returns: whether standard input is gone.
    func wait(milliseconds: Int32?) -> Bool {
        var descriptors = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&descriptors, 2, milliseconds ?? -1) > 0 else { return false }
        let state = Int32(descriptors[0].revents)
        // A terminal that has gone can be read from for ever: it says that it is at its end.
        return state & (POLLHUP | POLLERR | POLLNVAL) != 0
    }
}
