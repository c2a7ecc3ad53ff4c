import GRDB
import WickDomain

extension BatchWriter {
    mutating func write(_ vectors: StoreBatch.Vectors) throws {
        let schema = vectors.schema
        let schemaID = try FeatureColumns.identifier(of: schema, in: database)
        guard !vectors.rows.isEmpty else { return }
        let keys = ["instrument_id", "schema_id", "event_time", "known_at"]
        let inserter = try RowInserter(database, table: "feature", columns: keys + schema.names)
        let predictions = try PredictionVectors(database)
        let instruments = instruments
        for vector in vectors.rows {
            var instrument: Int64 = 0
            let fate = try attempt(vector) {
                guard vector.values.count == schema.names.count else {
                    let reason = "\(vector.values.count) values for a schema of \(schema.names.count)"
                    throw StoreError.badRow(what: vector.rowTitle, reason: reason)
                }
                instrument = try instruments.identifier(of: vector.instrument)
                return try inserter.insert { row in
                    row.add(instrument)
                    row.add(schemaID)
                    row.add(vector.openTime)
                    row.add(vector.knownTime)
                    for value in vector.values { row.add(value) }
                }
            }
            // The table keeps what it has; what was predicted from is kept all the same.
            guard fate == .conflicting else { continue }
            try predictions.keep(
                vector.values, of: instrument, openTime: vector.openTime.microseconds,
                knownTime: vector.knownTime.microseconds, schemaHash: schema.hash)
        }
    }

    mutating func write(_ gaps: [ObservationGap]) throws {
        try insert(gaps, into: "gap", ["scope", "event_time", "end_time", "known_at", "reason"]) { gap, row in
            row.add(gap.scope)
            row.add(gap.start)
            row.add(gap.end)
            row.add(gap.knownTime)
            row.add(gap.reason)
        }
    }

    mutating func write(_ alerts: [AlertRecord]) throws {
        let instruments = instruments
        let columns = ["id", "rule", "instrument_id", "subject", "event_time", "known_at", "message"]
        // Whether it was delivered, and when it ended, is told later, and does not make it another alert.
        try insertAlerts(alerts, columns) { alert, row in
            row.add(alert.id)
            row.add(alert.rule)
            row.add(try alert.instrument.map { try instruments.identifier(of: $0) })
            row.add(alert.subject)
            row.add(alert.eventTime)
            row.add(alert.knownTime)
            row.add(alert.message)
        }
    }
}
