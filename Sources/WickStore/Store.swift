import GRDB
import GRDBSQLite

/// One SQLite file that holds what was seen and concluded, each row with the time at which it became known. Owns the
/// connections and, where it may write, the lock beside the file.
///
/// All calls are synchronous. Readers see one moment each and never hold up the writer; writers queue behind each
/// other, so a process should write through one `StoreActor`.
public final class Store: Sendable {
    /// Where the file is; "in memory" where there is none.
    public let path: String
    public let access: StoreConfiguration.Access
    let database: any DatabaseWriter
    private let lock: StoreLock?
    let disturbance: StoreDisturbance?
    /// What somebody who reads it has to know of how it was opened; nil where everything is as usual.
    public let note: String?

    init(
        path: String, access: StoreConfiguration.Access, database: any DatabaseWriter, lock: StoreLock?,
        disturbance: StoreDisturbance? = nil, note: String? = nil
    ) {
        self.note = note
        self.path = path
        self.access = access
        self.database = database
        self.lock = lock
        self.disturbance = disturbance
    }

    /// Ends the use of the file, whose log is folded into it, and lets another writer in. Nothing may be asked of the
    /// store afterwards.
    public func close() throws(StoreError) {
        defer { lock?.release() }
        // SQLite folds the log in when the last connection closes, and a reader's could not.
        (database as? DatabasePool)?.releaseMemory()
        do { try database.close() } catch { throw StoreError(error, path: path, doing: "closing") }
    }

    /// Runs `body` on one snapshot. `body` must not call the store again: a connection serves one read at a time.
    func read<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do { return try database.read(body) } catch { throw StoreError(error, path: path, doing: doing) }
    }

    /// Runs `body` as one transaction: all of it is stored, or nothing.
    ///
    /// - Parameter patience: for how long a lock of another program is waited for; nil is `StoreConfiguration.busyTimeout`. Other writers of
    ///   this process have their turn meanwhile.
    func write<Value>(
        _ doing: String, patience: Duration? = nil, _ body: (Database) throws -> Value
    ) throws(StoreError) -> Value {
        guard access == .readWrite else { throw .readOnly(path: path, doing: doing) }
        var tries = LockPatience(patience ?? StoreConfiguration.busyTimeout)
        while true {
            var hasBegun = false
            do {
                return try database.writeWithoutTransaction { try transact($0, hasBegun: &hasBegun, body) }
            } catch {
                let isLocked = (error as? DatabaseError)?.resultCode == .SQLITE_BUSY
                guard isLocked, !hasBegun, tries.wait() else { throw StoreError(error, path: path, doing: doing) }
            }
        }
    }

    private func transact<Value>(
        _ database: Database, hasBegun: inout Bool, _ body: (Database) throws -> Value
    ) throws -> Value {
        // Waiting inside of SQLite would hold up all other writers of this process.
        guard let connection = database.sqliteConnection else { throw DatabaseError(message: "the store is closed") }
        sqlite3_busy_timeout(connection, 0)
        var value: Value?
        try database.inTransaction(.immediate) {
            hasBegun = true
            try disturb(at: .beginning)
            value = try body(database)
            try disturb(at: .commit)
            return .commit
        }
        guard let value else { throw DatabaseError(message: "a transaction without a result") }
        return value
    }

    private func disturb(at moment: StoreDisturbance.Moment) throws {
        switch disturbance?.refusal(at: moment) {
        case .full: throw DatabaseError(resultCode: .SQLITE_FULL)
        case .busy: throw DatabaseError(resultCode: .SQLITE_BUSY)
        case nil: break
        }
    }
}
