import Testing
import WickDomain

@testable import WickFrames

@Suite struct ReplaySourceTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Records frames under a name and gives the path.
    func recording(_ name: String, _ frames: [Frame]) throws -> String {
        let path = folder.file(name)
        let writer = try RecordingWriter.create(
            path: path, header: RecordingHeader(instruments: nil, timeUnits: ["n": name]))
        for frame in frames { try writer.write(frame) }
        try writer.close()
        return path
    }

    func notes(_ times: [Int64], _ name: String) -> [Frame] { times.map { Frame($0, "\(name)\($0)", origin: .note) } }

    func replay(_ source: ReplaySource<ManualClock>) async throws -> [Frame] {
        var batch = FrameBatch()
        var frames: [Frame] = []
        while try await source.next(into: &batch) {
            #expect(!batch.isEmpty)
            frames += batch.frames
        }
        #expect(batch.isEmpty)
        return frames
    }

    @Test(arguments: [1, 50, 1 << 20])
    func recordingsAreMergedByReceiveTimeAndTiesGoByTheOrderGiven(batchBytes: Int) async throws {
        let paths = [
            try recording("a", notes([10, 20, 20, 30, 90], "a")), try recording("b", notes([5, 20, 25, 30, 100], "b")),
            try recording("c", []), try recording("d", notes([200, 300], "d")),
        ]
        let clock = ManualClock()
        let source = try ReplaySource(paths: paths, speed: .max, clock: clock, batchBytes: batchBytes)
        #expect(source.headers.map { $0.timeUnits?["n"] } == ["a", "b", "c", "d"])
        var batch = FrameBatch()
        var payloads: [String] = []
        while try await source.next(into: &batch) {
            let name = batch.header.timeUnits?["n"] ?? "?"
            for frame in batch.frames {
                payloads.append(String(decoding: frame.payload, as: UTF8.self))
                #expect(payloads.last?.hasPrefix(name) == true)
            }
        }
        #expect(
            payloads == [
                "b5", "a10", "a20", "a20", "b20", "b25", "a30", "b30", "a90", "b100", "d200", "d300",
            ])
        #expect(clock.readings == 0)
        #expect(clock.sleeps == 0)
    }

    @Test func mergeOfManyOverlappingRecordingsEqualsASort() async throws {
        var random = SampleMarket(seed: 51)
        var paths: [String] = []
        var all: [(time: Int64, rank: Int, frame: Frame)] = []
        for rank in 0..<20 {
            var time = Int64(rank) * 400
            let frames = (0..<100).map { index in
                time += Int64(random.random(below: 15))
                return Frame(time, "\(rank):\(index)")
            }
            paths.append(try recording("r\(rank)", frames))
            all += frames.map { ($0.receivedNanoseconds, rank, $0) }
        }
        // A stable sort: the standard library's is, in practice; the payload's index decides nothing here.
        let expected = all.enumerated().sorted {
            ($0.element.time, $0.element.rank, $0.offset) < ($1.element.time, $1.element.rank, $1.offset)
        }.map(\.element.frame)
        for batchBytes in [1, 64, 1 << 19] {
            let source = try ReplaySource(paths: paths, speed: .max, clock: ManualClock(), batchBytes: batchBytes)
            #expect(try await replay(source) == expected)
        }
    }

    @Test func onlyRecordingsOfThePresentAreOpen() throws {
        let paths = try (0..<30).map { day in
            try recording("day\(day)", notes([Int64(day) * 100, Int64(day) * 100 + 110], "\(day)."))
        }
        var merge = try ReplayMerge(paths: paths, startTime: nil, batchBytes: 1)
        var batch = FrameBatch()
        #expect(merge.openCount == 0)
        while try merge.read(into: &batch, while: { _ in true }) { #expect(merge.openCount <= 3) }
        #expect(merge.openCount == 0)
    }

    @Test(arguments: [1.0, 2.5, 1000])
    func nothingIsEarlyAndWhatIsDueTogetherComesTogether(speed: Double) async throws {
        let second: Int64 = 1_000_000_000
        let base = 1_783_465_203 * second
        let times: [Int64] = [0, 1, 2, 2, second, second + 1, 5 * second, 5 * second, 3600 * second]
        let frames = times.map { Frame(base + $0, "\($0)") }
        let path = try recording("a", frames)
        let clock = ManualClock()
        let begin = clock.present
        let source = try ReplaySource(paths: [path], speed: .times(speed), clock: clock)
        var batch = FrameBatch()
        var read: [Frame] = []
        while try await source.next(into: &batch) {
            let elapsed = begin.duration(to: clock.present)
            for frame in batch.frames {
                let due = Double(frame.receivedNanoseconds - base) / speed
                #expect(Double(elapsed.nanoseconds) >= due)
                // The clock stops exactly where the first of them is due.
                if frame == batch.frames.first { #expect(Double(elapsed.nanoseconds) < due + 1) }
            }
            read += batch.frames
        }
        #expect(read == frames)
    }

    @Test func lateWakingBringsAllThatIsDueInOneBatch() async throws {
        let frames = (0..<100).map { Frame(Int64($0) * 10_000_000, "\($0)") }
        let path = try recording("a", frames)
        let source = try ReplaySource(
            paths: [path], speed: .times(1), clock: ManualClock(lateness: .milliseconds(95)))
        var batch = FrameBatch()
        var counts: [Int] = []
        while try await source.next(into: &batch) { counts.append(batch.count) }
        // Frame 0 at once; then frame 1 is due at 10 ms, and it is 105 ms when the sleep ends: frames 1 to 10.
        #expect(counts == [1] + [Int](repeating: 10, count: 9) + [9])
    }

    @Test(arguments: [ReplaySpeed.max, .times(1), .times(60)])
    func everySpeedAndChunkGivesTheSameFrames(speed: ReplaySpeed) async throws {
        var market = SampleMarket(seed: 52)
        let frames = market.frames(400)
        let paths = [
            try recording("a", Array(frames[..<150])), try recording("b", Array(frames[150...])),
        ]
        for batchBytes in [1, 1000, 1 << 19] {
            let source = try ReplaySource(paths: paths, speed: speed, clock: ManualClock(), batchBytes: batchBytes)
            #expect(try await replay(source) == frames)
        }
    }

    @Test func startTimeLeavesOutWhatCameBefore() async throws {
        let paths = [try recording("a", notes([10, 20, 30], "a")), try recording("b", notes([15, 25, 35], "b"))]
        let clock = ManualClock()
        let begin = clock.present
        let source = try ReplaySource(paths: paths, speed: .times(1), clock: clock, startNanoseconds: 25)
        #expect(try await replay(source).map(\.receivedNanoseconds) == [25, 30, 35])
        #expect(begin.duration(to: clock.present) == .nanoseconds(10))
        let past = try ReplaySource(paths: paths, speed: .times(1), clock: clock, startNanoseconds: 36)
        #expect(try await replay(past) == [])
    }

    @Test func clockThatWasSetBackInOneRecordingDoesNotDisturbTheOrderOfOthers() async throws {
        let paths = [
            try recording("a", notes([100, 50, 60, 200], "a")), try recording("b", notes([90, 110, 150], "b")),
        ]
        let source = try ReplaySource(paths: paths, speed: .times(1), clock: ManualClock())
        let read = try await replay(source).map { String(decoding: $0.payload, as: UTF8.self) }
        #expect(read == ["b90", "a100", "a50", "a60", "b110", "b150", "a200"])
        #expect(source.problems.map(\.path) == [paths[0]])
        #expect(source.problemCount == 1)
        #expect(
            source.problems[0].description == "\(paths[0]): at line 3 the receive time runs backwards by 0.00000005 s")
    }

    @Test func damageInOneRecordingIsReportedWithItsPathAndReadPast() async throws {
        let good = try recording("good", notes([1, 2, 3], "g"))
        let torn = try recording("torn", notes([1, 2, 3], "t"))
        let bytes = try folder.read("torn")
        try folder.write(Array(bytes.dropLast(2)), to: "torn")
        let source = try ReplaySource(paths: [torn, good], speed: .max, clock: ManualClock())
        #expect(try await replay(source).count == 6)
        #expect(source.problems.map(\.path) == [torn])
    }

    @Test func recordingThatCannotBeOpenedIsNamed() throws {
        let good = try recording("good", notes([1], "g"))
        let missing = folder.file("missing")
        let error = #expect(throws: ReplayError.self) {
            try ReplaySource(paths: [good, missing], speed: .max, clock: ManualClock())
        }
        #expect(error?.description == "\(missing): cannot be opened: No such file or directory")
    }

    @Test func waitingEndsWhenTheTaskIsCancelled() async throws {
        let path = try recording("a", notes([0, 3_600_000_000_000], "a"))
        let source = try ReplaySource(paths: [path], speed: .times(1), clock: ManualClock())
        let task = Task {
            var batch = FrameBatch()
            _ = try await source.next(into: &batch)
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await source.next(into: &batch)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func speedIsReadFromText() {
        #expect(ReplaySpeed("max") == .max)
        #expect(ReplaySpeed("1") == .times(1))
        #expect(ReplaySpeed("60x") == .times(60))
        #expect(ReplaySpeed("0.5")?.description == "0.5x")
        #expect(ReplaySpeed("1000")?.description == "1000x")
        for text in ["", "x", "0", "-1", "nan", "inf", "fast", "1 x"] { #expect(ReplaySpeed(text) == nil) }
    }
}
