import Foundation
import GRDB
import Testing
import WickDomain

@testable import WickStore

/// One database under other circumstances: a second name, somebody else's lock, a place that cannot be written to.
@Suite struct StoreAccessTests {
    @Test func aHardLinkDoesNotGetRoundTheLock() throws {
        let (folder, other) = (try StoreFolder(), try StoreFolder())
        var store = try folder.open()
        try FileManager.default.linkItem(atPath: folder.database, toPath: other.file("linked.db"))
        let process = ProcessInfo.processInfo.processIdentifier
        #expect(
            failure { try Store.open(path: other.file("linked.db")) }
                == .inUse(path: other.file("linked.db"), process: process))
        try store.close()
        // Once it is free, either name will do, and holds the other.
        store = try Store.open(path: other.file("linked.db"))
        #expect(failure { try folder.open() } == .inUse(path: folder.database, process: process))
        try store.close()
        try folder.open().close()
    }

    /// As `BEGIN EXCLUSIVE` of a notebook holds it.
    private func lock(_ folder: StoreFolder) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
        try queue.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        return queue
    }

    @Test func whoeverTriesAgainByHimselfDoesNotWaitForALock() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try store.write(Sample.batch(0..<1))
        let holder = try lock(folder)
        #expect(
            failure { try store.accept(Sample.batch(1..<3), patience: .zero) }
                == .busy(path: folder.database, doing: "storing 4 rows"))
        // Readers see what was stored all the while.
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == 1)
        try holder.inDatabase { try $0.execute(sql: "ROLLBACK") }
        #expect(try store.accept(Sample.batch(1..<3), patience: .zero).receipt.added == 4)
    }

    @Test func patienceEnds() {
        var patience = LockPatience(.milliseconds(25))
        var waits = 0
        while patience.wait() { waits += 1 }
        #expect(waits == 2)
        let isOver = !patience.wait()
        #expect(isOver)
    }

    @Test(.enabled(if: SmallDisk.isPermitted, "mounting is not allowed here"))
    func aReadOnlyMountIsReadWithItsLog() throws {
        let (disk, source) = (try SmallDisk(kilobytes: 4096), try StoreFolder())
        let store = try source.open()
        try store.write(Sample.batch(0..<3))
        // As it lies while somebody writes, and as a stop leaves it.
        for name in ["wick.db", "wick.db-wal"] {
            try FileManager.default.copyItem(atPath: source.file(name), toPath: disk.folder.file(name))
        }
        try store.close()
        try FileManager.default.copyItem(atPath: source.database, toPath: disk.folder.file("closed.db"))
        try disk.makeReadOnly()
        for name in ["wick.db", "closed.db"] {
            let reader = try Store.open(
                path: disk.folder.file(name), configuration: StoreConfiguration(access: .readOnly))
            #expect(try reader.candles(of: Sample.bitcoin, in: Sample.always).count == 3)
            #expect(reader.note == nil)
            try reader.close()
        }
    }

    @Test func aFileInSomebodyElsesFolderIsReadAsItLies() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try store.write(Sample.batch(0..<3))
        try store.close()
        let strange = folder.file("a%20b?c#d.db")
        try FileManager.default.moveItem(atPath: folder.database, toPath: strange)
        let queue = try DatabaseQueue(
            path: ReadingPlace.frozen.name(of: strange), configuration: ReadingPlace.frozen.configuration)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM candle") } == 3)
        #expect(!FileManager.default.fileExists(atPath: strange + "-shm"))
        #expect(ReadingPlace.frozen.note?.contains("is not seen") == true)
        #expect(ReadingPlace(strange) == .shared)
    }
}
