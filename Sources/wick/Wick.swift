import ArgumentParser
import Glibc
import WickPipeline
import WickTerminal

/// The program: it parses the command line, runs one command, and turns what went wrong into one line and an exit code.
@main
struct Wick: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "wick",
        abstract: "A trading-research workstation in a terminal.",
        discussion: """
            Try it without network, keys or configuration:

              wick demo

            A recording through the pipeline, its candles, and whether it is whole:

              wick replay FILE.wick.zst --headless --json
              wick candles FILE.wick.zst --timeframe 5m > candles.csv
              wick verify FILE.wick.zst

            A terminal that a killed program left broken: wick --reset-terminal

            Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
            """,
        version: "wick \(version)",
        subcommands: [
            Live.self, Demo.self, Record.self, Backfill.self, Import.self, Replay.self, Verify.self, Candles.self,
            Features.self, Headlines.self, Sentiment.self, Train.self, Evaluate.self, Models.self, Predictions.self,
            Outcomes.self, Run.self, Attach.self, Alerts.self, SnapshotCommand.self, Backup.self, Config.self,
            Doctor.self,
        ],
        defaultSubcommand: Live.self)

    static func main() async {
        // Nothing that is written needs an orderly end: recordings are only read here, and lines are flushed whole.
        signal(SIGINT) { _ in _exit(130) }
        // A file that may not grow is an error of writing, said in a line, and not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        guard let arguments = ProgramArguments.current() else {
            Console.error(
                "wick: usage: the arguments cannot be found: something loaded into the process hides them, and /proc/self/cmdline "
                    + "cannot be read")
            _exit(2)
        }
        if arguments == ["--reset-terminal"] {
            TerminalReset.run()
            _exit(0)
        }
        // Before anything that needs another thread: training may have a limit on its memory.
        if arguments.first == "train" || arguments.first == "evaluate" { FreeMemory.keepOneHeap() }
        // A worker has its parent's limits, and only XGBoost may ask for more.
        if arguments == TrainingCommand.workerArguments { _exit(TrainingChild.run() ? 0 : 1) }
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            fail(with: error)
        }
    }

    private static func fail(with error: any Error) -> Never {
        if let failure = error as? CommandFailure {
            Console.error("wick \(failure)")
            _exit(1)
        }
        if exitCode(for: error).isSuccess { exit(withError: error) }
        if let code = error as? ExitCode { _exit(code.rawValue) }
        Console.error("wick: usage: \(reason(of: error)) (wick help says more)")
        _exit(2)
    }

    /// ArgumentParser explains itself over several lines: the first one says what is wrong, and those below it may list what is allowed.
    private static func reason(of error: any Error) -> String {
        let lines = message(for: error).split(separator: "\n")
        guard let first = lines.first else { return "\(error)" }
        let mark = "  - "
        let allowed = lines.dropFirst().prefix { $0.hasPrefix(mark) }.map { $0.dropFirst(mark.count) }
        return allowed.isEmpty ? String(first) : "\(first) \(allowed.joined(separator: ", "))"
    }
}

/// What a command could not do: printed as "wick what: why".
struct CommandFailure: Error, CustomStringConvertible {
    /// The command and what it worked on, e.g. "replay demo.wick.zst".
    let what: String
    let why: String

    var description: String { "\(what): \(why)" }
}
