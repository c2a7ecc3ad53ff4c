import Testing
import WickDomain

@testable import WickFrames

/// Recordings cut off at any byte: what a crash, a full disk or an interrupted copy leaves.
@Suite struct RecordingRepairTests {
    let folder: TemporaryFolder
    let path: String
    let frames: [Frame]
    let bytes: [UInt8]
    /// After each flush, how many frames so many bytes of the file hold.
    let flushes: [(fileBytes: Int, frameCount: Int)]

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("torn.wick.zst")
        var market = SampleMarket(seed: 11)
        frames = market.frames(90)
        flushes = try record(frames, to: folder.file("whole.wick.zst"), frameBytes: 3000)
        bytes = try folder.read("whole.wick.zst")
    }

    /// The end of the header's zstd frame: before it there is no recording yet.
    var headerEnd: Int { flushes[0].fileBytes }

    func flushedFrames(at count: Int) -> Int { flushes.last { $0.fileBytes <= count }?.frameCount ?? 0 }

    @Test func readerYieldsExactlyTheFlushedFramesAtEveryTruncation() throws {
        for count in headerEnd..<bytes.count {
            try folder.write(Array(bytes.prefix(count)), to: "torn.wick.zst")
            let reader = try RecordingReader(path: path)
            let read = try reader.rest()
            #expect(read.count >= flushedFrames(at: count), "cut at \(count)")
            #expect(read.elementsEqual(frames.prefix(read.count)), "cut at \(count)")
            let decodable = Zstd.decode(Array(bytes.prefix(count))).count { $0 == 10 } - 1
            #expect(read.count <= decodable, "cut at \(count)")
            #expect(reader.problemCount <= 1, "cut at \(count): \(reader.problems)")
        }
    }

    @Test func cutBeforeTheHeaderIsWholeIsNoRecording() throws {
        for count in 0..<headerEnd - 4 {
            try folder.write(Array(bytes.prefix(count)), to: "torn.wick.zst")
            #expect(throws: RecordingError.self, "cut at \(count)") { try RecordingReader(path: path) }
            #expect(throws: RecordingError.self, "cut at \(count)") {
                try RecordingWriter.append(path: path, nowNanoseconds: 1)
            }
            #expect(try folder.read("torn.wick.zst") == Array(bytes.prefix(count)), "cut at \(count)")
        }
    }

    @Test func appendMendsEveryTruncationAndLosesNoWholeLine() throws {
        let sparse = stride(from: headerEnd, to: bytes.count - 600, by: 7)
        for (number, count) in (Array(sparse) + Array(bytes.count - 600...bytes.count)).enumerated() {
            try folder.write(Array(bytes.prefix(count)), to: "torn.wick.zst")
            let before = try RecordingReader(path: path).rest()
            let now = (before.last?.receivedNanoseconds ?? 0) + 60_000_000_000
            let more = [Frame(now + 1, "more"), Frame(now + 2, "and more")]
            let writer = try RecordingWriter.append(path: path, nowNanoseconds: now)
            for frame in more { try writer.write(frame) }
            try writer.close()

            let gap = before.last.map { last in
                let note = GapNote(
                    from: last.receivedTime, to: Timestamp(nanoseconds: now), reason: "recorder restarted")
                return Frame(receivedNanoseconds: now, origin: .gap, payload: note.payload)
            }
            let expected = before + (gap.map { [$0] } ?? []) + more
            let reader = try RecordingReader(path: path)
            #expect(try reader.rest() == expected, "cut at \(count)")
            #expect(reader.problems == [], "cut at \(count)")
            if number % 50 == 0, let (output, status) = try run("/usr/bin/zstdcat", path) {
                #expect(status == 0, "cut at \(count)")
                #expect(output == reader.header.line + expected.flatMap(\.line), "cut at \(count)")
            }
        }
    }

    @Test func repeatedCrashesAreMendedEachTime() throws {
        var market = SampleMarket(seed: 12)
        try folder.write(Array(bytes.prefix(headerEnd)), to: "torn.wick.zst")
        var known: [Frame] = []
        for _ in 0..<40 {
            let writer = try RecordingWriter.append(path: path, nowNanoseconds: market.time)
            for frame in market.frames(30) { try writer.write(frame) }
            try writer.flush()
            let whole = try folder.read("torn.wick.zst")
            let cut = whole.count - market.random(below: 900)
            try folder.write(Array(whole.prefix(max(cut, headerEnd))), to: "torn.wick.zst")
            let read = try RecordingReader(path: path).rest()
            #expect(read.count >= known.count - 40)
            known = read
        }
        let writer = try RecordingWriter.append(path: path, nowNanoseconds: market.time)
        try writer.close()
        #expect(try RecordingSummary(verifying: path).problems == [])
        #expect(known.contains { $0.origin == .gap })
    }

    @Test func zerosThatAFileSystemLeftAreCutOff() throws {
        let cut = flushes[flushes.count / 2].fileBytes
        try folder.write(Array(bytes.prefix(cut)) + [UInt8](repeating: 0, count: 5000), to: "torn.wick.zst")
        let writer = try RecordingWriter.append(path: path, nowNanoseconds: frames[89].receivedNanoseconds)
        try writer.close()
        let reader = try RecordingReader(path: path)
        let read = try reader.rest()
        #expect(read.count == flushes[flushes.count / 2].frameCount + 1)
        #expect(reader.problems == [])
        #expect(reader.fileBytes < cut + 400)
    }

    @Test func linesBehindTheLastBoundaryAreWrittenAgain() throws {
        // A pipe through zstd cuts blocks anywhere: here the first one ends inside a line.
        var market = SampleMarket(seed: 13)
        let frames = market.frames(900)
        let lines = Array("#wick 1 {}\n".utf8) + frames.flatMap(\.line)
        let foreign = Zstd.frame(lines, declaresSize: false)
        try folder.write(Array(foreign.dropLast(20)), to: "torn.wick.zst")
        let before = try RecordingReader(path: path).rest()
        #expect(before.count > 500)
        let writer = try RecordingWriter.append(path: path, nowNanoseconds: market.time)
        try writer.close()
        let reader = try RecordingReader(path: path)
        let after = try reader.rest()
        #expect(after.dropLast() == before[...])
        #expect(after.last?.origin == .gap)
        #expect(reader.problems == [])
    }

    @Test func tornFrameThatDeclaresItsSizeIsLeftAlone() throws {
        let lines = Array("#wick 1 {}\n".utf8) + frames.flatMap(\.line)
        let foreign = Array(Zstd.frame(lines).dropLast(20))
        // So large that there are two blocks; the first one is whole.
        let large = Array(
            Zstd.frame(lines + lines.dropFirst(11) + lines.dropFirst(11) + lines.dropFirst(11)).dropLast(9))
        for torn in [foreign, large] where !(try readable(torn).isEmpty) {
            #expect(throws: RecordingError.self) { try RecordingWriter.append(path: path, nowNanoseconds: 1) }
            #expect(try folder.read("torn.wick.zst") == torn)
        }
    }

    private func readable(_ bytes: [UInt8]) throws -> [Frame] {
        try folder.write(bytes, to: "torn.wick.zst")
        // A file whose first block is cut off has no header.
        return (try? RecordingReader(path: path).rest()) ?? []
    }

    @Test func lastLineWithoutLineFeedIsCutOffBeforeMoreIsWritten() throws {
        let header = Array("#wick 1 {}\n".utf8)
        let file =
            Zstd.frame(header, declaresSize: false)
            + Zstd.frame(Array("5 note whole\n6 note cu".utf8), declaresSize: false)
        try folder.write(file, to: "torn.wick.zst")
        let writer = try RecordingWriter.append(path: path, nowNanoseconds: 7)
        try writer.write(Frame(8, "next"))
        try writer.close()
        let reader = try RecordingReader(path: path)
        #expect(try reader.rest().map(\.receivedNanoseconds) == [5, 7, 8])
        #expect(reader.problems == [])
    }

    @Test func gapBeginsWhenTheRecordingWasCreatedIfThereIsNoFrame() throws {
        let created = Timestamp(seconds: 1_700_000_000)
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader(created: created))
        try writer.close()
        try RecordingWriter.append(path: path, nowNanoseconds: 1_700_000_100_000_000_000).close()
        let gap = try #require(try RecordingReader(path: path).rest().first)
        let note = try #require(GapNote(payload: gap.payload))
        #expect(note.from == created)
        #expect(note.to == Timestamp(seconds: 1_700_000_100))
    }

    @Test func appendingKeepsTheHeaderAndRefusesWhatIsNoRecording() throws {
        try folder.write(bytes, to: "torn.wick.zst")
        let writer = try RecordingWriter.append(path: path, nowNanoseconds: 1)
        #expect(writer.header == RecordingHeader(venues: [.kraken]))
        try writer.close()
        try folder.write([], to: "torn.wick.zst")
        #expect(throws: RecordingError.isEmpty) { try RecordingWriter.append(path: path, nowNanoseconds: 1) }
        try folder.write(Array("#wick 1 {}\n".utf8), to: "torn.wick.zst")
        #expect(throws: RecordingError.notZstd(start: "#wick 1 {}?")) {
            try RecordingWriter.append(path: path, nowNanoseconds: 1)
        }
    }
}
