import GRDB

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
    private let disturbance: StoreDisturbance?

    init(
        path: String, access: StoreConfiguration.Access, database: any DatabaseWriter, lock: StoreLock?,
        disturbance: StoreDisturbance? = nil
    ) {
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
    func write<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard access == .readWrite else { throw .readOnly(path: path, doing: doing) }
        do {
            return try database.write { database in
                try disturb(at: .beginning)
                let value = try body(database)
                try disturb(at: .commit)
                return value
            }
        } catch { throw StoreError(error, path: path, doing: doing) }
    }

    private func disturb(at moment: StoreDisturbance.Moment) throws {
        switch disturbance?.refusal(at: moment) {
        case .full: throw DatabaseError(resultCode: .SQLITE_FULL)
        case .busy: throw DatabaseError(resultCode: .SQLITE_BUSY)
        case nil: break
        }
    }
}
