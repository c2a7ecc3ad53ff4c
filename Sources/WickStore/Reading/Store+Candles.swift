import GRDB
public import WickDomain

extension Store {
    /// Everything that has candles or features, predictions or alerts, by venue and symbol.
    public func instruments() throws(StoreError) -> [Instrument] {
        try read("listing instruments") { try InstrumentIdentifiers.all(in: $0).values.sorted() }
    }

    /// Calls `body` with each minute of the range in the order of time, in the newest version that was known at `asOf`
    /// (nil: now). Holds one row in memory, and one snapshot: what is written meanwhile is not seen.
    ///
    /// - Throws: `StoreError`, or what `body` throws, which ends the reading. `body` must not call the store.
    public func forEachCandle(
        of instrument: Instrument, in range: Range<Timestamp>, asOf: Timestamp? = nil, _ body: (Candle) throws -> Void
    ) throws {
        try stream("reading candles of \(instrument)", body) { (database: Database, emit: (Candle) -> Bool) in
            guard let id = try InstrumentIdentifiers.find(instrument, in: database) else { return }
            let rows = try CandleQuery.rows(of: id, in: range, asOf: asOf, database)
            var pending: Candle?
            var isStopped = false
            try rows.forEach { row in
                if let candle = pending, try candle.openTime != row.time(1) { isStopped = !emit(candle) }
                guard !isStopped else { return false }
                pending = try CandleRow.read(row, instrument: instrument)
                return true
            }
            if !isStopped, let pending { _ = emit(pending) }
        }
    }

    /// As `forEachCandle`, in memory.
    public func candles(
        of instrument: Instrument, in range: Range<Timestamp>, asOf: Timestamp? = nil
    ) throws(StoreError) -> [Candle] {
        var found: [Candle] = []
        do { try forEachCandle(of: instrument, in: range, asOf: asOf) { found.append($0) } } catch {
            throw StoreError(error, path: path, doing: "reading candles of \(instrument)")
        }
        return found
    }

    /// The last `count` minutes before `end`, oldest first, in the newest versions known at `asOf`.
    public func latestCandles(
        of instrument: Instrument, count: Int, before end: Timestamp = Timestamp(microseconds: .max),
        asOf: Timestamp? = nil
    ) throws(StoreError) -> [Candle] {
        guard count > 0 else { return [] }
        return try read("reading candles of \(instrument)") { database in
            guard let id = try InstrumentIdentifiers.find(instrument, in: database) else { return [] }
            let rows = try CandleQuery.rowsBackwards(of: id, before: end, asOf: asOf, database)
            var found: [Candle] = []
            try rows.forEach { row in
                // Newest version first: the others of the same minute are older ones.
                guard try found.last?.openTime != row.time(1) else { return true }
                guard found.count < count else { return false }
                found.append(try CandleRow.read(row, instrument: instrument))
                return true
            }
            return found.reversed()
        }
    }

    /// Where a stage goes on after a stop; nil where nothing of the instrument is stored.
    public func resumePoint(of instrument: Instrument) throws(StoreError) -> ResumePoint? {
        guard let last = try latestCandles(of: instrument, count: 1).first else { return nil }
        return try read("looking for the end of \(instrument)") { database in
            let id = try InstrumentIdentifiers.find(instrument, in: database)
            let first = try Int64.fetchOne(
                database, sql: "SELECT event_time FROM candle WHERE instrument_id = ? ORDER BY event_time LIMIT 1",
                arguments: [id])
            let trade = try Int64.fetchOne(
                database,
                sql: """
                    SELECT last_id FROM candle WHERE instrument_id = ? AND last_id IS NOT NULL
                    ORDER BY event_time DESC, known_at DESC LIMIT 1
                    """, arguments: [id])
            return ResumePoint(
                firstOpenTime: try first.map(RowReader.time) ?? last.openTime, lastCandle: last,
                lastTradeID: trade.map { UInt64(bitPattern: $0) })
        }
    }
}

/// How far an instrument's candles go.
public struct ResumePoint: Equatable, Sendable {
    public let firstOpenTime: Timestamp
    /// The newest minute, in its newest version.
    public let lastCandle: Candle
    /// Of the newest minute that has one: what follows it at the venue is still to be fetched. Nil where the source has
    /// no ids.
    public let lastTradeID: UInt64?
}

/// The statements behind reading candles. All walk the primary key, in its order; the versions of a minute lie next to
/// each other, so the newest one is told while passing by, and no row is looked up twice.
enum CandleQuery {
    static let forward = """
        SELECT \(CandleRow.columns.joined(separator: ", ")) FROM candle
        WHERE instrument_id = ? AND event_time >= ? AND event_time < ? AND known_at <= ?
        ORDER BY event_time, known_at
        """
    /// Every version, with where it came from in the last column.
    static let versions = """
        SELECT \(CandleRow.columns.joined(separator: ", ")), import_id FROM candle
        WHERE instrument_id = ? AND event_time >= ? AND event_time < ?
        ORDER BY event_time, known_at
        """
    /// Closes, and whether the minute was wholly observed.
    static let closes = """
        SELECT event_time, close_e9, state IN (\(observed)) FROM candle
        WHERE instrument_id = ? AND event_time >= ? AND event_time < ? AND known_at <= ?
        ORDER BY event_time, known_at
        """
    private static let observed = [Candle.State.final, .repaired, .empty].map { "'\($0.rawValue)'" }
        .joined(separator: ", ")
    static let backward = """
        SELECT \(CandleRow.columns.joined(separator: ", ")) FROM candle
        WHERE instrument_id = ? AND event_time < ? AND known_at <= ?
        ORDER BY event_time DESC, known_at DESC
        """

    static func rows(
        of id: Int64, in range: Range<Timestamp>, asOf: Timestamp?, _ database: Database
    ) throws -> RowReader {
        try RowReader(
            database, sql: forward,
            arguments: [
                id, range.lowerBound.microseconds, range.upperBound.microseconds, asOf?.microseconds ?? .max,
            ])
    }

    static func rowsBackwards(
        of id: Int64, before end: Timestamp, asOf: Timestamp?, _ database: Database
    ) throws -> RowReader {
        try RowReader(
            database, sql: backward, arguments: [id, end.microseconds, asOf?.microseconds ?? .max])
    }
}
