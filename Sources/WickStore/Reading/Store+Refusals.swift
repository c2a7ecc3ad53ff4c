import GRDB
import WickDomain

/// Rows of one kind that were set aside for one reason.
public struct RefusalCount: Equatable, Sendable {
    public let kind: RowKind
    public let reason: String
    public var count: Int
    /// One of them.
    public let example: String

    public init(kind: RowKind, reason: String, count: Int, example: String) {
        self.kind = kind
        self.reason = reason
        self.count = count
        self.example = example
    }
}

extension Store {
    /// What was set aside because it can never be stored, by kind and reason, most first.
    public func refusals() throws(StoreError) -> [RefusalCount] {
        try read("counting rows that were set aside") { database in
            var found: [RefusalCount] = []
            let rows = try RowReader(
                database,
                sql: """
                    SELECT kind, reason, count(*), min(what) FROM refused_row GROUP BY kind, reason
                    ORDER BY count(*) DESC, kind, reason LIMIT 100
                    """)
            try rows.forEach { row in
                found.append(
                    RefusalCount(
                        kind: try row.named(0, "a row that was set aside"), reason: row.text(1),
                        count: Int(clamping: row.integer(2)), example: row.text(3)))
                return true
            }
            return found
        }
    }

    /// Rows that were set aside, in the order in which that happened.
    public func refusedRows() throws(StoreError) -> [RefusedRow] {
        try read("reading rows that were set aside") { database in
            var found: [RefusedRow] = []
            let rows = try RowReader(
                database, sql: "SELECT kind, what, reason, content, known_at FROM refused_row ORDER BY rowid")
            try rows.forEach { row in
                found.append(
                    RefusedRow(
                        kind: try row.named(0, "a row that was set aside"), what: row.text(1), reason: row.text(2),
                        content: row.text(3), knownTime: try row.time(4)))
                return true
            }
            return found
        }
    }

    /// Minutes whose features are to be computed again.
    public func staleMinutes() throws(StoreError) -> [StaleMinutes] {
        try read("reading which features are out of date") { database in
            let instruments = try InstrumentIdentifiers.all(in: database)
            var found: [StaleMinutes] = []
            let rows = try RowReader(
                database,
                sql: "SELECT instrument_id, event_time, end_time FROM feature_stale ORDER BY instrument_id, event_time")
            try rows.forEach { row in
                let (start, end) = (try row.time(1), try row.time(2))
                if let instrument = instruments[row.integer(0)], start < end {
                    found.append(StaleMinutes(instrument: instrument, minutes: start..<end))
                }
                return true
            }
            return found
        }
    }
}
