import Glibc
import Testing
import WickDomain

@testable import WickFrames

@Suite struct RecordingReaderTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("sample.wick.zst")
    }

    func reader(of text: String, batchBytes: Int = RecordingReader.defaultBatchBytes) throws -> RecordingReader {
        try folder.write(Zstd.frame(Array(text.utf8)), to: "sample.wick.zst")
        return try RecordingReader(path: path, batchBytes: batchBytes)
    }

    @Test func whatIsNoRecordingIsRefusedWithAReason() throws {
        func refusal(_ path: String) -> String {
            do throws(RecordingError) {
                _ = try RecordingReader(path: path)
                return "none"
            } catch {
                return error.description
            }
        }
        #expect(refusal(folder.file("missing")) == "cannot be opened: No such file or directory")
        #expect(refusal(folder.path) == "is a directory")
        #expect(refusal("/dev/null") == "is not a regular file")
        #expect(refusal(try folder.write([], to: "empty")) == "is empty")
        let text = try folder.write(Array("time,price\n1,2\n".utf8), to: "text")
        #expect(refusal(text) == "is not compressed with zstd (it starts with 'time,price?1,2?')")
        #expect(refusal(try folder.write([0x28], to: "short")) == "is not compressed with zstd (it starts with '(')")
        let other = try folder.write(Zstd.frame(Array("time,price\n".utf8)), to: "other")
        #expect(refusal(other) == "has no header: the first line is 'time,price', not '#wick 1 {…}'")
        let nothing = try folder.write(Zstd.frame([]), to: "nothing")
        #expect(refusal(nothing) == "has no header: the first line is '', not '#wick 1 {…}'")
        let newer = try folder.write(Zstd.frame(Array("#wick 2 {\"later\":[]}\n".utf8)), to: "newer")
        #expect(refusal(newer) == "is a recording of version 2; this wick reads version 1")
    }

    @Test(arguments: [
        ("#wick", "has no header: the first line is '#wick', not '#wick 1 {…}'"),
        ("#wick one {}", "has a garbled header '#wick one {}': no version"),
        ("#wick 0 {}", "has a garbled header '#wick 0 {}': no version"),
        ("#wick 1", "has a garbled header '#wick 1': no JSON after the version"),
        ("#wick 1 {", "has a garbled header '#wick 1 {': not a JSON object"),
        ("#wick 1 []", "has a garbled header '#wick 1 []': not a JSON object"),
        (
            #"#wick 1 {"synthetic":"yes"}"#,
            #"has a garbled header '#wick 1 {"synthetic":"yes"}': 'synthetic' has the wrong type"#
        ),
    ])
    func garbledHeaderIsNamed(line: String, reason: String) throws {
        let error = #expect(throws: RecordingError.self) { try reader(of: line + "\n1 note x\n") }
        #expect(error?.description == reason)
    }

    @Test(arguments: ["#wick 1 {}", #"#wick 1 {"future":{"a":[1]},"synthetic":true}"#])
    func headerNeedsNothingButItsVersion(line: String) throws {
        let reader = try reader(of: line + "\n1 note x\n")
        #expect(reader.header.isSynthetic == line.contains("synthetic"))
        #expect(try reader.rest() == [Frame(1, "x", origin: .note)])
    }

    @Test func malformedLinesAreReportedAndPassedOver() throws {
        let lines = [
            "1 kraken {}", "", "x kraken {}", "2 kraken", "3  {}", "-4 kraken {}", "99999999999999999999 note a",
            "9223372036854775808 note a", "4 note ", "5 \u{e9} {}", "6 future:thing {}", "5",
        ]
        let reader = try reader(of: "#wick 1 {}\n" + lines.joined(separator: "\n") + "\n")
        #expect(
            try reader.rest() == [
                Frame(1, "{}"), Frame(4, "", origin: .note), Frame(6, "{}", origin: .unknown("future:thing")),
            ])
        let numbers = reader.problems.map { problem -> Int? in
            if case .malformedLine(let place, _) = problem { place.line } else { nil }
        }
        #expect(numbers == [3, 4, 5, 6, 7, 8, 9, 11, 13])
        #expect(reader.problems[1].description == "line 4 is not '<time> <source> <payload>': 'x kraken {}'")
    }

    @Test func problemsAreCountedBeyondThoseThatAreKept() throws {
        let reader = try reader(of: "#wick 1 {}\n" + String(repeating: "?\n", count: 5000))
        #expect(try reader.rest() == [])
        #expect(reader.problemCount == 5000)
        #expect(reader.problems.count == RecordingProblemLog.maximumKept)
    }

    @Test func clockThatRunsBackwardsIsReportedOnceAndTheFramesAreRead() throws {
        let reader = try reader(of: "#wick 1 {}\n5000000000 note a\n3500000000 note b\n3600000000 note c\n")
        #expect(try reader.rest().count == 3)
        #expect(reader.problems.map(\.description) == ["at line 3 the receive time runs backwards by 1.5 s"])
    }

    @Test func lastLineWithoutLineFeedIsTorn() throws {
        let reader = try reader(of: "#wick 1 {}\n1 note a\n2 note b")
        #expect(try reader.rest() == [Frame(1, "a", origin: .note)])
        #expect(reader.problems.map(\.description) == ["line 3 is cut off after 8 bytes and is skipped"])
    }

    @Test func longestPayloadIsReadAndALongerOneIsSkipped() throws {
        let longest = String(repeating: "y", count: Frame.maximumPayloadBytes)
        let reader = try reader(of: "#wick 1 {}\n1 note \(longest)\n2 note \(longest)y\n3 note z\n")
        #expect(try reader.rest().map(\.receivedNanoseconds) == [1, 3])
        #expect(reader.problems.count == 1)
        #expect(
            reader.problems[0].description
                == "line 3 is skipped: 1048584 bytes, and at most 1048576 are allowed in a frame")
    }

    @Test func hugeLineIsSkippedInBoundedMemory() throws {
        let huge = String(repeating: "abcdefgh", count: 4 << 20)
        let reader = try reader(of: "#wick 1 {}\n1 note a\n2 note \(huge)\n3 note b\n")
        #expect(try reader.rest().map(\.receivedNanoseconds) == [1, 3])
        guard case .oversizedLine(let place, let count)? = reader.problems.first else {
            Issue.record("no oversized line")
            return
        }
        #expect(place.line == 3)
        #expect(count == (32 << 20) + 7)
        #expect(reader.problemCount == 1)
        #expect(reader.bufferedBytes < 6 << 20)
    }

    @Test func recordingInOneHugeZstdFrameIsStreamed() throws {
        var market = SampleMarket(seed: 21)
        let frames = market.frames(40_000)
        let lines = Array("#wick 1 {}\n".utf8) + frames.flatMap(\.line)
        #expect(lines.count > 2 * RecordingLines.checkedFrameBytes)
        try folder.write(Zstd.frame(lines, level: 1), to: "sample.wick.zst")
        let reader = try RecordingReader(path: path)
        #expect(try reader.rest() == frames)
        #expect(reader.problems == [])
        #expect(reader.zstdFrameCount == 1)
        #expect(reader.rawBytes == lines.count)
        #expect(reader.bufferedBytes < 6 << 20)
    }

    @Test func linesMayReachOverZstdFrames() throws {
        let text = Array("#wick 1 {}\n1 note abc\n2 note def\n".utf8)
        for cut in 1..<text.count - 1 {
            let file = Zstd.frame(Array(text[..<cut])) + Zstd.frame(Array(text[cut...]))
            try folder.write(file, to: "sample.wick.zst")
            let reader = try RecordingReader(path: path)
            #expect(try reader.rest() == [Frame(1, "abc", origin: .note), Frame(2, "def", origin: .note)])
            #expect(reader.problems == [])
        }
    }

    @Test func skippableFramesArePassedOver() throws {
        let skippable: [UInt8] = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let parts = ["#wick 1 {}\n", "1 note a\n", "2 note b\n"].map { Zstd.frame(Array($0.utf8)) }
        try folder.write(skippable + parts[0] + parts[1] + skippable + parts[2] + skippable, to: "sample.wick.zst")
        let reader = try RecordingReader(path: path)
        #expect(try reader.rest().count == 2)
        #expect(reader.problems == [])
    }

    @Test func joinedRecordingsKeepTheirHeaders() throws {
        let reader = try reader(of: "#wick 1 {}\n1 note a\n#wick 1 {\"synthetic\":true}\n2 note b\n3 note c\n")
        var batch = FrameBatch()
        #expect(try reader.read(into: &batch))
        #expect(!batch.header.isSynthetic)
        #expect(batch.frames.map(\.receivedNanoseconds) == [1])
        #expect(try reader.read(into: &batch))
        #expect(batch.header.isSynthetic)
        #expect(batch.frames.map(\.receivedNanoseconds) == [2, 3])
        #expect(try !reader.read(into: &batch))
        #expect(batch.isEmpty)
        #expect(reader.problems == [])
    }

    @Test(arguments: [1, 100, 4096, 1 << 20])
    func batchesOfAnySizeHoldTheSameFrames(batchBytes: Int) throws {
        var market = SampleMarket(seed: 22)
        let frames = market.frames(1500)
        try record(frames, to: path, frameBytes: 1 << 16)
        let reader = try RecordingReader(path: path, batchBytes: batchBytes)
        var batch = FrameBatch()
        var read: [Frame] = []
        while try reader.read(into: &batch) {
            #expect(!batch.isEmpty)
            #expect(batch.byteCount < batchBytes + 300)
            if batchBytes == 1 { #expect(batch.count == 1) }
            read += batch.frames
        }
        #expect(read == frames)
    }

    @Test func windowBeyondTheLimitIsRefusedAndReadingGoesOn() throws {
        let long = Array("1 note a\n".utf8)
        let file =
            Zstd.frame(Array("#wick 1 {}\n".utf8)) + Zstd.frame(long, declaresSize: false, windowLog: 24)
            + Zstd.frame(Array("2 note b\n".utf8), declaresSize: false, windowLog: 23)
        try folder.write(file, to: "sample.wick.zst")
        let reader = try RecordingReader(path: path)
        #expect(try reader.rest() == [Frame(2, "b", origin: .note)])
        guard case .refusedFrame(_, _, windowBytes: 1 << 24)? = reader.problems.first else {
            Issue.record("\(reader.problems)")
            return
        }
    }
}
