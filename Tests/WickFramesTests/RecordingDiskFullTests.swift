import Foundation
import Glibc
import Synchronization
import Testing
import WickDomain

@testable import WickFrames

@Suite struct RecordingDiskFullTests {
    @Test func failureSaysHowMuchIsKept() throws {
        let descriptor = open("/dev/full", O_RDWR)
        try #require(descriptor >= 0)
        #expect(throws: RecordingError.cannotWrite(code: ENOSPC, keptBytes: 0)) {
            try RecordingWriter(
                file: OutputFile(descriptor: descriptor), newHeader: RecordingHeader(),
                options: RecordingWriter.Options())
        }
        let error = RecordingError.cannotWrite(code: ENOSPC, keptBytes: 4096)
        #expect(
            error.description
                == "cannot be written: No space left on device (its first 4096 bytes are kept, the rest is tried again)"
        )
        #expect(error.canRetry)
    }

    /// On a file system of 256 kB, where mounting one is allowed.
    @Test(.enabled(if: TinyDisk.isPermitted))
    func fullDiskLeavesAGoodPrefixAndTheRestIsWrittenOnceThereIsRoom() throws {
        let disk = try TinyDisk(kilobytes: 256)
        let path = disk.folder.file("sample.wick.zst")
        let ballast = disk.folder.file("ballast")
        try Data(repeating: 1, count: 200 << 10).write(to: URL(fileURLWithPath: ballast))
        var market = SampleMarket(seed: 4)
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        var frames: [Frame] = []
        var failures = 0
        for frame in market.frames(6000) {
            frames.append(frame)
            guard let error = failure(of: writer, frame) else { continue }
            #expect(error == .cannotWrite(code: ENOSPC, keptBytes: writer.fileBytes))
            failures += 1
            // At the first failure and now and then after it: what is kept is whole.
            guard failures % 100 == 1 else { continue }
            let reader = try RecordingReader(path: path)
            let good = try reader.rest()
            #expect(good.elementsEqual(frames.prefix(good.count)))
            #expect(reader.problems.allSatisfy { $0.lostBytes == 0 })
        }
        #expect(failures > 1)
        try FileManager.default.removeItem(atPath: ballast)
        try writer.close()
        let reader = try RecordingReader(path: path)
        #expect(try reader.rest() == frames)
        #expect(reader.problems == [])
    }

    @Test(.enabled(if: TinyDisk.isPermitted))
    func backlogIsBoundedWhileTheDiskIsFull() throws {
        let disk = try TinyDisk(kilobytes: 64)
        let path = disk.folder.file("sample.wick.zst")
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader())
        var market = SampleMarket(seed: 5)
        var refused = 0
        for index in 0..<200 {
            // Digits at random: they take half a byte each.
            let digits = (0..<8192).map { _ in String(market.random(), radix: 16) }.joined()
            switch failure(of: writer, Frame(Int64(index) * 1_000_000_000, digits)) {
            case .backlogFull(let waiting):
                refused += 1
                #expect(waiting < RecordingWriter.maximumBacklogBytes + (1 << 20))
            case .cannotWrite, nil: break
            case .some(let error): Issue.record(error)
            }
        }
        #expect(refused > 0)
        #expect(writer.frameCount + refused == 200)
        let reader = try RecordingReader(path: path)
        _ = try reader.rest()
        #expect(reader.problems.allSatisfy { $0.lostBytes == 0 })
    }

    func failure(of writer: RecordingWriter, _ frame: Frame) -> RecordingError? {
        do throws(RecordingError) {
            try writer.write(frame)
            return nil
        } catch {
            return error
        }
    }

    @Test func aGateStandsInForADiskThatIsFull() throws {
        let folder = try TemporaryFolder()
        let isFull = Mutex(false)
        let path = folder.file("gate.wick.zst")
        let writer = try RecordingWriter.create(
            path: path, header: RecordingHeader(),
            options: RecordingWriter.Options(disk: DiskGate { isFull.withLock { $0 ? ENOSPC : nil } }))
        isFull.withLock { $0 = true }
        var market = SampleMarket(seed: 4)
        let frames = market.frames(3)
        for frame in frames { try writer.write(frame) }
        #expect(throws: RecordingError.cannotWrite(code: ENOSPC, keptBytes: writer.fileBytes)) { try writer.flush() }
        isFull.withLock { $0 = false }
        try writer.close()
        #expect(try RecordingReader(path: path).rest().elementsEqual(frames))
    }
}

/// A small tmpfs of one test.
private final class TinyDisk {
    let folder: TemporaryFolder

    static let isPermitted: Bool = (try? TinyDisk(kilobytes: 16)) != nil

    struct NotPermitted: Error {}

    init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        guard mount("none", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { throw NotPermitted() }
    }

    deinit { umount2(folder.path, Int32(MNT_DETACH)) }
}
