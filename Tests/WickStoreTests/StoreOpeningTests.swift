import Foundation
import GRDB
import Testing
import WickDomain

@testable import WickStore

@Suite struct StoreOpeningTests {
    @Test func makesItsFolderForItsOwnerOnly() throws {
        let folder = try StoreFolder()
        let path = folder.file("a/b/wick.db")
        try Store.open(path: path).close()
        for made in ["a", "a/b"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(made))
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test func keepsWhatWasWrittenBefore() throws {
        let folder = try StoreFolder()
        var store = try folder.open()
        try store.write(Sample.batch(0..<3))
        try store.close()
        store = try folder.open()
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).map(\.openTime) == (0..<3).map(Sample.minute))
    }

    @Test func marksTheFileAsWicks() throws {
        let folder = try StoreFolder()
        try folder.open().close()
        let header = try folder.sql { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA application_id"),
                try Int.fetchOne(database, sql: "PRAGMA user_version"),
                try String.fetchOne(database, sql: "PRAGMA journal_mode")
            )
        }
        #expect(header == (0x7769_636b, StoreMigrator.newestVersion, "wal"))
    }

    @Test func refusesATextFileAndLeavesItAlone() throws {
        let folder = try StoreFolder()
        let text = String(repeating: "open,high,low,close\n", count: 100)
        try folder.write(text, to: "wick.db")
        #expect(failure { try folder.open() } == .notDatabase(path: folder.database))
        #expect(try String(contentsOfFile: folder.database, encoding: .utf8) == text)
    }

    @Test func refusesAnotherProgramsDatabaseAndLeavesItAlone() throws {
        let folder = try StoreFolder()
        try folder.sql { try $0.execute(sql: "CREATE TABLE bookmark (url TEXT); PRAGMA application_id = 99") }
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        let expected = StoreError.foreign(path: folder.database, applicationID: 99, tables: ["bookmark"])
        #expect(failure { try folder.open() } == expected)
        #expect(failure { try folder.open(.readOnly) } == expected)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
        #expect(expected.description.contains("belongs to another program (application id 99, tables bookmark)"))
    }

    @Test func lettingGoCountsForCopiesOfTheDescriptorToo() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        // What a child process has between its start and its program.
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        let lock = descriptors.first { descriptor in
            // One that was closed meanwhile is none.
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            return target?.hasSuffix("\(folder.path.split(separator: "/").last ?? "")/wick.db.lock") ?? false
        }
        let copy = dup(try #require(lock))
        defer { close(copy) }
        try store.close()
        try folder.open().close()
    }

    @Test func refusesANewerWicksDatabase() throws {
        let folder = try StoreFolder()
        try folder.open().close()
        try folder.sql { try $0.execute(sql: "PRAGMA user_version = 700") }
        let error = try #require(failure { try folder.open() })
        #expect(error == .newerSchema(path: folder.database, found: 700, known: StoreMigrator.newestVersion))
        #expect(
            error.description.contains(
                "written by a newer wick (schema 700, this one knows \(StoreMigrator.newestVersion)); update wick"))
    }

    @Test func findsADamagedPageAtTheStart() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try store.write(Sample.batch(0..<2000))
        try store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.database))
        let pages = try file.seekToEnd() / 4096
        try file.seek(toOffset: (pages - 3) * 4096)
        try file.write(contentsOf: Data(repeating: 0xa5, count: 4096))
        try file.close()
        for access in [StoreConfiguration.Access.readWrite, .readOnly] {
            guard case .damaged(let path, let detail) = failure(of: { try folder.open(access) }) else {
                Issue.record("a damaged page was not found")
                continue
            }
            #expect(path == folder.database)
            #expect(!detail.isEmpty)
        }
    }

    @Test func findsATornFile() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try store.write(Sample.batch(0..<2000))
        try store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.database))
        try file.truncate(atOffset: 4096 * 10)
        try file.close()
        guard case .damaged = failure(of: { try folder.open() }) else {
            Issue.record("a torn file was opened")
            return
        }
    }

    @Test(.enabled(if: SmallDisk.isPermitted, "mounting is not allowed here"))
    func refusesAReadOnlyFolder() throws {
        let disk = try SmallDisk(kilobytes: 4096)
        try disk.folder.open().close()
        try disk.makeReadOnly()
        let expected = StoreError.readOnlyFolder(path: disk.folder.database, reason: "Read-only file system")
        #expect(failure { try disk.folder.open() } == expected)
        let other = disk.folder.file("other.db")
        #expect(
            failure { try Store.open(path: other) } == .readOnlyFolder(path: other, reason: "Read-only file system"))
        let below = disk.folder.file("new")
        #expect(
            failure { try Store.open(path: below + "/wick.db") }
                == .cannotCreateFolder(path: below, reason: "Read-only file system"))
    }

    @Test func refusesAFolderInPlaceOfAFile() throws {
        let folder = try StoreFolder()
        #expect(
            failure { try Store.open(path: folder.path) }
                == .cannotOpen(path: folder.path, reason: "it is a folder, not a file"))
    }

    @Test func readersWantADatabaseThatIsThere() throws {
        let folder = try StoreFolder()
        #expect(failure { try folder.open(.readOnly) } == .missing(path: folder.database))
        #expect(!FileManager.default.fileExists(atPath: folder.database))
    }

    @Test func toolsReadWhileAWriterRuns() throws {
        let folder = try StoreFolder()
        let writer = try folder.open()
        try writer.write(Sample.batch(0..<2))
        let reader = try folder.open(.readOnly)
        #expect(try reader.candles(of: Sample.bitcoin, in: Sample.always).count == 2)
        try writer.write(Sample.batch(2..<5))
        #expect(try reader.candles(of: Sample.bitcoin, in: Sample.always).count == 5)
        guard case .readOnly = failure(of: { try reader.write(Sample.batch(5..<6)) }) else {
            Issue.record("a reader wrote")
            return
        }
    }

    @Test func aSecondWriterOfTheSameProcessIsRefused() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        #expect(
            failure { try folder.open() }
                == .inUse(path: folder.database, process: ProcessInfo.processInfo.processIdentifier))
        try store.write(Sample.batch(0..<1))
    }

    @Test func theLockKnowsTheDatabaseUnderEveryName() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link.db"), withDestinationPath: folder.database)
        guard case .inUse = failure(of: { try Store.open(path: folder.file("link.db")) }) else {
            Issue.record("one database was opened under two names")
            return
        }
        try store.close()
    }

    @Test func anEmptyFileBecomesAStore() throws {
        let folder = try StoreFolder()
        try folder.write("", to: "wick.db")
        #expect(try folder.open().instruments() == [])
    }

    /// As a first start leaves it that is killed before its first transaction ends.
    @Test func aTransactionThatWasCutOffIsUndone() throws {
        let (folder, torn) = (try StoreFolder(), try StoreFolder())
        try folder.sql { database in
            try database.execute(sql: "PRAGMA cache_size = 1; CREATE TABLE filler (text)")
            for _ in 0..<20 { try database.execute(sql: "INSERT INTO filler VALUES (zeroblob(4000))") }
            for name in ["wick.db", "wick.db-journal"] {
                try FileManager.default.copyItem(atPath: folder.file(name), toPath: torn.file(name))
            }
        }
        let store = try torn.open()
        #expect(try store.instruments() == [])
        try store.write(Sample.batch(0..<3))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == 3)
    }
}
