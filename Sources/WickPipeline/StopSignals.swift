// Signal sources are thread-safe but not yet marked so.
@preconcurrency import Dispatch
import Glibc

/// SIGINT and SIGTERM as a stream, in place of their default action, from the time it is made.
public final class StopSignals: Sendable {
    public enum Signal: Sendable {
        case interrupt
        case terminate
    }

    private let stream: AsyncStream<Signal>
    private let sources: [any DispatchSourceSignal]

    public init() {
        // One is enough: the first ends the command.
        let (stream, continuation) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingOldest(1))
        self.stream = stream
        sources = [(SIGINT, Signal.interrupt), (SIGTERM, Signal.terminate)].map { number, meaning in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(meaning) }
            source.resume()
            return source
        }
    }

    /// Nil when the task is cancelled before one came.
    public func first() async -> Signal? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }
}
