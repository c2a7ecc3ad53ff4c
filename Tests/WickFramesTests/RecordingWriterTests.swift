import Glibc
import Testing
import WickDomain

@testable import WickFrames

@Suite struct RecordingWriterTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("sample.wick.zst")
    }

    @Test(arguments: RecordingCompression.allCases)
    func whatIsWrittenIsReadBack(compression: RecordingCompression) throws {
        var market = SampleMarket(seed: 1)
        var frames = market.frames(500)
        frames.append(Frame(market.time + 1, #""<rss>\u2028…\\n""#, origin: .news("coindesk")))
        frames.append(Frame(market.time + 2, "", origin: .note))
        frames.append(Frame(market.time + 2, "  two  blanks ", origin: .llm("qwen2.5:7b")))
        frames.append(
            Frame(
                receivedNanoseconds: .max, origin: .rest(.kraken),
                payload: [0, 0xff, 0x28, 0xb5, 0x2f, 0xfd, 0x0d]))
        let header = RecordingHeader(created: Timestamp(seconds: 0), venues: [.kraken], synthetic: true)
        var options = RecordingWriter.Options()
        options.compression = compression
        let writer = try RecordingWriter.create(path: path, header: header, options: options)
        for frame in frames { try writer.write(frame) }
        try writer.close()

        let reader = try RecordingReader(path: path)
        #expect(reader.header == header)
        #expect(try reader.rest() == frames)
        #expect(reader.problems == [])
        #expect(reader.rawBytes == writer.rawBytes)
        #expect(reader.fileBytes == writer.fileBytes)
        let expected = header.line + frames.flatMap(\.line)
        #expect(Zstd.decode(try folder.read("sample.wick.zst")) == expected)
        if let (output, status) = try run("/usr/bin/zstdcat", path) {
            #expect(status == 0)
            #expect(output == expected)
        }
    }

    @Test func headerIsInTheFileAtOnceAndInAZstdFrameOfItsOwn() throws {
        _ = try RecordingWriter.create(path: path, header: RecordingHeader())
        #expect(Zstd.decode(try folder.read("sample.wick.zst")) == Array("#wick 1 {}\n".utf8))
        let reader = try RecordingReader(path: path)
        #expect(reader.zstdFrameCount == 1)
        #expect(try reader.rest() == [])
        #expect(reader.problems == [])
    }

    @Test func frameWaitsNoLongerThanASecond() throws {
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        let empty = writer.fileBytes
        #expect(writer.flushDeadlineNanoseconds == nil)
        try writer.write(Frame(5_000_000_000, "a"))
        #expect(writer.flushDeadlineNanoseconds == 6_000_000_000)
        try writer.write(Frame(5_999_999_999, "b"))
        #expect(try !writer.flushIfDue(nowNanoseconds: 5_999_999_999))
        #expect(writer.fileBytes == empty)
        #expect(try writer.flushIfDue(nowNanoseconds: 6_000_000_000))
        #expect(writer.fileBytes > empty)
        #expect(writer.flushDeadlineNanoseconds == nil)
        let reader = try RecordingReader(path: path)
        #expect(try reader.rest().map(\.payload) == [[97], [98]])
        #expect(try !writer.flushIfDue(nowNanoseconds: 9_000_000_000))
    }

    @Test func clockThatIsSetBackDoesNotDelayTheFlush() throws {
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        let empty = writer.fileBytes
        try writer.write(Frame(7_200_000_000_000, "a"))
        try writer.write(Frame(3_600_000_000_000, "b"))
        #expect(writer.fileBytes > empty)
    }

    @Test func zstdFrameEndsBeforeItsLimitAndAfterItsTime() throws {
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        let payload = String(repeating: "x", count: 1000)
        for index in 0..<2500 { try writer.write(Frame(Int64(index), payload)) }
        try writer.write(Frame(301_000_000_000, "later"))
        try writer.close()
        let reader = try RecordingReader(path: path)
        #expect(try reader.rest().count == 2501)
        // The header, 1 MiB, 1 MiB, the rest, and what came five minutes after.
        #expect(reader.zstdFrameCount == 5)
        #expect(reader.bufferedBytes < 2 << 20)
    }

    @Test func oldZstdFrameIsClosedOffWithoutAFrameComing() throws {
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        try writer.write(Frame(0, "a"))
        try writer.flush()
        #expect(try RecordingSummary(verifying: path).problems.count == 1)
        #expect(try writer.flushIfDue(nowNanoseconds: 300_000_000_000))
        #expect(try RecordingSummary(verifying: path).problems == [])
    }

    @Test func memoryIsBoundedWhateverTheFlushInterval() throws {
        var options = RecordingWriter.Options(flushInterval: .seconds(86_400))
        options.compression = .fast
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader(), options: options)
        var market = SampleMarket(seed: 2)
        let frames = market.frames(2000, spacing: 10)
        for _ in 0..<10 { for frame in frames { try writer.write(frame) } }
        #expect(writer.fileBytes > 256 << 10)
    }

    @Test func refusedFrameLosesNothingElse() throws {
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        let longest = Frame(
            receivedNanoseconds: 2, origin: .note, payload: [UInt8](repeating: 65, count: Frame.maximumPayloadBytes))
        let tooLong = Frame(receivedNanoseconds: 3, origin: .note, payload: longest.payload + [65])
        try writer.write(Frame(1, "before"))
        try writer.write(longest)
        #expect(throws: RecordingError.payloadTooLong(byteCount: Frame.maximumPayloadBytes + 1)) {
            try writer.write(tooLong)
        }
        #expect(throws: RecordingError.payloadHasLineFeed(offset: 3)) { try writer.write(Frame(4, "two\nlines")) }
        #expect(throws: RecordingError.badOrigin(text: "news:coin desk")) {
            try writer.write(Frame(5, "", origin: .news("coin desk")))
        }
        try writer.write(Frame(6, "after"))
        try writer.close()
        let reader = try RecordingReader(path: path)
        #expect(try reader.rest() == [Frame(1, "before"), longest, Frame(6, "after")])
        #expect(reader.problems == [])
    }

    @Test func existingFileIsNotOverwritten() throws {
        try folder.write([1, 2, 3], to: "sample.wick.zst")
        #expect(throws: RecordingError.alreadyExists) {
            try RecordingWriter.create(path: path, header: RecordingHeader())
        }
        #expect(try folder.read("sample.wick.zst") == [1, 2, 3])
    }

    @Test func fileThatWasLeftEmptyIsBegun() throws {
        try folder.write([], to: "sample.wick.zst")
        _ = try RecordingWriter.create(path: path, header: RecordingHeader())
        #expect(try RecordingReader(path: path).rest() == [])
    }

    @Test func twoWritersDoNotShareAFile() throws {
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        #expect(throws: RecordingError.inUse) { try RecordingWriter.append(path: path, nowNanoseconds: 1) }
        try writer.close()
        _ = try RecordingWriter.append(path: path, nowNanoseconds: 1)
    }

    @Test func placeThatCannotHoldARecordingIsNamed() throws {
        #expect(throws: RecordingError.isDirectory) {
            try RecordingWriter.create(path: folder.path, header: RecordingHeader())
        }
        #expect(throws: RecordingError.cannotOpen(code: ENOENT)) {
            try RecordingWriter.create(path: folder.file("no/such"), header: RecordingHeader())
        }
        #expect(throws: RecordingError.notRegularFile) {
            try RecordingWriter.create(path: "/dev/null", header: RecordingHeader())
        }
    }

    /// The size that the issue asks for: fifty trades a second, one a frame, flushed every second.
    @Test func tradeTakesAtMostTwentyFourBytes() throws {
        var market = SampleMarket(seed: 3)
        try record(market.frames(5000, spacing: 20_000_000), to: path, frameBytes: 1 << 20)
        let summary = try RecordingSummary(verifying: path)
        #expect(Double(summary.fileBytes) / 5000 <= 24)
    }
}
