import Glibc
import Synchronization

/// Owns one thread that serves sockets, from `init` until `stop`.
final class ServingThread: Sendable {
    /// What the thread runs, handed over to it.
    private final class Work {
        let run: () -> Void

        init(_ run: @escaping () -> Void) { self.run = run }
    }

    private let stopSignal: StopSignal
    private let thread: Mutex<pthread_t?>

    /// - Parameters:
    ///   - stopSignal: what the work polls to learn that it should end.
    ///   - run: returns once the signal has come.
    /// - Throws: `ExchangeError.noThread`.
    init(_ stopSignal: StopSignal, run: sending @escaping () -> Void) throws(ExchangeError) {
        self.stopSignal = stopSignal
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Work(run))
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            throw .noThread(code: code)
        }
        self.thread = Mutex(thread)
    }

    deinit { stop() }

    /// Ends the thread; returns when that is done. Later calls do nothing.
    func stop() {
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let running else { return }
        stopSignal.send()
        pthread_join(running, nil)
    }
}
