import ArgumentParser
import Glibc
import WickPipeline

/// The simulator's command line. Composition only: what it does lives in WickSimulation.
@main
struct WickSim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wick-sim",
        abstract: "A synthetic market for wick: BTC and ETH trades and headlines, made up from a seed.",
        subcommands: [
            RecordCommand.self, ServeCommand.self, SimulateCommand.self, FeedsCommand.self, LLMCommand.self,
            WebhooksCommand.self,
        ])

    /// Exit codes as wick's: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
    static func main() async {
        do {
            let command = try parseAsRoot(ProgramArguments.current())
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                var plain = command
                try plain.run()
            }
        } catch let code as ExitCode {
            Glibc.exit(code.rawValue)
        } catch {
            fail(error)
        }
    }

    private static func fail(_ error: any Error) -> Never {
        if let failure = error as? Failure {
            Output.error("wick-sim: \(failure.description)")
            Glibc.exit(failure.isUsage ? 2 : 1)
        }
        let code = exitCode(for: error)
        guard code != .success else { exit(withError: error) }
        guard code == .validationFailure else {
            Output.error("wick-sim: \(error)")
            Glibc.exit(1)
        }
        Output.error(
            "wick-sim: \(message(for: error)) (wick-sim help record and wick-sim help serve say what is allowed)")
        Glibc.exit(2)
    }
}
