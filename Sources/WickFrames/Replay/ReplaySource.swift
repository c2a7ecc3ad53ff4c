import Synchronization

/// Replays recordings, merged by receive time, at the pace of an injected clock or as fast as frames are taken. Owns
/// the recordings that are open; one task reads.
public final class ReplaySource<ReplayClock: Clock>: FrameSource where ReplayClock.Duration == Duration {
    private struct State {
        var merge: ReplayMerge
        /// When the first frame was due, and its receive time.
        var start: (instant: ReplayClock.Instant, receivedNanoseconds: Int64)?
    }

    private enum Step {
        case filled
        case ended
        case wait(until: ReplayClock.Instant)
    }

    /// The headers of the recordings in the order given.
    public let headers: [RecordingHeader]
    private let speed: ReplaySpeed
    private let clock: ReplayClock
    private let state: Mutex<State>

    /// - Parameters:
    ///   - paths: one or more recordings; they may overlap.
    ///   - speed: a frame that came t after the first is due t / speed after the first call of `next`.
    ///   - startNanoseconds: leaves out the frames that came before.
    ///   - batchBytes: batches end after so many payload bytes; 1 gives single frames.
    /// - Throws: `ReplayError` naming the recording that cannot be opened.
    public init(
        paths: [String], speed: ReplaySpeed, clock: ReplayClock, startNanoseconds: Int64? = nil,
        batchBytes: Int = RecordingReader.defaultBatchBytes
    ) throws(ReplayError) {
        if case .times(let factor) = speed {
            precondition(factor > 0 && factor.isFinite, "a speed that is not positive")
        }
        let merge = try ReplayMerge(paths: paths, startTime: startNanoseconds, batchBytes: batchBytes)
        headers = merge.headers
        self.speed = speed
        self.clock = clock
        state = Mutex(State(merge: merge))
    }

    /// A batch holds frames of one recording only, with its header.
    ///
    /// - Throws: `ReplayError` where a file cannot be read any further, `CancellationError` while waiting.
    public func next(into batch: inout FrameBatch) async throws -> Bool {
        while true {
            switch try step(into: &batch) {
            case .filled: return true
            case .ended: return false
            case .wait(let instant): try await clock.sleep(until: instant, tolerance: nil)
            }
        }
    }

    private func step(into batch: inout FrameBatch) throws(ReplayError) -> Step {
        batch.removeAll()
        return try state.withLock { state throws(ReplayError) in
            guard let first = state.merge.nextTime else { return .ended }
            if speed == .max { return try state.merge.read(into: &batch) { _ in true } ? .filled : .ended }
            let now = clock.now
            let start = state.start ?? (now, first)
            state.start = start
            let elapsed = start.instant.duration(to: now)
            let due = { (time: Int64) in
                Duration.nanoseconds(self.speed.delayNanoseconds(recorded: time - start.receivedNanoseconds))
            }
            guard due(first) <= elapsed else { return .wait(until: start.instant.advanced(by: due(first))) }
            return try state.merge.read(into: &batch) { due($0) <= elapsed } ? .filled : .ended
        }
    }

    /// Damage in the recordings that are read to their ends; at most the first thousand.
    public var problems: [ReplayProblem] { state.withLock { $0.merge.problems } }
    /// How many problems those recordings had.
    public var problemCount: Int { state.withLock { $0.merge.problemCount } }

    /// How much has been read, 0 to 1, going by the bytes of the recordings' files.
    public var fractionRead: Double { state.withLock { $0.merge.fractionRead } }
}
