import Foundation
import Testing
import WickDomain
import WickFrames
import WickSimulation

@Suite struct SyntheticRecordingTests {
    @Test func theSameSeedGivesTheSameFileAndItReadsBackFrameForFrame() async throws {
        let recorded = try await RecordedFrames.make(venue: .kraken)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wick-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left in a temporary folder harms nobody.
        let paths = ["first", "second"].map { folder.appendingPathComponent($0).path }
        for path in paths { try write(recorded, to: path) }
        #expect(FileManager.default.contentsEqual(atPath: paths[0], andPath: paths[1]))

        let reader = try RecordingReader(path: paths[0])
        #expect(reader.header == recorded.header && reader.header.isSynthetic)
        var frames: [Frame] = []
        var batch = FrameBatch()
        while try reader.read(into: &batch) {
            batch.forEach { entry, payload in
                frames.append(
                    Frame(
                        receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: Array(payload)))
            }
        }
        #expect(frames == recorded.frames)
        #expect(reader.problemCount == 0)
    }

    private func write(_ recorded: RecordedFrames, to path: String) throws {
        let writer = try RecordingWriter.create(path: path, header: recorded.header)
        for frame in recorded.frames { try writer.write(frame) }
        try writer.close()
    }
}
