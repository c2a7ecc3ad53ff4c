import GRDB
import GRDBSQLite

/// Whether an error is about one row, which will never be stored then, or about the store, which takes the same row later.
enum RowFault {
    /// The reason, where it is about the row.
    static func reason(_ error: any Error) -> String? {
        switch error {
        case let error as DatabaseError:
            guard rowCodes.contains(error.resultCode.rawValue) else { return nil }
            return error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        case StoreError.outOfRange(_, let value, let limit): return "\(value) is beyond \(limit)"
        case StoreError.badRow(_, let reason): return reason
        case is EncodingError: return "it has no JSON: \(error)"
        default: return nil
        }
    }

    /// A value that its column does not allow, or that is too large for any.
    private static let rowCodes = [SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE]

    /// Whether the store may work again by itself: no room, a lock, a disk that fails.
    static func canPass(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return passingCodes.contains(error.resultCode.rawValue)
    }

    private static let passingCodes = [
        SQLITE_FULL, SQLITE_IOERR, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_INTERRUPT, SQLITE_READONLY,
        SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN,
    ]
}
