// Signal sources are thread-safe but not yet marked so.
@preconcurrency import Dispatch
import Glibc

/// SIGHUP as a stream, in place of its default action, from the time it is made.
final class ReloadSignals: Sendable {
    /// One that waits says everything that several would.
    let stream: AsyncStream<Void>
    private let source: any DispatchSourceSignal

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.stream = stream
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { continuation.yield() }
        source.resume()
    }
}
