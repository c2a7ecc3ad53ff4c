import Testing
import WickDomain

@testable import WickFrames

@Suite struct RecordingCorruptionTests {
    let folder: TemporaryFolder
    let path: String
    let frames: [Frame]
    let bytes: [UInt8]
    /// Where each zstd frame begins.
    let starts: [Int]

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("damaged.wick.zst")
        var market = SampleMarket(seed: 31)
        frames = market.frames(200)
        try record(frames, to: folder.file("whole.wick.zst"))
        bytes = try folder.read("whole.wick.zst")
        let walk = ZstdWalk(file: try InputFile(path: folder.file("whole.wick.zst")))
        var starts = [0]
        while let next = try walk.nextFrame(from: starts[starts.count - 1] + 1) { starts.append(next) }
        self.starts = starts
    }

    func read(_ damaged: [UInt8]) throws -> (frames: [Frame], problems: [RecordingProblem]) {
        try folder.write(damaged, to: "damaged.wick.zst")
        let reader = try RecordingReader(path: path)
        return (try reader.rest(), reader.problems)
    }

    /// Whether the frames are original ones, in the original order.
    func isSubsequence(_ some: [Frame]) -> Bool {
        var rest = frames[...]
        for frame in some {
            guard let index = rest.firstIndex(of: frame) else { return false }
            rest = rest[(index + 1)...]
        }
        return true
    }

    @Test func corruptedZstdFrameIsLeftOutAndTheNextIsRead() throws {
        #expect(starts.count > 10)
        for number in 1..<starts.count - 1 {
            var damaged = bytes
            let middle = (starts[number] + starts[number + 1]) / 2
            damaged[middle] ^= 0x40
            let (read, problems) = try read(damaged)
            #expect(problems.count == 1, "\(problems)")
            #expect(problems[0].lostBytes == starts[number + 1] - starts[number])
            #expect(read.count > frames.count - 40 && read.count < frames.count)
            #expect(isSubsequence(read))
        }
    }

    @Test func wrongChecksumIsNoticed() throws {
        var damaged = bytes
        damaged[starts[3] - 1] ^= 1
        let (read, problems) = try read(damaged)
        #expect(problems == [.corruptedFrame(offset: starts[2], lostBytes: starts[3] - starts[2])])
        #expect(isSubsequence(read))
        #expect(
            problems[0].description
                == "the zstd frame at byte \(starts[2]) is corrupted: \(starts[3] - starts[2]) bytes of the file are skipped"
        )
    }

    @Test func flippedBitNeverChangesAFrameUnnoticed() throws {
        var random = SampleMarket(seed: 32)
        for _ in 0..<600 {
            let bit = random.random(below: bytes.count * 8)
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                let (read, problems) = try read(damaged)
                #expect(isSubsequence(read), "bit \(bit)")
                #expect(read.count == frames.count || !problems.isEmpty, "bit \(bit)")
                #expect(read.count >= frames.count - 60, "bit \(bit): \(problems)")
            } catch is RecordingError {
                #expect(bit / 8 < starts[1], "bit \(bit)")
            }
        }
    }

    @Test func overwrittenRegionCostsOnlyTheZstdFramesItTouches() throws {
        var random = SampleMarket(seed: 33)
        for _ in 0..<150 {
            let start = starts[1] + random.random(below: bytes.count - starts[1])
            let end = min(bytes.count, start + 1 + random.random(below: 2000))
            var damaged = bytes
            for index in start..<end { damaged[index] = UInt8(truncatingIfNeeded: random.random()) }
            let (read, problems) = try read(damaged)
            #expect(isSubsequence(read), "\(start)..<\(end): \(problems)")
            #expect(!problems.isEmpty || damaged == bytes)
            let touched = starts.count { $0 < end } - (starts.lastIndex { $0 <= start } ?? 0)
            #expect(read.count >= frames.count - 20 * (touched + 1), "\(start)..<\(end): \(problems)")
        }
    }

    @Test func removedRegionIsReported() throws {
        let damaged = Array(bytes[..<(starts[4] + 50)]) + Array(bytes[(starts[6] + 70)...])
        let (read, problems) = try read(damaged)
        #expect(isSubsequence(read))
        #expect(!problems.isEmpty)
        #expect(read.suffix(20) == frames.suffix(20))
    }

    @Test func garbageBetweenZstdFramesIsSkipped() throws {
        let garbage = Array("not zstd at all".utf8)
        let damaged = Array(bytes[..<starts[2]]) + garbage + Array(bytes[starts[2]...])
        let (read, problems) = try read(damaged)
        #expect(read == frames)
        #expect(problems == [.garbage(offset: starts[2], lostBytes: garbage.count)])
    }

    @Test func garbageAtTheEndIsReported() throws {
        let (read, problems) = try read(bytes + [UInt8](repeating: 0, count: 100))
        #expect(read == frames)
        #expect(problems == [.garbage(offset: bytes.count, lostBytes: 100)])
    }

    /// Its blocks might be whole, but nothing tells that from a block header that is wrong.
    @Test func zstdFrameThatIsCutOffInsideTheFileIsLeftOutAndTheNextIsRead() throws {
        var market = SampleMarket(seed: 34)
        let more = market.frames(20)
        try record(more, to: folder.file("more.wick.zst"))
        let tail = try folder.read("more.wick.zst")
        let kept = try read(Array(bytes[..<starts[5]])).frames
        for cut in stride(from: starts[5] + 1, to: starts[6], by: 13) {
            let (read, problems) = try read(Array(bytes[..<cut]) + tail)
            #expect(read == kept + more, "cut at \(cut)")
            #expect(problems.map(\.lostBytes) == [cut - starts[5], 0], "cut at \(cut): \(problems)")
        }
    }

    @Test func lostHeaderDoesNotLoseTheRecording() throws {
        var damaged = bytes
        damaged[starts[1] - 1] ^= 1
        let (read, problems) = try read(damaged)
        #expect(read == frames)
        #expect(problems == [.corruptedFrame(offset: 0, lostBytes: starts[1]), .headerLost])
    }

    @Test func corruptionInAStreamedZstdFrameIsReportedAtItsEnd() throws {
        var market = SampleMarket(seed: 35)
        let many = market.frames(25_000)
        let lines = Array("#wick 1 {}\n".utf8) + many.flatMap(\.line)
        var file = Zstd.frame(lines, level: 1)
        file[file.count - 1] ^= 1
        let (read, problems) = try read(file + Zstd.frame(Array("9223372036854775807 note end\n".utf8)))
        #expect(read.dropLast() == many[...])
        #expect(problems.map { if case .corruptedFrame = $0 { true } else { false } } == [true])
        #expect(read.last?.origin == .note)
    }

    @Test func streamedZstdFrameThatIsCutOffGivesItsWholeLines() throws {
        var market = SampleMarket(seed: 36)
        let many = market.frames(25_000)
        let file = Zstd.frame(Array("#wick 1 {}\n".utf8) + many.flatMap(\.line), level: 1)
        let (read, problems) = try read(Array(file.prefix(file.count * 9 / 10)))
        #expect(read.elementsEqual(many.prefix(read.count)))
        #expect(read.count > 20_000)
        guard case .tornTail(offset: 0, _)? = problems.first, case .tornLine? = problems.last else {
            Issue.record("\(problems)")
            return
        }
    }
}
