import GRDB
import WickDomain

/// Writes one batch within one transaction.
struct BatchWriter {
    let database: Database
    let instruments: InstrumentIdentifiers
    private let disturbance: StoreDisturbance?
    /// Whether a row that can never be stored is set aside; else it ends the batch.
    private let setsAside: Bool
    var receipt = StoreBatch.Receipt()
    /// Rows that can never be stored.
    private(set) var refused: [RefusedRow] = []
    /// Those of them, and of earlier ones, that could not be kept either.
    private(set) var unkept: [RefusedRow] = []
    /// Minutes that were added or changed behind the features' back, by the instrument's row.
    var outdated: [Int64: [Int64]] = [:]

    init(_ database: Database, setsAside: Bool = false, disturbance: StoreDisturbance? = nil) {
        self.database = database
        self.setsAside = setsAside
        self.disturbance = disturbance
        instruments = InstrumentIdentifiers(database)
    }

    /// Headlines come before scores, predictions before outcomes and before vectors, because these refer to those.
    mutating func write(_ batch: StoreBatch) throws {
        try write(batch.candles, batch)
        try write(batch.imported, importRun: batch.importRun)
        try write(batch.headlines, importRun: batch.importRun)
        try write(batch.scores)
        try write(batch.gaps)
        try write(batch.predictions)
        try write(batch.outcomes)
        if let vectors = batch.vectors { try write(vectors) }
        try write(batch.alerts)
        try StaleMarks.add(minutes: outdated, in: database)
        if batch.outdatesFeatures { try StaleMarks.add(batch.scores, in: database) }
        try write(batch.stale)
        try keepRefused(batch.refused)
    }

    /// Stores rows of one table and counts what became of them.
    ///
    /// - Parameters:
    ///   - origin: a last column that says where a row came from; two rows that differ in it only are the same.
    ///   - check: throws for a row that has to be refused before it is tried.
    ///   - conflict: why a row that is there already with other values is refused; nil where such a row is only counted.
    mutating func insert<Row: StoredRow>(
        _ rows: [Row], into table: String, _ columns: [String], origin: String? = nil,
        check: (Row) throws -> Void = { _ in }, refusingConflicts conflict: String? = nil,
        bind: (Row, inout RowBinder) throws -> Void
    ) throws {
        guard !rows.isEmpty else { return }
        let inserter = try RowInserter(database, table: table, columns: columns, origin: origin)
        for row in rows {
            _ = try attempt(row) {
                try check(row)
                let fate = try inserter.insert { try bind(row, &$0) }
                if fate == .conflicting, let conflict { throw StoreError.badRow(what: row.rowTitle, reason: conflict) }
                return fate
            }
        }
    }

    /// Stores one row and counts what became of it.
    ///
    /// - Returns: nil where it can never be stored and was set aside.
    mutating func attempt<Row: StoredRow>(
        _ row: Row, _ store: () throws -> RowInserter.Fate
    ) throws -> RowInserter.Fate? {
        do {
            if let reason = disturbance?.refusal(of: Row.kind, row.rowTitle) {
                throw StoreError.badRow(what: row.rowTitle, reason: reason)
            }
            let fate = try store()
            receipt.count(fate)
            return fate
        } catch {
            try setAside(row, error)
            return nil
        }
    }

    /// A statement that SQLite refuses leaves nothing behind and the transaction as it was, so no savepoint is needed, and a batch
    /// without bad rows costs nothing more.
    private mutating func setAside(_ row: some StoredRow, _ error: any Error) throws {
        guard setsAside, database.isInsideTransaction, let reason = RowFault.reason(error) else { throw error }
        refused.append(row.refused(because: reason))
        receipt.refused += 1
    }

    /// Alerts are looked at by whoever made them, and never set aside.
    mutating func insertAlerts(
        _ rows: [AlertRecord], _ columns: [String], bind: (AlertRecord, inout RowBinder) throws -> Void
    ) throws {
        guard !rows.isEmpty else { return }
        let inserter = try RowInserter(database, table: "alert", columns: columns)
        for row in rows { receipt.count(try inserter.insert { try bind(row, &$0) }) }
    }

    private mutating func write(_ stale: [StaleMinutes]) throws {
        for span in stale {
            try StaleMarks.add(
                instruments.identifier(of: span.instrument), from: span.minutes.lowerBound.microseconds,
                to: span.minutes.upperBound.microseconds, in: database)
        }
    }

    /// What cannot be kept here either goes back to whoever gave it: it must not hold up the rest.
    private mutating func keepRefused(_ earlier: [RefusedRow]) throws {
        let rows = earlier + refused
        guard !rows.isEmpty else { return }
        do {
            let columns = ["known_at", "kind", "what", "reason", "content"]
            let inserter = try RowInserter(database, table: "refused_row", columns: columns)
            for row in rows {
                _ = try inserter.insert { binder in
                    binder.add(row.knownTime)
                    binder.add(row.kind.rawValue)
                    binder.add(row.what)
                    binder.add(row.reason)
                    binder.add(row.content)
                }
            }
            try database.execute(
                sql: """
                    DELETE FROM refused_row
                    WHERE rowid <= (SELECT max(rowid) FROM refused_row) - \(RefusedRow.maximumStored)
                    """)
        } catch {
            guard database.isInsideTransaction, !RowFault.canPass(error) else { throw error }
            unkept = rows
        }
    }
}
