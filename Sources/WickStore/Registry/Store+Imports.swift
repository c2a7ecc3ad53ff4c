import GRDB
public import WickDomain

extension Store {
    /// Notes the start of an import.
    ///
    /// - Parameter arguments: a JSON object that says what was asked for.
    /// - Returns: its number, which `StoreBatch.importRun` takes.
    public func beginImport(at time: Timestamp, arguments: String) throws(StoreError) -> Int {
        guard JSONText.isValid(arguments) else {
            throw .badRow(what: "an import", reason: "its arguments are not JSON")
        }
        return try write("starting an import") { database in
            try database.execute(
                sql: "INSERT INTO import_run (started_at, arguments) VALUES (?, ?)",
                arguments: [time.microseconds, arguments])
            return Int(database.lastInsertedRowID)
        }
    }

    /// Notes that an import came to its end.
    ///
    /// - Parameter counts: a JSON object.
    public func endImport(_ id: Int, at time: Timestamp, counts: String) throws(StoreError) {
        guard JSONText.isValid(counts) else { throw .badRow(what: "import \(id)", reason: "its counts are not JSON") }
        try write("ending import \(id)") { database in
            try database.execute(
                sql: "UPDATE import_run SET ended_at = ?, counts = ? WHERE id = ?",
                arguments: [time.microseconds, counts, id])
        }
    }

    /// All imports, oldest first.
    public func imports() throws(StoreError) -> [ImportRecord] {
        try read("listing imports") { database in
            var found: [ImportRecord] = []
            let rows = try RowReader(
                database,
                sql: "SELECT id, started_at, ended_at, undone_at, arguments, counts FROM import_run ORDER BY id")
            try rows.forEach { row in
                found.append(
                    try ImportRecord(
                        id: row.count(0), startedTime: row.time(1), endedTime: row.optionalTime(2),
                        undoneTime: row.optionalTime(3), arguments: row.text(4), counts: row.optionalText(5)))
                return true
            }
            return found
        }
    }

    /// What was taken back.
    public struct ImportRemoval: Equatable, Sendable {
        public var candles = 0
        public var headlines = 0
        /// Of minutes of which nothing is stored any more.
        public var vectors = 0

        public init() {}
    }

    /// Takes back the candles and the headlines with their scores that an import stored, and the features of minutes of
    /// which nothing is left; what else was made of them is marked to be computed again. In many short transactions: one
    /// that was stopped goes on when it is called again.
    ///
    /// - Throws: `.unknownImport`, `.importUndone`.
    public func undoImport(_ id: Int, at time: Timestamp) throws(StoreError) -> ImportRemoval {
        guard let record = try imports().first(where: { $0.id == id }) else { throw .unknownImport(id: id) }
        if let undone = record.undoneTime { throw .importUndone(id: id, time: undone) }
        var removal = ImportRemoval()
        let spans = try write("marking what import \(id) touched") { try ImportUndo(id: id, database: $0).mark() }
        for span in spans {
            var next: Int64? = span.start
            while let start = next {
                next = try write("taking back import \(id)") { database in
                    try ImportUndo(id: id, database: database).remove(span, from: start, &removal)
                }
            }
        }
        while try write("taking back import \(id)", { try ImportUndo(id: id, database: $0).removeHeadlines(&removal) })
        {}
        try write("taking back import \(id)") { database in
            try database.execute(
                sql: "UPDATE import_run SET undone_at = ? WHERE id = ?", arguments: [time.microseconds, id])
        }
        return removal
    }
}

/// The steps of taking an import back, each within one transaction.
private struct ImportUndo {
    struct Span {
        let instrument: Int64
        let start: Int64
        let end: Int64
    }

    static let minute: Int64 = 60_000_000
    /// Minutes of one transaction: as many rows as retention removes at once.
    static let chunk: Int64 = 10_000

    let id: Int
    let database: Database

    /// Marks what is to be computed again.
    ///
    /// - Returns: which minutes of which instruments the import stored.
    func mark() throws -> [Span] {
        var spans: [Span] = []
        let rows = try RowReader(
            database,
            sql: """
                SELECT instrument_id, min(event_time), max(event_time) FROM candle WHERE import_id = ?
                GROUP BY instrument_id ORDER BY instrument_id
                """, arguments: [id])
        try rows.forEach { row in
            spans.append(Span(instrument: row.integer(0), start: row.integer(1), end: row.integer(2) &+ Self.minute))
            return true
        }
        for span in spans { try mark(span) }
        try markNews()
        return spans
    }

    private func mark(_ span: Span) throws {
        try StaleMarks.add(span.instrument, from: span.start, to: span.end, in: database)
    }

    /// Headlines may have a part in the features of every instrument, as far as its candles go.
    private func markNews() throws {
        var bounds: (first: Int64, last: Int64)?
        try RowReader(
            database, sql: "SELECT min(known_at), max(known_at) FROM headline WHERE import_id = ?", arguments: [id]
        ).forEach { row in
            bounds = row.optionalInteger(0).map { ($0, row.integer(1)) }
            return false
        }
        guard let bounds else { return }
        for instrument in try Int64.fetchAll(database, sql: "SELECT id FROM instrument") {
            try StaleMarks.addNews(instrument, from: bounds.first, to: bounds.last, in: database)
        }
    }

    /// Removes a stretch of minutes.
    ///
    /// - Returns: where the next stretch begins; nil behind the last.
    func remove(_ span: Span, from start: Int64, _ removal: inout Store.ImportRemoval) throws -> Int64? {
        let end = min(start &+ Self.chunk * Self.minute, span.end)
        try database.execute(
            sql: "DELETE FROM candle WHERE instrument_id = ? AND event_time >= ? AND event_time < ? AND import_id = ?",
            arguments: [span.instrument, start, end, id])
        removal.candles += database.changesCount
        try database.execute(
            sql: """
                DELETE FROM feature WHERE instrument_id = ?1 AND event_time >= ?2 AND event_time < ?3
                AND schema_id IN (SELECT id FROM feature_schema) AND NOT EXISTS (
                    SELECT 1 FROM candle c WHERE c.instrument_id = ?1 AND c.event_time = feature.event_time)
                -- Those that predictions were made from are kept beside these when the marks are worked off.
                AND NOT EXISTS (
                    SELECT 1 FROM prediction p
                    WHERE p.instrument_id = ?1 AND p.event_time = feature.event_time + 60000000)
                """, arguments: [span.instrument, start, end])
        removal.vectors += database.changesCount
        return end < span.end ? end : nil
    }

    /// - Returns: whether there may be more.
    func removeHeadlines(_ removal: inout Store.ImportRemoval) throws -> Bool {
        try database.execute(
            sql: """
                DELETE FROM headline WHERE rowid IN (SELECT rowid FROM headline WHERE import_id = ? LIMIT ?)
                """, arguments: [id, Self.chunk])
        removal.headlines += database.changesCount
        return database.changesCount > 0
    }
}
