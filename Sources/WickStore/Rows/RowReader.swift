import GRDB
import GRDBSQLite
import WickDomain

/// Steps through the rows of one query and reads columns by number, without a detour.
struct RowReader {
    private let statement: Statement
    private let raw: SQLiteStatement
    private let connection: SQLiteConnection

    init(_ database: Database, sql: String, arguments: StatementArguments = []) throws {
        statement = try database.cachedStatement(sql: sql)
        try statement.setArguments(arguments)
        raw = statement.sqliteStatement
        guard let connection = database.sqliteConnection else {
            throw DatabaseError(message: "the connection is closed")
        }
        self.connection = connection
    }

    /// Calls `body` with each row until it returns false.
    func forEach(_ body: (RowReader) throws -> Bool) throws {
        sqlite3_reset(raw)
        defer { sqlite3_reset(raw) }
        while true {
            switch sqlite3_step(raw) {
            case SQLITE_ROW: guard try body(self) else { return }
            case SQLITE_DONE: return
            default:
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                    message: String(cString: sqlite3_errmsg(connection)))
            }
        }
    }

    /// FNV-1a of all values and their types.
    var fingerprint: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func fold(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        for column in 0..<sqlite3_column_count(raw) {
            fold(UInt8(truncatingIfNeeded: sqlite3_column_type(raw, column)))
            guard let start = sqlite3_column_blob(raw, column) else { continue }
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(raw, column)))
            for byte in bytes { fold(byte) }
        }
        return hash
    }

    @inline(__always)
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(raw, column) == SQLITE_NULL }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(raw, column) }

    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// A time of the years 1 to 9999: what can be written, and added to, without an overflow.
    @inline(__always)
    func time(_ column: Int32) throws -> Timestamp { try Self.time(integer(column)) }

    @inline(__always)
    static func time(_ value: Int64) throws -> Timestamp {
        guard (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(value) else {
            throw StoreError.unreadable(what: "a time", reason: "\(value) µs since 1970 is none")
        }
        return Timestamp(microseconds: value)
    }

    func optionalTime(_ column: Int32) throws -> Timestamp? { isNull(column) ? nil : try time(column) }

    /// A number of things, or of a version.
    func count(_ column: Int32) throws -> Int {
        let value = integer(column)
        guard (0...Int64(Int32.max)).contains(value) else {
            throw StoreError.unreadable(what: "a number", reason: "\(value) counts nothing")
        }
        return Int(value)
    }

    func optionalCount(_ column: Int32) throws -> Int? { isNull(column) ? nil : try count(column) }

    /// NaN where it is NULL. SQLite reads NULL as 0, so that only zeros have to be looked at twice.
    @inline(__always)
    func number(_ column: Int32) -> Double {
        let value = sqlite3_column_double(raw, column)
        return value == 0 && isNull(column) ? .nan : value
    }

    func optionalNumber(_ column: Int32) -> Double? { isNull(column) ? nil : number(column) }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(raw, column) else { return "" }
        let count = Int(sqlite3_column_bytes(raw, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// The bytes of a text, without a copy; valid until the next row.
    func withTextBytes<Value>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        let start = sqlite3_column_text(raw, column)
        let count = Int(sqlite3_column_bytes(raw, column))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// A value of an enumeration that is stored by name.
    func named<Name: RawRepresentable>(_ column: Int32, _ what: String) throws -> Name where Name.RawValue == String {
        let name = text(column)
        guard let value = Name(rawValue: name) else {
            let shown = withTextBytes(column) { DecimalText.printable($0) }
            throw StoreError.unreadable(what: what, reason: "'\(shown)' is none of the names that stand there")
        }
        return value
    }

    /// Holds a row against what the value made from it demands, so that a file that was tampered with is an error and
    /// not the end.
    func require(_ isSound: Bool, _ what: @autoclosure () -> String, _ reason: @autoclosure () -> String) throws {
        guard isSound else { throw StoreError.unreadable(what: what(), reason: reason()) }
    }
}
