// Read sources are thread-safe but not yet marked so.
@preconcurrency import Dispatch
import Glibc

/// Where the handlers write, and how long they leave; set before they are there. A handler may touch nothing that takes a lock or memory.
nonisolated(unsafe) private var stopPipe: Int32 = -1
nonisolated(unsafe) private var stopSeconds: UInt32 = 0

/// SIGINT and SIGTERM as a stream, in place of their default action, from the time it is made. One a process.
public final class StopSignals: Sendable {
    public enum Signal: Sendable {
        case interrupt
        case terminate
    }

    private let stream: AsyncStream<Signal>
    private let source: (any DispatchSourceRead)?

    /// - Parameter deadline: whole seconds from the first signal on, after which the process ends with status 130 whatever it does. The kernel counts them: no
    ///   thread, no memory and no lock is needed. Nil leaves the end to who listens.
    public init(deadline: Duration? = nil) {
        // One is enough: the first ends the command.
        let (stream, continuation) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingOldest(1))
        self.stream = stream
        stopSeconds = UInt32(clamping: deadline?.components.seconds ?? 0)
        var ends: [Int32] = [-1, -1]
        // Without a pipe signals keep their default action, which ends the process.
        guard pipe(&ends) == 0 else {
            source = nil
            return
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        stopPipe = ends[1]
        let readEnd = ends[0]
        let source = DispatchSource.makeReadSource(fileDescriptor: readEnd, queue: .global())
        source.setEventHandler {
            var number: UInt8 = 0
            while read(readEnd, &number, 1) == 1 {
                continuation.yield(Int32(number) == SIGINT ? .interrupt : .terminate)
            }
        }
        source.resume()
        self.source = source
        Self.handle()
    }

    private static func handle() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                let kept = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(stopPipe, &byte, 1)
                if stopSeconds > 0 { alarm(stopSeconds) }
                errno = kept
            }
        }
        signal(SIGALRM) { _ in
            let text: StaticString =
                "wick: it was told to end and could not in time; it ends without putting anything in order\n"
            _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
            _exit(130)
        }
    }

    /// Nil when the task is cancelled before one came.
    public func first() async -> Signal? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }
}
