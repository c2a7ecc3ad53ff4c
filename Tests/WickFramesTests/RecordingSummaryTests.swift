import Testing
import WickDomain

@testable import WickFrames

@Suite struct RecordingSummaryTests {
    @Test func summaryCountsWhatTheRecordingHolds() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("sample.wick.zst")
        var market = SampleMarket(seed: 61)
        let frames =
            market.frames(100) + [
                Frame(market.time + 1, "", origin: .note), Frame(market.time + 2, "{}", origin: .rest(.kraken)),
            ]
        let flushes = try record(frames, to: path)
        var visited: [Frame] = []
        let summary = try RecordingSummary(verifying: path) { visited += $0.frames }
        #expect(visited == frames)
        #expect(summary.frameCount == 102)
        #expect(summary.firstReceivedNanoseconds == frames[0].receivedNanoseconds)
        #expect(summary.lastReceivedNanoseconds == market.time + 2)
        #expect(
            summary.origins == [
                .init(origin: .venue(.kraken), frames: 100), .init(origin: .note, frames: 1),
                .init(origin: .rest(.kraken), frames: 1),
            ])
        #expect(summary.rawBytes == RecordingHeader(venues: [.kraken]).line.count + frames.flatMap(\.line).count)
        #expect(summary.fileBytes == flushes[flushes.count - 1].fileBytes)
        #expect(summary.zstdFrameCount > 4)
        #expect(summary.isIntact)
    }

    @Test func recordingThatWasNotClosedIsIntactUnlessSomethingIsLost() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("open")
        var market = SampleMarket(seed: 62)
        try record(market.frames(10), to: path, isClosed: false)
        let open = try RecordingSummary(verifying: path)
        #expect(open.problemCount == 1)
        #expect(open.isIntact)
        try folder.write(Array(try folder.read("open").dropLast()), to: "open")
        #expect(try !RecordingSummary(verifying: path).isIntact)
    }

    @Test func recordingWithoutFramesHasNoTimes() throws {
        let folder = try TemporaryFolder()
        try record([], to: folder.file("empty"))
        let summary = try RecordingSummary(verifying: folder.file("empty"))
        #expect(summary.frameCount == 0)
        #expect(summary.firstReceivedNanoseconds == nil)
        #expect(summary.lastReceivedNanoseconds == nil)
        #expect(summary.isIntact)
    }
}
