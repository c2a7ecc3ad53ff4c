import GRDB

#if canImport(Glibc)
    import Glibc
#endif

/// What an existing file is, found out without changing it: opening another program's database for writing would
/// already turn its journal mode.
struct StoreInspection {
    private let path: String
    private let applicationID: Int32
    private let version: Int
    private let tables: [String]
    private let knownVersion: Int

    /// - Throws: `.notDatabase`, `.damaged`, `.cannotOpen`, `.readOnlyFolder`.
    init(
        path: String, _ place: ReadingPlace = .shared, knownVersion: Int = StoreMigrator.newestVersion
    ) throws(StoreError) {
        self.path = path
        self.knownVersion = knownVersion
        var status = stat()
        guard stat(path, &status) == 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw .cannotOpen(path: path, reason: isFolder ? "it is a folder, not a file" : "it is not a file")
        }
        do {
            (applicationID, version, tables) = try Self.look(path, place)
        } catch { throw Self.cannotRead(path, error) }
    }

    /// A process that was killed while it turned the journal mode leaves a transaction that only a connection which may
    /// write can undo. Undoing it changes nothing that was ever committed.
    private static func look(_ path: String, _ place: ReadingPlace) throws -> (Int32, Int, [String]) {
        do {
            return try look(place.name(of: path), place.configuration)
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            return try look(path, Store.connection(.readWrite))
        }
    }

    private static func look(_ path: String, _ configuration: Configuration) throws -> (Int32, Int, [String]) {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return try queue.read { database in
            (
                try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
                try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
                try String.fetchAll(
                    database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name LIMIT 5")
            )
        }
    }

    func requireWritable() throws(StoreError) {
        // An empty file, or one in which the first start was killed before its first commit.
        if applicationID == 0, version == 0, tables.isEmpty { return }
        try requireOurs()
    }

    func requireReadable() throws(StoreError) {
        try requireOurs()
        guard version == knownVersion else { throw .olderSchema(path: path, found: version, known: knownVersion) }
    }

    private func requireOurs() throws(StoreError) {
        guard applicationID == StoreMigrator.applicationID else {
            throw .foreign(path: path, applicationID: applicationID, tables: tables)
        }
        guard version <= knownVersion else { throw .newerSchema(path: path, found: version, known: knownVersion) }
    }

    private static func unreadable(_ code: Int32) -> String {
        code == EACCES ? "permission denied: this account may not read it" : systemReason(code)
    }

    private static func cannotRead(_ path: String, _ error: any Error) -> StoreError {
        guard let error = error as? DatabaseError, error.resultCode == .SQLITE_CANTOPEN else {
            return StoreError(error, path: path, doing: "opening")
        }
        if access(path, R_OK) != 0 { return .cannotOpen(path: path, reason: unreadable(errno)) }
        if access(PathFault.folder(of: path), W_OK) != 0 {
            return .readOnlyFolder(path: path, reason: systemReason())
        }
        return .cannotOpen(path: path, reason: error.message ?? "SQLite cannot open it")
    }
}
