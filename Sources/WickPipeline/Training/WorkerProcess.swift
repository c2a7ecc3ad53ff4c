import Foundation
import Glibc
import Synchronization

/// A child process that is given one line and says lines. All waiting is done by one thread, made before the child is, so that a system without room for another
/// thread is an error here and no child that nobody hears. Owned by a `TrainingProcess`.
final class WorkerProcess: Sendable {
    enum Ending: Equatable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    enum Event: Sendable {
        case line(String)
        /// The last one, with the first line on standard error.
        case ended(Ending, said: String)
    }

    /// One message at most: an evaluation of ten years has a line of a few hundred kilobytes.
    private static let maximumLineBytes = 16 << 20
    /// Lines that nobody has taken; the thread waits meanwhile, and the child with it.
    private static let maximumWaitingLines = 256
    private static let stackBytes = 512 << 10

    /// Its number, from its start until it is taken.
    private let process = Mutex<pid_t?>(nil)
    private let command: TrainingCommand
    private let input: String
    private let continuation: AsyncStream<Event>.Continuation
    /// What the child says, line by line, and how it ended.
    let events: AsyncStream<Event>

    /// - Parameter input: what the child reads first; its standard input stays open, so that a child whose parent has gone sees it end.
    private init(_ command: TrainingCommand, input: String) {
        self.command = command
        self.input = input
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWaitingLines))
    }

    /// - Throws: `cannotStart` with the system's reason.
    static func start(_ command: TrainingCommand, input: String) throws(TrainingFailure) -> WorkerProcess {
        let worker = WorkerProcess(command, input: input)
        let starting = StartWord()
        try worker.makeThread { $0.watch(starting) }
        if let reason = starting.wait() { throw .cannotStart(reason: reason) }
        return worker
    }

    /// At once, and for good; nothing where it has ended.
    func kill() {
        process.withLock { if let process = $0 { Glibc.kill(process, SIGKILL) } }
    }

    // MARK: On the thread

    private func watch(_ starting: StartWord) {
        let pipes: WorkerPipes
        do throws(WorkerPipes.Failure) {
            pipes = try WorkerPipes()
            let number = try pipes.spawn(command)
            process.withLock { $0 = number }
        } catch {
            starting.say(error.reason)
            return continuation.finish()
        }
        starting.say(nil)
        // Who ended before it had read this is told by its status.
        pipes.write(input)
        let isWhole = pipes.readLines(upTo: Self.maximumLineBytes) { give(.line($0)) }
        // Nobody listens any more, or it says what no worker says.
        if !isWhole { kill() }
        _ = give(.ended(reap(), said: pipes.firstErrorLine()))
        continuation.finish()
    }

    /// - Returns: whether somebody will take it.
    private func give(_ event: Event) -> Bool {
        while true {
            switch continuation.yield(event) {
            case .enqueued: return true
            case .dropped: usleep(1_000)
            default: return false
            }
        }
    }

    /// Its number is nobody else's until it is taken under the lock.
    private func reap() -> Ending {
        guard let number = process.withLock({ $0 }) else { return .exited(0) }
        var information = siginfo_t()
        while waitid(P_PID, id_t(number), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        return process.withLock { process in
            var status: Int32 = 0
            while waitpid(number, &status, 0) < 0, errno == EINTR {}
            process = nil
            return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
        }
    }

    private func makeThread(_ work: @escaping @Sendable (WorkerProcess) -> Void) throws(TrainingFailure) {
        let body = Unmanaged.passRetained(ThreadBody { work(self) })
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, &attributes,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard result != 0 else { return }
        body.release()
        throw .cannotStart(
            reason: "a thread that hears it cannot be made: \(String(cString: strerror(result))); "
                + "its memory or its number of threads is limited too tightly (ulimit -a)")
    }

    private final class ThreadBody: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

/// How a start went: said once by the thread, waited for by who started it.
private final class StartWord: Sendable {
    private let reason = Mutex<String?>(nil)
    private let said = DispatchSemaphore(value: 0)

    func say(_ reason: String?) {
        self.reason.withLock { $0 = reason }
        said.signal()
    }

    /// A start takes milliseconds: the system copies nothing.
    func wait() -> String? {
        said.wait()
        return reason.withLock { $0 }
    }
}
