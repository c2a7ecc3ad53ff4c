import WickFrames
import WickSimulation

/// Writes the frames of a source to a new recording until the source ends or the task is cancelled; closes it either way.
enum Recorder {
    static func record(_ source: SyntheticFrameSource, to path: String, isPaced: Bool) async throws {
        var source = source
        // Nothing can be lost that could not be made again: without pacing, blocks are as large as they get.
        let options = isPaced ? RecordingWriter.Options() : RecordingWriter.Options(flushInterval: .seconds(300))
        let writer = try RecordingWriter.create(path: path, header: source.header, options: options)
        var batch = FrameBatch()
        do {
            while !Task.isCancelled, try await source.next(into: &batch) { try write(batch, to: writer) }
        } catch is CancellationError {
            // Stopping is not a failure: what came before is kept.
        }
        try writer.close()
    }

    private static func write(_ batch: FrameBatch, to writer: RecordingWriter) throws {
        try batch.forEach { entry, payload in
            try writer.write(
                receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: payload)
        }
    }
}
