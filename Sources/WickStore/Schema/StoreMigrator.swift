import GRDB

/// Brings a database forward, one version a transaction: a start that is killed in between goes on with the next. Never
/// back.
struct StoreMigrator {
    struct Migration: Sendable {
        /// `user_version` afterwards; one more than the one before.
        let version: Int
        let apply: @Sendable (Database) throws -> Void
    }

    /// "wick" in ASCII; SQLite keeps it in the file's header, where `file` and others see it.
    static let applicationID: Int32 = 0x7769_636b
    static let migrations: [Migration] = [
        Migration(version: 1, apply: FirstSchema.create), Migration(version: 2, apply: AlertSchema.create),
        Migration(version: 3, apply: ProvenanceSchema.create),
    ]
    static let newestVersion = migrations.count

    private let migrations: [Migration]

    /// - Parameter migrations: other than wick's own in tests.
    init(_ migrations: [Migration] = Self.migrations) {
        precondition(migrations.map(\.version) == Array(1...migrations.count), "migrations must count from 1")
        self.migrations = migrations
    }

    func migrate(_ database: some DatabaseWriter, path: String) throws {
        let found = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        guard found <= migrations.count else {
            throw StoreError.newerSchema(path: path, found: found, known: migrations.count)
        }
        for migration in migrations.dropFirst(found) {
            try database.write { database in
                try migration.apply(database)
                try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(migration.version)")
            }
        }
    }
}
