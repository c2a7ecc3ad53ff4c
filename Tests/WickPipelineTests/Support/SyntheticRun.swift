import WickDomain
import WickFrames
import WickPipeline
import WickSimulation

/// An hour and a bit of a synthetic market as a snapshot.
enum SyntheticRun {
    /// The snapshot after all frames, folded so many at a time.
    static func snapshot(batchFrames: Int) async throws -> Snapshot {
        var source = try SyntheticFrameSource(parameters: MarketParameters(seed: 3), duration: .seconds(4000))
        var fold = SnapshotFold(time: Timestamp(seconds: 0), source: .live, isSynthetic: true)
        var recording = RecordingFold()
        var batch = FrameBatch()
        var part = FrameBatch()
        while try await source.next(into: &batch) {
            batch.forEach { entry, payload in
                part.header = batch.header
                part.append(
                    receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: payload)
                guard part.count >= batchFrames else { return }
                fold.apply(recording.fold(part))
                part.removeAll()
            }
        }
        if !part.isEmpty { fold.apply(recording.fold(part)) }
        return fold.next()
    }
}
