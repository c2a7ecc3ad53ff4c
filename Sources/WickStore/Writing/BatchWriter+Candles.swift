import GRDB
import WickDomain

extension BatchWriter {
    /// What feeds gave, in the order in which it became known.
    mutating func write(_ candles: [Candle], _ batch: StoreBatch) throws {
        guard !candles.isEmpty else { return }
        let inserter = try RowInserter(database, table: "candle", columns: CandleRow.columns, origin: "import_id")
        let (database, instruments) = (database, instruments)
        for candle in candles {
            var (instrument, isMoved): (Int64, Bool) = (0, false)
            let fate = try attempt(candle) {
                // Before anything is moved for it.
                try CandleRow.requireStorable(candle)
                instrument = try instruments.identifier(of: candle.instrument)
                isMoved = try batch.importRun == nil && Self.yieldImported(to: candle, instrument, in: database)
                return try inserter.insert { row in
                    try CandleRow.bind(candle, instrument: instrument, to: &row)
                    row.add(batch.importRun.map(Int64.init))
                }
            }
            if isMoved || fate == .added && batch.outdatesFeatures {
                outdated[instrument, default: []].append(candle.openTime.microseconds)
            }
        }
    }

    /// What an import said of a minute makes room for what a feed knows of it, so that it does not matter which came first: nothing of it stays
    /// beside a whole minute; behind one that is not whole it counts as known a microsecond later.
    ///
    /// - Returns: whether there was anything.
    private static func yieldImported(
        to candle: Candle, _ instrument: Int64, in database: Database
    ) throws -> Bool {
        let minute = "instrument_id = ? AND event_time = ? AND import_id IS NOT NULL"
        let known = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT max(known_at) FROM candle WHERE \(minute)"),
            arguments: [instrument, candle.openTime.microseconds])
        guard let known else { return false }
        if candle.state.isWhole {
            try database.execute(
                sql: "DELETE FROM candle WHERE \(minute)", arguments: [instrument, candle.openTime.microseconds])
            return true
        }
        guard known <= candle.knownTime.microseconds, candle.knownTime.microseconds < .max else { return false }
        try database.execute(
            sql: "UPDATE candle SET known_at = ? WHERE \(minute) AND known_at = ?",
            arguments: [
                candle.knownTime.microseconds + 1, instrument, candle.openTime.microseconds, known,
            ])
        return true
    }

    /// Minutes of an import or a backfill, which features that are there cannot know yet.
    mutating func write(_ imported: [ImportedCandle], importRun: Int?) throws {
        guard !imported.isEmpty else { return }
        let inserter = try RowInserter(database, table: "candle", columns: CandleRow.columns, origin: "import_id")
        let removal = try database.makeStatement(
            sql: "DELETE FROM candle WHERE instrument_id = ? AND event_time = ? AND known_at = ?")
        let instruments = instruments
        for row in imported {
            var instrument: Int64 = 0
            let fate = try attempt(row.candle) {
                try CandleRow.requireStorable(row.candle)
                instrument = try instruments.identifier(of: row.candle.instrument)
                if let replaced = row.replaces {
                    try removal.execute(arguments: [
                        instrument, row.candle.openTime.microseconds, replaced.microseconds,
                    ])
                }
                return try inserter.insert { binder in
                    try CandleRow.bind(row.candle, instrument: instrument, to: &binder)
                    binder.add(Int64(importRun ?? StoredCandle.backfill))
                }
            }
            if fate == .added { outdated[instrument, default: []].append(row.candle.openTime.microseconds) }
        }
    }
}
