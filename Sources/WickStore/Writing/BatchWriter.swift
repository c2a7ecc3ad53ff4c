import GRDB
import WickDomain

/// Writes one batch within one transaction.
struct BatchWriter {
    let database: Database
    let instruments: InstrumentIdentifiers
    var receipt = StoreBatch.Receipt()
    /// Minutes that were added or changed behind the features' back, by the instrument's row.
    var outdated: [Int64: [Int64]] = [:]

    init(_ database: Database) {
        self.database = database
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
    }

    /// Stores rows of one table and counts what became of them.
    ///
    /// - Parameter origin: a last column that says where a row came from; two rows that differ in it only are the same.
    mutating func insert<Row>(
        _ rows: [Row], into table: String, _ columns: [String], origin: String? = nil,
        bind: (Row, inout RowBinder) throws -> Void
    ) throws {
        guard !rows.isEmpty else { return }
        let inserter = try RowInserter(database, table: table, columns: columns, origin: origin)
        for row in rows { receipt.count(try inserter.insert { try bind(row, &$0) }) }
    }
}
