import Foundation
import GRDB
import Testing
import WickDomain

@testable import WickStore

@Suite struct StoreBackupTests {
    @Test func aBackupIsAStoreOfThatMoment() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        for start in stride(from: 0, to: 20_000, by: 5000) { try store.write(Sample.batch(start..<start + 5000)) }
        let target = folder.file("backup.db")
        var reports: [Store.BackupProgress] = []
        try store.backup(to: target) { progress in
            reports.append(progress)
            // Others go on writing, which the copy does not see.
            if reports.count == 1 { #expect(throws: Never.self) { try store.write(Sample.batch(20_000..<20_001)) } }
        }
        #expect(reports.count > 1)
        #expect(reports.map(\.copiedPages) == reports.map(\.copiedPages).sorted())
        #expect(reports.last.map { $0.copiedPages == $0.totalPages } == true)
        let copy = try Store.open(path: target)
        #expect(try copy.candles(of: Sample.bitcoin, in: Sample.always).count == 20_000)
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == 20_001)
        try copy.close()
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(left.allSatisfy { !$0.contains("partial") }, "\(left)")
        let attributes = try FileManager.default.attributesOfItem(atPath: target)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func nothingIsOverwritten() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try folder.write("precious", to: "backup.db")
        let target = folder.file("backup.db")
        #expect(failure { try store.backup(to: target) } == .backupExists(path: target))
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
        #expect(failure { try store.backup(to: folder.database) } == .backupExists(path: folder.database))
    }

    @Test func aFolderThatIsNotThereIsAnError() throws {
        let folder = try StoreFolder()
        let target = folder.file("none/backup.db")
        #expect(
            failure { try folder.open().backup(to: target) }
                == .backupFailed(path: target, reason: "No such file or directory"))
    }

    @Test(.enabled(if: SmallDisk.isPermitted, "mounting is not allowed here"))
    func aFullDiskLeavesNoHalfBackup() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try store.write(Sample.batch(0..<5000))
        let disk = try SmallDisk(kilobytes: 256)
        let target = disk.folder.file("backup.db")
        #expect(failure { try store.backup(to: target) } == .diskFull(path: target, doing: "backing up"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == [])
    }

    @Test func theSummaryCounts() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try store.write(Sample.batch(0..<10))
        var batch = StoreBatch()
        batch.candles = [Sample.candle(3, of: Sample.ether), Sample.candle(3, of: Sample.ether, delay: .seconds(1))]
        batch.headlines = [Sample.headline("a", at: 1)]
        batch.predictions = [Sample.prediction(1)]
        try store.write(batch)
        let summary = try store.summary()
        #expect(
            summary.series == [
                .init(instrument: Sample.bitcoin, candles: 10, first: Sample.minute(0), last: Sample.minute(9)),
                .init(instrument: Sample.ether, candles: 2, first: Sample.minute(3), last: Sample.minute(3)),
            ])
        #expect((summary.featureRows, summary.featureSchemas, summary.headlines) == (10, 1, 1))
        #expect((summary.predictions, summary.models, summary.schemaVersion) == (1, 0, StoreMigrator.newestVersion))
        #expect(summary.fileBytes >= 4096 * 10)
    }
}
