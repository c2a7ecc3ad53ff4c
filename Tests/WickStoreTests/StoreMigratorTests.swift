import GRDB
import Testing
import WickDomain

@testable import WickStore

@Suite struct StoreMigratorTests {
    /// A database as the wick of this version left it, with an instrument in it.
    private func database(ofVersion version: Int, in folder: StoreFolder) throws {
        let queue = try DatabaseQueue(path: folder.database)
        try StoreMigrator(Array(StoreMigrator.migrations.prefix(version))).migrate(queue, path: folder.database)
        try queue.write {
            try $0.execute(sql: "INSERT INTO instrument (venue, symbol) VALUES ('kraken', 'BTC/USD')")
        }
        try queue.close()
    }

    @Test(arguments: 1...StoreMigrator.newestVersion)
    func opensWhatEveryOlderVersionWrote(_ version: Int) throws {
        let folder = try StoreFolder()
        try database(ofVersion: version, in: folder)
        let store = try folder.open()
        #expect(try store.instruments() == [Sample.bitcoin])
        #expect(try store.summary().schemaVersion == StoreMigrator.newestVersion)
        let fresh = try Store.inMemory()
        #expect(try schema(of: store) == schema(of: fresh))
    }

    @Test func goesOnWhereAnEarlierOneStoppedAndNeverAgain() throws {
        let queue = try DatabaseQueue()
        let newest = StoreMigrator.newestVersion
        let steps = StoreMigrator.migrations + [addition(newest + 1, "b"), addition(newest + 2, "c")]
        try StoreMigrator(Array(steps.prefix(newest + 1))).migrate(queue, path: "")
        try StoreMigrator(steps).migrate(queue, path: "")
        // A step that ran twice would fail, because its table is there.
        try StoreMigrator(steps).migrate(queue, path: "")
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == newest + 2)
    }

    @Test func aStepThatFailsLeavesTheVersionBefore() throws {
        let queue = try DatabaseQueue()
        let newest = StoreMigrator.newestVersion
        let broken = StoreMigrator.Migration(version: newest + 1) { database in
            try database.execute(sql: "CREATE TABLE half (x)")
            try database.execute(sql: "CREATE TABLE half (x)")
        }
        #expect(throws: DatabaseError.self) {
            try StoreMigrator(StoreMigrator.migrations + [broken]).migrate(queue, path: "")
        }
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == newest)
        #expect(try queue.read { try $0.tableExists("half") } == false)
    }

    @Test func readersDoNotMigrate() throws {
        let folder = try StoreFolder()
        try database(ofVersion: 1, in: folder)
        let inspection = try StoreInspection(path: folder.database, knownVersion: 2)
        #expect(
            failure { try inspection.requireReadable() }
                == .olderSchema(path: folder.database, found: 1, known: 2))
        try inspection.requireWritable()
    }

    private func addition(_ version: Int, _ table: String) -> StoreMigrator.Migration {
        StoreMigrator.Migration(version: version) { try $0.execute(sql: "CREATE TABLE \(table) (x)") }
    }

    private func schema(of store: Store) throws -> [String] {
        try store.read("") {
            try String.fetchAll($0, sql: "SELECT sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY 1")
        }
    }
}
