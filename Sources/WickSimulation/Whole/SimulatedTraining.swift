import Foundation
import Synchronization
import WickLearning
import WickPipeline

/// Trains within the process, in no time, and then takes as long as a worker would; or fails as one does.
final class SimulatedTraining: TrainingRunner {
    private enum Fate {
        case success
        case slow
        case failure
        case killed
        case noStart
        case damaged
    }

    private let clock: VirtualClock
    private let isHostile: Bool
    private let random: Mutex<RandomSource>

    init(seed: UInt64, clock: VirtualClock, isHostile: Bool) {
        self.clock = clock
        self.isHostile = isHostile
        random = Mutex(RandomSource(seed: seed, stream: 71))
    }

    func run(
        _ request: TrainingRequest, cancellations: AsyncStream<Void>,
        onProgress: @Sendable (TrainingProgress) async -> Void
    ) async throws(TrainingFailure) -> TrainingSummary {
        let (fate, duration) = draw()
        if case .noStart = fate { throw .cannotStart(reason: "no such file") }
        let messages = Self.compute(request)
        guard await pass(duration, messages.progress, cancellations, onProgress) else {
            throw .killed(reason: "was killed (signal 9)")
        }
        switch fate {
        case .failure: throw .failed(reason: "training: the worker says no")
        case .killed: throw .killed(reason: "was killed (signal 9)")
        case .damaged:
            // Where there is no model to be damaged, there is none to be found either.
            _ = FileManager.default.createFile(atPath: request.artifactFile, contents: Data("WICKMODEL".utf8))
        default: break
        }
        return try messages.result.get()
    }

    private func draw() -> (Fate, Duration) {
        random.withLock { random in
            let duration = Duration.milliseconds(200 + random.index(below: 15_000))
            guard isHostile else { return (.success, duration) }
            switch random.index(below: 20) {
            case 0...1: return (.failure, duration)
            case 2...3: return (.killed, duration)
            case 4: return (.noStart, duration)
            case 5: return (.damaged, duration)
            case 6...7: return (.slow, duration * 12)
            default: return (.success, duration)
            }
        }
    }

    private struct Messages {
        var progress: [TrainingProgress] = []
        var result: Result<TrainingSummary, TrainingFailure> = .failure(.killed(reason: "ended with code 1"))
    }

    /// What the worker says, from the same line and by the same code.
    private static func compute(_ request: TrainingRequest) -> Messages {
        var messages = Messages()
        let line: String
        do { line = String(decoding: try JSONEncoder().encode(request), as: UTF8.self) } catch {
            messages.result = .failure(.cannotStart(reason: "\(error)"))
            return messages
        }
        TrainingWorker.run(requestLine: line, rows: StoredRowsReader.dataset, clock: { .zero }) { message in
            switch message {
            case .progress(let progress): messages.progress.append(progress)
            case .finished(let summary): messages.result = .success(summary)
            case .failed(let reason): messages.result = .failure(.failed(reason: reason))
            }
        }
        return messages
    }

    /// - Returns: false where it was cancelled.
    private func pass(
        _ duration: Duration, _ progress: [TrainingProgress], _ cancellations: AsyncStream<Void>,
        _ onProgress: @Sendable (TrainingProgress) async -> Void
    ) async -> Bool {
        let clock = clock
        let step = duration / max(1, progress.count)
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in cancellations { break }
                return false
            }
            group.addTask {
                do { try await clock.sleep(until: clock.now.advanced(by: duration)) } catch { return false }
                return true
            }
            for message in progress.prefix(3) {
                await onProgress(message)
                // Whether it was cancelled is told below.
                try? await clock.sleep(until: clock.now.advanced(by: step))
            }
            let isDone = await group.next() ?? false
            group.cancelAll()
            return isDone && !Task.isCancelled
        }
    }
}
