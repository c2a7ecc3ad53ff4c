import GRDB
import WickDomain

/// The rows of instruments, looked up once each. Belongs to one transaction: after a rollback the rows that it made are
/// gone.
final class InstrumentIdentifiers {
    private let database: Database
    private var known: [Instrument: Int64] = [:]

    init(_ database: Database) { self.database = database }

    /// The instrument's row; makes it where it is new.
    func identifier(of instrument: Instrument) throws -> Int64 {
        if let id = known[instrument] { return id }
        let id = try Self.find(instrument, in: database) ?? insert(instrument)
        known[instrument] = id
        return id
    }

    static func find(_ instrument: Instrument, in database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM instrument WHERE venue = ? AND symbol = ?"),
            arguments: [instrument.venue.rawValue, instrument.symbol.description])
    }

    /// Every instrument in the store by its row.
    static func all(in database: Database) throws -> [Int64: Instrument] {
        var found: [Int64: Instrument] = [:]
        try RowReader(database, sql: "SELECT id, venue, symbol FROM instrument").forEach { row in
            let symbol = try Symbol(row.text(2))
            found[row.integer(0)] = Instrument(venue: try row.named(1, "an instrument"), symbol: symbol)
            return true
        }
        return found
    }

    private func insert(_ instrument: Instrument) throws -> Int64 {
        try database.execute(
            sql: "INSERT INTO instrument (venue, symbol) VALUES (?, ?)",
            arguments: [instrument.venue.rawValue, instrument.symbol.description])
        return database.lastInsertedRowID
    }
}
