import Testing
import WickDomain

@testable import WickFrames

@Suite struct RecordingSeekTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("sample.wick.zst")
    }

    func expectSeeksToEqualSkips(_ frames: [Frame], times: [Int64]) throws {
        let reader = try RecordingReader(path: path)
        for time in times {
            try reader.seek(to: time)
            let expected = frames.drop { $0.receivedNanoseconds < time }
            #expect(try reader.nextReceivedNanoseconds() == expected.first?.receivedNanoseconds, "\(time)")
            #expect(try reader.rest() == Array(expected), "\(time)")
        }
        #expect(reader.problems == [])
        #expect(reader.header == RecordingHeader(venues: [.kraken]))
    }

    @Test func seekingEqualsSkipping() throws {
        var market = SampleMarket(seed: 41)
        // Several frames share a receive time, also across the boundary of zstd frames.
        let frames = market.frames(600).enumerated().map { index, frame in
            Frame(
                receivedNanoseconds: frame.receivedNanoseconds / 4_000_000_000, origin: frame.origin,
                payload: frame.payload)
        }
        try record(frames, to: path, frameBytes: 2000)
        let first = frames[0].receivedNanoseconds
        let last = frames[599].receivedNanoseconds
        try expectSeeksToEqualSkips(frames, times: [.min, 0] + Array(first - 1...last + 1).reversed() + [.max, first])
    }

    @Test func seekingWorksInASingleHugeZstdFrame() throws {
        var market = SampleMarket(seed: 42)
        let frames = market.frames(25_000)
        let header = RecordingHeader(venues: [.kraken])
        try folder.write(Zstd.frame(header.line + frames.flatMap(\.line), level: 1), to: "sample.wick.zst")
        try expectSeeksToEqualSkips(
            frames, times: [frames[24_000].receivedNanoseconds, frames[3].receivedNanoseconds + 1])
    }

    @Test func seekingPassesDamageWithoutReportingWhatItDoesNotRead() throws {
        var market = SampleMarket(seed: 43)
        let frames = market.frames(600)
        try record(frames, to: path)
        var bytes = try folder.read("sample.wick.zst")
        bytes[bytes.count / 2] ^= 0x55
        try folder.write(bytes, to: "sample.wick.zst")
        let whole = try RecordingReader(path: path)
        let readable = try whole.rest()
        #expect(whole.problemCount == 1)
        for index in stride(from: 0, to: 600, by: 7) {
            let time = frames[index].receivedNanoseconds
            let reader = try RecordingReader(path: path)
            try reader.seek(to: time)
            #expect(try reader.rest() == readable.filter { $0.receivedNanoseconds >= time })
            if index > 400 { #expect(reader.problems == []) }
        }
    }

    @Test func linesAreNotNumberedAfterASeekIntoTheFile() throws {
        var market = SampleMarket(seed: 44)
        var frames = market.frames(100)
        frames.append(Frame(5, "early"))
        try record(frames, to: path, frameBytes: 2000)
        let reader = try RecordingReader(path: path)
        try reader.seek(to: frames[90].receivedNanoseconds)
        #expect(try reader.rest().count == 11)
        guard case .timeBackwards(let place, _)? = reader.problems.first else {
            Issue.record("no problem")
            return
        }
        #expect(place.line == nil)
        #expect(place.description == "the zstd frame at byte \(place.frameOffset)")
    }
}
