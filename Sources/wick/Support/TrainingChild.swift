import Glibc
import WickDomain
import WickLearning
import WickPipeline

/// `wick train --worker`: the child process of `TrainingActor`. One line on standard input, one line a message on
/// standard output.
enum TrainingChild {
    /// Behind everything that is live.
    private static let niceness: Int32 = 10

    /// - Returns: whether it finished.
    static func run() -> Bool {
        // Ctrl-C in a terminal reaches the whole group; the parent decides.
        signal(SIGINT, SIG_IGN)
        _ = nice(niceness)
        guard let line = readLine() else { return false }
        let start = ContinuousClock.now
        return TrainingWorker.run(
            requestLine: line, rows: StoredRowsReader.dataset, clock: { ContinuousClock.now - start },
            isCancelled: { parentHasGone }, emit: { Console.print($0.line) })
    }

    /// The parent keeps its end of standard input open for as long as it lives.
    private static var parentHasGone: Bool {
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&input, 1, 0) > 0 else { return false }
        return Int32(input.revents) & (POLLHUP | POLLERR) != 0
    }
}
