import Foundation
import Testing
import WickDomain
import WickFrames
import WickSimulation

#if canImport(Glibc)
    import Glibc
#endif

/// A recorder that is killed in the middle, as by the kernel when memory runs out.
@Suite struct KillTests {
    /// Loses at most what came in its last second; the other second is for a machine that is busy with other tests.
    private static let longestLoss = Duration.seconds(2)

    @Test func fiftyKilledRecordersLoseAtMostTheirLastSecond() async throws {
        let folder = try TemporaryFolder()
        var random = RandomSource(seed: 9)
        var delays = (0..<50).map { _ in UInt64(random.uniform(0.3, 2.5) * 1e9) }
        // Ten at a time, so that the test takes seconds.
        while !delays.isEmpty {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for delay in delays.prefix(10) {
                    let path = folder.path(of: "\(delays.count)-\(delay).wick.zst")
                    group.addTask { try await killAndCheck(path, after: delay) }
                }
                try await group.waitForAll()
            }
            delays.removeFirst(min(10, delays.count))
        }
    }

    private func killAndCheck(_ path: String, after nanoseconds: UInt64) async throws {
        let recorder = try Program.sim.start([
            "record", "--seed", "1", "--days", "1", "--venue", "kraken", "--speed", "1", "--trades-per-second", "200",
            "--out", path,
        ])
        // The moment of the kill is the test's input, not something that is waited for.
        try await Task.sleep(nanoseconds: nanoseconds)
        kill(recorder.processIdentifier, SIGKILL)
        let killed = Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9))
        recorder.waitUntilExit()
        guard FileManager.default.fileExists(atPath: path) else { return }

        let torn = try RecordingSummary(verifying: path)
        #expect(torn.isIntact, "\(torn.problems)")
        if let last = torn.lastReceivedNanoseconds {
            #expect(killed - Timestamp(nanoseconds: last) < Self.longestLoss)
        }
        try appendAndCheck(path, framesBefore: torn.frameCount, at: killed)
    }

    /// Goes on after the kill: nothing is lost, the gap is noted, and the file is whole.
    private func appendAndCheck(_ path: String, framesBefore: Int, at time: Timestamp) throws {
        let now = time.microseconds * 1000
        let writer = try RecordingWriter.append(path: path, nowNanoseconds: now)
        try writer.write(Frame(receivedNanoseconds: now, origin: .note, payload: Array("{}".utf8)))
        try writer.close()
        var gaps = 0
        let mended = try RecordingSummary(verifying: path) { batch in
            gaps += batch.entries.count { $0.origin == .gap }
        }
        #expect(mended.problems.isEmpty, "\(mended.problems)")
        #expect(gaps == 1)
        #expect(mended.frameCount == framesBefore + gaps + 1)
    }
}
