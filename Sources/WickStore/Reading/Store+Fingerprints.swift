import GRDB
import GRDBSQLite

/// What one table holds, as one number a row: for comparing stores.
public struct TableFingerprint: Equatable, Sendable {
    public let table: String
    /// FNV-1a of a row's values, ascending.
    public let rows: [UInt64]
}

extension Store {
    /// Of every table, by name. Two stores that hold the same have the same; they may differ where rows were written in another order
    /// and numbered by it.
    public func fingerprints() throws(StoreError) -> [TableFingerprint] {
        try read("comparing what is stored") { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            return try tables.map { table in
                var rows: [UInt64] = []
                try RowReader(database, sql: "SELECT * FROM \"\(table)\"").forEach { row in
                    rows.append(row.fingerprint)
                    return true
                }
                return TableFingerprint(table: table, rows: rows.sorted())
            }
        }
    }
}
