import GRDB
import GRDBSQLite

#if canImport(Glibc)
    import Glibc
#endif

extension StoreError {
    /// What an error from below means to the caller.
    init(_ error: any Error, path: String, doing: String) {
        switch error {
        case let known as StoreError: self = known
        case let error as DatabaseError: self = Self.translate(error, path: path, doing: doing)
        default: self = .failed(path: path, doing: doing, reason: "\(error)")
        }
    }

    private static func translate(_ error: DatabaseError, path: String, doing: String) -> StoreError {
        let text = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode.rawValue {
        case SQLITE_FULL: return .diskFull(path: path, doing: doing)
        // A limit on the size of files, and quotas of some file systems, come as failed writes.
        case SQLITE_IOERR where isWriting(error.extendedResultCode.rawValue): return .diskFull(path: path, doing: doing)
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy(path: path, doing: doing)
        case SQLITE_CORRUPT: return .damaged(path: path, detail: text)
        case SQLITE_NOTADB: return .notDatabase(path: path)
        case SQLITE_READONLY: return .readOnly(path: path, doing: doing)
        default: return .failed(path: path, doing: doing, reason: text)
        }
    }

    /// SQLITE_IOERR_WRITE, _FSYNC, _TRUNCATE and _SHMSIZE: macros of arithmetic, which Swift does not see.
    private static func isWriting(_ code: Int32) -> Bool {
        [3, 4, 6, 19].contains((code - SQLITE_IOERR) >> 8)
    }
}

/// What the operating system says about its last failure.
func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
