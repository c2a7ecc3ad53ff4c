import GRDB
import WickDomain

extension BatchWriter {
    mutating func write(_ candles: [Candle], importRun: Int?) throws {
        let instruments = instruments
        let run = importRun.map(Int64.init)
        try insert(candles, into: "candle", CandleRow.columns, origin: "import_id") { candle, row in
            try CandleRow.bind(candle, instrument: try instruments.identifier(of: candle.instrument), to: &row)
            row.add(run)
        }
    }

    mutating func write(_ vectors: StoreBatch.Vectors) throws {
        let schema = vectors.schema
        let schemaID = try FeatureColumns.identifier(of: schema, in: database)
        for vector in vectors.rows {
            guard vector.values.count == schema.names.count else {
                throw StoreError.badRow(
                    what: "features of \(vector.instrument) at \(vector.openTime)",
                    reason: "\(vector.values.count) values for a schema of \(schema.names.count)")
            }
        }
        let instruments = instruments
        let keys = ["instrument_id", "schema_id", "event_time", "known_at"]
        try insert(vectors.rows, into: "feature", keys + schema.names) { vector, row in
            row.add(try instruments.identifier(of: vector.instrument))
            row.add(schemaID)
            row.add(vector.openTime)
            row.add(vector.knownTime)
            for value in vector.values { row.add(value) }
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
        try insert(alerts, into: "alert", columns) { alert, row in
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
