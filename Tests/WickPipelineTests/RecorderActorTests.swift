import Foundation
import Glibc
import Synchronization
import Testing
import WickDomain
import WickFrames
import WickPipeline
import WickVenues

/// A recorder in a folder of its own, on virtual time that begins at 23:59:00.
private final class Recording: Sendable {
    static let start = Timestamp(seconds: 1_732_924_740)

    let folder: URL
    let time = VirtualTime()
    let recorder: RecorderActor
    private let log = Log()

    private final class Log: Sendable {
        let events = Mutex<[RecorderEvent]>([])
    }

    init(folder: URL? = nil, maximumFileBytes: Int = 1 << 30) throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "wick-recorder-\(UUID().uuidString)")
        self.folder = folder ?? place
        if folder == nil { try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true) }
        let clock = FeedClock(time.clock) { [time] in
            Self.start.microseconds * 1000 + Int64(time.elapsed / .nanoseconds(1))
        }
        recorder = RecorderActor(
            RecorderConfiguration(folder: self.folder.path, maximumFileBytes: maximumFileBytes),
            header: RecordingHeader(venues: [.kraken]), clock: clock
        ) { [log] event in log.events.withLock { $0.append(event) } }
        time.start { [recorder] in await recorder.run() }
    }

    deinit {
        // A folder that is gone already needs no removal.
        try? FileManager.default.removeItem(at: folder)
    }

    var events: [RecorderEvent] { log.events.withLock { $0 } }

    func write(_ second: Double, _ text: String = "{}") {
        var batch = FrameBatch()
        batch.append(
            Frame(
                receivedNanoseconds: Self.start.microseconds * 1000 + Int64(second * 1e9), origin: .venue(.kraken),
                payload: Array(text.utf8)))
        time.start { [recorder, batch] in await recorder.record(batch) }
        time.run(until: .seconds(second))
    }

    func run(_ body: @escaping @Sendable (RecorderActor) async -> Void) {
        time.start { [recorder] in await body(recorder) }
        time.run(until: time.elapsed)
    }

    func close() {
        time.start { [recorder] in await recorder.close() }
        time.run(until: time.elapsed)
    }

    func texts(_ file: String) throws -> [String] {
        let reader = try RecordingReader(path: folder.appending(path: file).path)
        var texts: [String] = []
        var batch = FrameBatch()
        while try reader.read(into: &batch) {
            batch.forEach { _, payload in texts.append(String(decoding: payload, as: UTF8.self)) }
            batch.removeAll()
        }
        return texts
    }

    var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    func size(_ file: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: folder.appending(path: file).path)[.size] as? Int ?? 0
    }
}

@Suite struct RecorderActorTests {
    @Test func whatComesWhileItPausesIsNotRecorded() throws {
        let recording = try Recording()
        recording.write(1, "1")
        recording.run { await $0.pause() }
        recording.write(2, "2")
        recording.run { try? await $0.open() }
        recording.write(3, "3")
        recording.close()
        let texts = try recording.texts("market-2024-11-29.wick.zst")
        #expect(texts.first == "1" && texts.last == "3" && !texts.contains("2"))
    }

    @Test func everyUTCDayHasAFileOfItsOwn() throws {
        let recording = try Recording()
        recording.write(10, #"{"day":1}"#)
        recording.write(61, #"{"day":2}"#)
        recording.close()
        #expect(try recording.files == ["market-2024-11-29.wick.zst", "market-2024-11-30.wick.zst"])
        #expect(try recording.texts("market-2024-11-29.wick.zst") == [#"{"day":1}"#])
        #expect(try recording.texts("market-2024-11-30.wick.zst") == [#"{"day":2}"#])
        let reader = try RecordingReader(path: recording.folder.appending(path: "market-2024-11-30.wick.zst").path)
        #expect(reader.header.createdTime == Recording.start + .seconds(61))
        #expect(reader.header.venues == ["kraken"])
    }

    @Test func aFileThatHasGrownLargeIsFollowedByAnother() throws {
        let recording = try Recording(maximumFileBytes: 4096)
        for second in 1...40 {
            // Text that does not compress well.
            recording.write(Double(second), (0..<400).map { String(($0 * $0 * second) % 9973, radix: 36) }.joined())
        }
        recording.close()
        let files = try recording.files
        #expect(files.count > 2)
        #expect(files.contains("market-2024-11-29-2.wick.zst"))
        #expect(try files.map { try recording.texts($0).count }.reduce(0, +) == 40)
    }

    @Test func framesReachTheDiskWithinASecondThoughNothingFollows() throws {
        let recording = try Recording()
        recording.write(1)
        let before = try recording.size("market-2024-11-29.wick.zst")
        recording.time.run(until: .seconds(2.2))
        #expect(try recording.size("market-2024-11-29.wick.zst") > before)
        #expect(try recording.texts("market-2024-11-29.wick.zst") == ["{}"])
    }

    @Test func todaysFileIsContinuedWithItsGap() throws {
        let first = try Recording()
        first.write(1, "[1]")
        first.close()
        let second = try Recording(folder: first.folder)
        second.write(20, "[2]")
        second.close()
        let texts = try second.texts("market-2024-11-29.wick.zst")
        #expect(texts.count == 3)
        #expect(texts[1].contains("recorder restarted"))
        #expect(texts.last == "[2]")
    }

    @Test func aFolderThatIsMissingIsSaidAndTriedAgain() throws {
        let recording = try Recording()
        try FileManager.default.removeItem(at: recording.folder)
        recording.write(1, "[1]")
        recording.write(2, "[2]")
        #expect(recording.events.count == 1)
        #expect(recording.events.first?.description.contains("cannot be opened") == true)
        try FileManager.default.createDirectory(at: recording.folder, withIntermediateDirectories: true)
        recording.write(5, "[3]")
        recording.close()
        let texts = try recording.texts("market-2024-11-29.wick.zst")
        #expect(texts.count == 2)
        #expect(texts.first?.contains("2 frames were not recorded") == true)
        #expect(texts.last == "[3]")
        #expect(recording.events.contains { if case .recovered(_, lostFrames: 2) = $0 { true } else { false } })
    }

    /// On a file system of 64 kB, where mounting one is allowed.
    @Test(.enabled(if: geteuid() == 0))
    func aFullDiskKeepsWhatIsGoodAndGoesOnWhenThereIsRoom() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-full-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard mount("none", folder.path, "tmpfs", 0, "size=64k") == 0 else { return }
        defer { umount2(folder.path, Int32(MNT_DETACH)) }
        let ballast = folder.appending(path: "ballast")
        let recording = try Recording(folder: folder)
        recording.write(1, "[1]")
        recording.time.run(until: .seconds(3))
        try Data(repeating: 1, count: 48 << 10).write(to: ballast)
        var written = ["[1]"]
        for index in 2...30 {
            let text = "\"" + (0..<1500).map { String(($0 * $0 * index) % 99_991, radix: 36) }.joined() + "\""
            written.append(text)
            recording.write(Double(index) + 2, text)
        }
        #expect(recording.events.contains { if case .stalled = $0 { true } else { false } })
        #expect(try recording.texts("market-2024-11-29.wick.zst").elementsEqual(written.prefix(1)) == false)
        try FileManager.default.removeItem(at: ballast)
        recording.time.run(until: .seconds(40))
        recording.close()
        let kept = try recording.texts("market-2024-11-29.wick.zst")
        #expect(kept.elementsEqual(written.prefix(kept.count)))
    }
}
