import GRDB
import GRDBSQLite
import WickDomain

/// Stores rows of one table through one prepared statement, bound without a detour: an order of magnitude faster than a
/// call of GRDB a row.
struct RowInserter {
    /// What became of a row.
    enum Fate {
        case added
        /// This version was there, with the same values: a message seen twice.
        case present
        /// This version was there with other values, which stay: a version never changes.
        case conflicting
    }

    private let insertion: Statement
    private let comparison: Statement
    private let connection: SQLiteConnection

    /// - Parameter origin: a last column that is stored and not compared.
    init(_ database: Database, table: String, columns: [String], origin: String? = nil) throws {
        let names = (columns + [origin].compactMap { $0 }).map { "\"\($0)\"" }
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        insertion = try database.cachedStatement(
            sql: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks)) ON CONFLICT DO NOTHING")
        // Every column is bound in the same order, so that one closure serves both.
        let equals = names.enumerated().map { index, name in
            index < columns.count ? "\(name) IS ?\(index + 1)" : "?\(index + 1) IS ?\(index + 1)"
        }
        comparison = try database.cachedStatement(
            sql: "SELECT 1 FROM \(table) WHERE \(equals.joined(separator: " AND "))")
        guard let connection = database.sqliteConnection else {
            throw DatabaseError(message: "the connection is closed")
        }
        self.connection = connection
    }

    /// - Parameter bind: adds the values in the order of the columns; called once more where the row is there already.
    func insert(_ bind: (inout RowBinder) throws -> Void) throws -> Fate {
        guard try run(insertion, bind) != SQLITE_ROW else { throw DatabaseError(message: "an insertion gave a row") }
        if sqlite3_changes(connection) == 1 { return .added }
        return try run(comparison, bind) == SQLITE_ROW ? .present : .conflicting
    }

    private func run(_ statement: Statement, _ bind: (inout RowBinder) throws -> Void) throws -> Int32 {
        let raw = statement.sqliteStatement
        defer { sqlite3_reset(raw) }
        var binder = RowBinder(raw)
        try bind(&binder)
        try binder.finish()
        let code = sqlite3_step(raw)
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: String(cString: sqlite3_errmsg(connection)))
        }
        return code
    }
}

/// Binds the values of one row, one column after the other.
struct RowBinder {
    private let statement: SQLiteStatement
    private var index: Int32 = 0

    init(_ statement: SQLiteStatement) { self.statement = statement }

    /// SQLite copies what it is given before the call returns.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    @inline(__always)
    mutating func add(_ value: Int64) {
        index += 1
        sqlite3_bind_int64(statement, index, value)
    }

    mutating func add(_ value: Int64?) {
        guard let value else { return addNull() }
        add(value)
    }

    @inline(__always)
    mutating func add(_ time: Timestamp) { add(time.microseconds) }

    /// NaN becomes NULL: unknown.
    @inline(__always)
    mutating func add(_ value: Double) {
        index += 1
        sqlite3_bind_double(statement, index, value)
    }

    mutating func add(_ value: Double?) {
        guard let value else { return addNull() }
        add(value)
    }

    mutating func add(_ text: String) {
        index += 1
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                // Without an address SQLite would take an empty text for NULL.
                let start = $0.baseAddress
                _ =
                    start == nil
                    ? sqlite3_bind_text(statement, index, "", 0, Self.transient)
                    : sqlite3_bind_text(statement, index, start, Int32($0.count), Self.transient)
            }
        }
    }

    /// Decimal text of the exact value. The digits are written in place: two divisions of 64 bits instead of twenty of
    /// 128.
    mutating func add(_ notional: Notional) {
        let unit: Int128 = 100_000_000_000_000_000
        assert(Notional.scale == 17, "the unit is ten to the scale")
        let (quotient, remainder) = notional.raw.quotientAndRemainder(dividingBy: unit)
        guard notional.raw >= 0, let whole = UInt64(exactly: quotient) else { return add(notional.description) }
        index += 1
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { text in
            var end = text.count
            var start = Self.write(UInt64(remainder), digits: Notional.scale, to: text, before: end)
            // Trailing zeros say nothing, and a point without digits neither.
            while end > start, text[end - 1] == 0x30 { end -= 1 }
            if end > start {
                start -= 1
                text[start] = CChar(UInt8(ascii: "."))
            } else {
                end = start
            }
            start = Self.write(whole, digits: 1, to: text, before: start)
            sqlite3_bind_text(
                statement, index, text.baseAddress.map { $0 + start }, Int32(end - start), Self.transient)
        }
    }

    /// Writes at least so many digits that end before `end`, and returns where they start.
    private static func write(
        _ value: UInt64, digits: Int, to text: UnsafeMutableBufferPointer<CChar>, before end: Int
    ) -> Int {
        var rest = value
        var start = end
        while rest > 0 || end - start < digits {
            start -= 1
            text[start] = CChar(0x30 + rest % 10)
            rest /= 10
        }
        return start
    }

    mutating func add(_ text: String?) {
        guard let text else { return addNull() }
        add(text)
    }

    mutating func addNull() {
        index += 1
        sqlite3_bind_null(statement, index)
    }

    /// Every column has its value: one that was forgotten would keep the row before's.
    func finish() throws {
        guard sqlite3_bind_parameter_count(statement) == index else {
            throw DatabaseError(message: "\(index) values for \(sqlite3_bind_parameter_count(statement)) columns")
        }
    }
}
