import ArgumentParser
import Glibc
import Synchronization
import WickDomain
import WickLearning
import WickPipeline
import WickStore

/// One order from the command line: a progress bar while it runs, and a signal that cancels it. Owned by one command.
struct TrainingSession {
    /// Of address space: threads' stacks, the store, and a model read back to see whether it is one. With less, nothing could be relied on, not even to say so.
    private static let neededBytes = 128 << 20

    private let command: String
    private let actor: TrainingActor
    /// Cancelling takes milliseconds. Where the system lets nothing run that could do it, the process ends all the same.
    private let signals = StopSignals(deadline: .seconds(5))
    private let cancellation = TrainingCancellation()
    private let bar: ProgressLine

    /// What is looked at before anything is opened.
    static func checkMemory(for command: String) throws {
        guard let left = AddressSpace.bytesLeft, left < neededBytes else { return }
        throw CommandFailure(
            what: command,
            why:
                "the limit on address space leaves \(left >> 20) MiB, and training needs \(neededBytes >> 20) MiB besides what its rows "
                + "take: raise it (ulimit -v)")
    }

    init(_ store: Store, command: String) throws {
        self.command = command
        let bar = ProgressLine(title: command)
        self.bar = bar
        do throws(TrainingFailure) {
            actor = TrainingActor(
                store, command: try .current(), now: { Timestamp(nanoseconds: WallClock.nanoseconds()) },
                report: { bar.show($0) })
        } catch {
            throw CommandFailure(what: command, why: "\(error)")
        }
    }

    /// - Throws: `CommandFailure` with the reason; ends the process with 130 where a signal cancelled it.
    func perform(_ order: TrainingOrder) async throws -> TrainingReport {
        let result = await withTaskGroup(of: Void.self) { group in
            group.addTask { [signals, cancellation] in
                guard await signals.first() != nil else { return }
                cancellation.cancel()
            }
            defer { group.cancelAll() }
            return await performResult(order)
        }
        bar.clear()
        switch result {
        case .success(let report): return report
        case .failure(.cancelled):
            Console.error("wick \(command): \(TrainingFailure.cancelled)")
            throw ExitCode(130)
        case .failure(let failure): throw CommandFailure(what: command, why: "\(failure)")
        }
    }

    private func performResult(_ order: TrainingOrder) async -> Result<TrainingReport, TrainingFailure> {
        do throws(TrainingFailure) {
            return .success(try await actor.perform(order, cancellation: cancellation))
        } catch { return .failure(error) }
    }
}

/// A progress bar that several threads may draw.
private final class ProgressLine: Sendable {
    private let bar: Mutex<ProgressBar>

    init(title: String) { bar = Mutex(ProgressBar(title: title)) }

    func show(_ status: TrainingStatus) {
        guard let progress = status.progress else { return }
        bar.withLock { $0.show(progress.fraction, detail: TrainingStatus.words(progress)) }
    }

    func clear() { bar.withLock { $0.clear() } }
}
