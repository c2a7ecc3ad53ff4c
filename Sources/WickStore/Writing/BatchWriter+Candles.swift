import GRDB
import WickDomain

extension BatchWriter {
    /// What feeds gave, in the order in which it became known.
    mutating func write(_ candles: [Candle], _ batch: StoreBatch) throws {
        guard !candles.isEmpty else { return }
        let inserter = try RowInserter(database, table: "candle", columns: CandleRow.columns, origin: "import_id")
        for candle in candles {
            let instrument = try instruments.identifier(of: candle.instrument)
            let isMoved = try batch.importRun == nil && yieldImported(to: candle, instrument)
            let fate = try inserter.insert { row in
                try CandleRow.bind(candle, instrument: instrument, to: &row)
                row.add(batch.importRun.map(Int64.init))
            }
            receipt.count(fate)
            var isAdded = false
            if case .added = fate { isAdded = true }
            if isMoved || isAdded && batch.outdatesFeatures {
                outdated[instrument, default: []].append(candle.openTime.microseconds)
            }
        }
    }

    /// What an import said of a minute makes room for what a feed knows of it, so that it does not matter which came first: nothing of it stays
    /// beside a whole minute; behind one that is not whole it counts as known a microsecond later.
    ///
    /// - Returns: whether there was anything.
    private func yieldImported(to candle: Candle, _ instrument: Int64) throws -> Bool {
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
        for row in imported {
            let instrument = try instruments.identifier(of: row.candle.instrument)
            if let replaced = row.replaces {
                try removal.execute(arguments: [
                    instrument, row.candle.openTime.microseconds, replaced.microseconds,
                ])
            }
            let fate = try inserter.insert { binder in
                try CandleRow.bind(row.candle, instrument: instrument, to: &binder)
                binder.add(Int64(importRun ?? StoredCandle.backfill))
            }
            receipt.count(fate)
            if case .added = fate { outdated[instrument, default: []].append(row.candle.openTime.microseconds) }
        }
    }
}
