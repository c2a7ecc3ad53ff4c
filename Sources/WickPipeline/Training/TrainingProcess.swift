import Foundation
import Glibc
import WickLearning

/// How the worker is started: `wick train --worker`, or a program that speaks like it.
public struct TrainingCommand: Equatable, Sendable {
    /// What makes wick a worker.
    public static let workerArguments = ["train", "--worker"]

    public var executable: String
    public var arguments: [String]

    public init(executable: String, arguments: [String] = TrainingCommand.workerArguments) {
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

    /// Cancelling kills the process.
    func run(
        _ request: TrainingRequest, cancellations: AsyncStream<Void>,
        onProgress: @Sendable (TrainingProgress) async -> Void
    ) async throws(TrainingFailure) -> TrainingSummary {
        // A worker that is killed before it has read its request would end this program too.
        signal(SIGPIPE, SIG_IGN)
        let worker = try WorkerProcess.start(command, input: CompactJSON.text(request) + "\n")
        let result = await withTaskGroup(of: Void.self, returning: Result<TrainingSummary, TrainingFailure>.self) {
            group in
            group.addTask {
                for await _ in cancellations { break }
                // It has nothing to put in order. One that has said its last message is not wanted any more either.
                worker.kill()
            }
            defer { group.cancelAll() }
            do throws(TrainingFailure) { return .success(try await Self.read(worker, onProgress)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Until the process has ended.
    private static func read(
        _ worker: WorkerProcess, _ onProgress: @Sendable (TrainingProgress) async -> Void
    ) async throws(TrainingFailure) -> TrainingSummary {
        var result: Result<TrainingSummary, TrainingFailure>?
        for await event in worker.events {
            switch event {
            case .line(let line):
                // Behind its last message nothing counts.
                guard result == nil else { continue }
                result = await take(line, onProgress)
                if result != nil { worker.kill() }
            case .ended(let ending, let said):
                return try (result ?? .failure(.killed(reason: words(ending, said)))).get()
            }
        }
        throw .cancelled
    }

    /// - Returns: nil where more is to come.
    private static func take(
        _ line: String, _ onProgress: @Sendable (TrainingProgress) async -> Void
    ) async -> Result<TrainingSummary, TrainingFailure>? {
        do throws(LearningError) {
            switch try TrainingMessage(line: line) {
            case .progress(let progress):
                await onProgress(progress)
                return nil
            case .finished(let summary): return .success(summary)
            case .failed(let reason): return .failure(.failed(reason: reason))
            }
        } catch { return .failure(.failed(reason: "the worker: \(error)")) }
    }

    private static func words(_ ending: WorkerProcess.Ending, _ said: String) -> String {
        let reason = said.isEmpty ? "" : ": \(said)"
        return switch ending {
        case .signalled(SIGKILL):
            "was killed (signal 9), which is also what the system does when memory runs out"
        case .signalled(let signal): "was ended by signal \(signal)\(reason)"
        case .exited(let code): "ended with code \(code) before it had finished\(reason)"
        }
    }
}
