import Foundation
import Glibc
import Subprocess
import SystemPackage
import WickLearning

/// How the worker is started: `wick train --worker`, or a program that speaks like it.
public struct TrainingCommand: Equatable, Sendable {
    public var executable: String
    public var arguments: [String]

    public init(executable: String, arguments: [String] = ["train", "--worker"]) {
        self.executable = executable
        self.arguments = arguments
    }

    /// The running program itself.
    public static func current() throws(TrainingFailure) -> TrainingCommand {
        do {
            return TrainingCommand(
                executable: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        } catch { throw .cannotStart(reason: "this program's own file is not known: \(error.localizedDescription)") }
    }
}

/// The child process that computes, for the length of one request.
struct TrainingProcess: TrainingRunner {
    let command: TrainingCommand

    /// One message at most: an evaluation of ten years has a line of a few hundred kilobytes.
    private static let maximumLineBytes = 16 << 20

    /// Cancelling kills the process.
    func run(
        _ request: TrainingRequest, cancellations: AsyncStream<Void>,
        onProgress: @Sendable (TrainingProgress) async -> Void
    ) async throws(TrainingFailure) -> TrainingSummary {
        // A worker that is killed before it has read its request would end this program too.
        signal(SIGPIPE, SIG_IGN)
        do {
            let result = try await Subprocess.run(
                .path(FilePath(command.executable)), arguments: Arguments(command.arguments),
                // XGBoost's threads would spin while they wait, and take the live work's time.
                environment: .inherit.updating(["OMP_WAIT_POLICY": "passive"]), input: .inputWriter,
                output: .sequence, error: .discarded
            ) { execution in
                try await withThrowingTaskGroup(of: Void.self, returning: Ending.self) { group in
                    group.addTask {
                        for await _ in cancellations {
                            // It has nothing to put in order. One that has ended meanwhile cannot be signalled.
                            try? execution.send(signal: .kill)
                            return
                        }
                    }
                    defer { group.cancelAll() }
                    // Its input stays open: a worker whose parent has gone sees it end, and goes as well.
                    // One that ended before it had read this is told by its status.
                    _ = try? await execution.standardInputWriter.write(CompactJSON.text(request) + "\n")
                    let lines = execution.standardOutput.strings(bufferingPolicy: .maxLineLength(Self.maximumLineBytes))
                    return try await Self.read(lines, onProgress)
                }
            }
            return try Self.summary(result.closureResult, result.terminationStatus)
        } catch let failure as TrainingFailure {
            throw failure
        } catch {
            throw .cannotStart(reason: "\(error)")
        }
    }

    private enum Ending: Sendable {
        case finished(TrainingSummary)
        case failed(String)
        /// The output ended before the worker had come to an end.
        case silent
    }

    private static func read<Lines: AsyncSequence>(
        _ lines: Lines, _ onProgress: @Sendable (TrainingProgress) async -> Void
    ) async throws -> Ending where Lines.Element == String {
        for try await line in lines {
            switch try TrainingMessage(line: line) {
            case .progress(let progress): await onProgress(progress)
            case .finished(let summary): return .finished(summary)
            case .failed(let reason): return .failed(reason)
            }
        }
        return .silent
    }

    private static func summary(
        _ ending: Ending, _ status: TerminationStatus
    ) throws(TrainingFailure) -> TrainingSummary {
        switch ending {
        case .finished(let summary): return summary
        case .failed(let reason): throw .failed(reason: reason)
        case .silent: throw .killed(reason: words(status))
        }
    }

    private static func words(_ status: TerminationStatus) -> String {
        switch status {
        case .signaled(let signal) where signal == SIGKILL:
            "was killed (signal 9), which is also what the system does when memory runs out"
        case .signaled(let signal): "was ended by signal \(signal)"
        case .exited(let code): "ended with code \(code) before it had finished"
        }
    }
}
