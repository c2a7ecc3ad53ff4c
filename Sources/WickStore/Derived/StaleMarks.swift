import GRDB
import WickDomain

/// The rows of `feature_stale`, within one transaction: which minutes' features are older than the facts that they are made from.
enum StaleMarks {
    static let minute: Int64 = 60_000_000
    /// News are felt from when they became known on; a week later little of it is left, and what is left is found by going on until
    /// nothing changes any more.
    static let newsReach: Int64 = 8 * 86_400_000_000

    /// Marks the minutes that start in the range, together with the marks that it touches.
    static func add(_ instrument: Int64, from start: Int64, to end: Int64, in database: Database) throws {
        guard start < end else { return }
        let touched = "instrument_id = ? AND event_time <= ? AND end_time >= ?"
        var whole = (from: start, to: end)
        var isMarked = false
        try RowReader(
            database, sql: "SELECT min(event_time), max(end_time) FROM feature_stale WHERE \(touched)",
            arguments: [instrument, end, start]
        ).forEach { row in
            guard let first = row.optionalInteger(0), let last = row.optionalInteger(1) else { return false }
            isMarked = true
            whole = (min(first, start), max(last, end))
            return false
        }
        if isMarked {
            try database.execute(
                sql: "DELETE FROM feature_stale WHERE \(touched)", arguments: [instrument, end, start])
        }
        try database.execute(
            sql: "INSERT INTO feature_stale (instrument_id, event_time, end_time) VALUES (?, ?, ?)",
            arguments: [instrument, whole.from, whole.to])
    }

    /// Takes the marks of the minutes that start in the range away; what they have outside of it stays.
    static func remove(_ instrument: Int64, from start: Int64, to end: Int64, in database: Database) throws {
        guard start < end else { return }
        let overlaps = "instrument_id = ? AND event_time < ? AND end_time > ?"
        var marks: [(from: Int64, to: Int64)] = []
        try RowReader(
            database, sql: "SELECT event_time, end_time FROM feature_stale WHERE \(overlaps)",
            arguments: [instrument, end, start]
        ).forEach { row in
            marks.append((row.integer(0), row.integer(1)))
            return true
        }
        guard !marks.isEmpty else { return }
        try database.execute(sql: "DELETE FROM feature_stale WHERE \(overlaps)", arguments: [instrument, end, start])
        for mark in marks {
            try add(instrument, from: mark.from, to: min(mark.to, start), in: database)
            try add(instrument, from: max(mark.from, end), to: mark.to, in: database)
        }
    }

    /// Marks minutes of which candles were added, changed or removed; those that lie close together as one span.
    static func add(minutes: [Int64: [Int64]], in database: Database) throws {
        let day: Int64 = 86_400_000_000
        for (instrument, openTimes) in minutes {
            var span: (from: Int64, to: Int64)?
            for openTime in openTimes.sorted() {
                if let open = span, openTime &- open.to <= day {
                    span = (open.from, max(open.to, openTime &+ minute))
                } else {
                    if let span { try add(instrument, from: span.from, to: span.to, in: database) }
                    span = (openTime, openTime &+ minute)
                }
            }
            if let span { try add(instrument, from: span.from, to: span.to, in: database) }
        }
    }

    /// Marks what scores concern: the minutes behind them of every instrument of their asset, as far as candles go.
    static func add(_ scores: [SentimentScore], in database: Database) throws {
        guard !scores.isEmpty else { return }
        for (id, instrument) in try InstrumentIdentifiers.all(in: database) {
            let own = scores.filter { $0.subject.concerns(instrument) }.map(\.scoredTime.microseconds)
            guard let first = own.min(), let last = own.max() else { continue }
            try addNews(id, from: first, to: last, in: database)
        }
    }

    /// Marks the minutes that news concern which became known between two moments, as far as candles go.
    static func addNews(_ instrument: Int64, from first: Int64, to last: Int64, in database: Database) throws {
        guard let candles = try extent(instrument, in: database) else { return }
        // What was known before the first minute counts for it.
        let start = max(Timestamp(microseconds: first).floored(to: .seconds(60)).microseconds, candles.lowerBound)
        let (end, isBeyond) = max(last, start).addingReportingOverflow(newsReach)
        try add(instrument, from: start, to: min(isBeyond ? .max : end, candles.upperBound), in: database)
    }

    /// From the first stored minute to the end of the last.
    static func extent(_ instrument: Int64, in database: Database) throws -> Range<Int64>? {
        var found: Range<Int64>?
        try RowReader(
            database,
            sql: """
                SELECT (SELECT event_time FROM candle WHERE instrument_id = ?1 ORDER BY event_time LIMIT 1),
                    (SELECT event_time FROM candle WHERE instrument_id = ?1 ORDER BY event_time DESC LIMIT 1)
                """, arguments: [instrument]
        ).forEach { row in
            // No minute begins so late; what another program wrote there must not be added to.
            guard let first = row.optionalInteger(0), let last = row.optionalInteger(1), first <= last,
                last <= .max - minute
            else { return false }
            found = first..<last + minute
            return false
        }
        return found
    }

    static func addAll(in database: Database) throws {
        for id in try InstrumentIdentifiers.all(in: database).keys.sorted() {
            guard let candles = try extent(id, in: database) else { continue }
            try add(id, from: candles.lowerBound, to: candles.upperBound, in: database)
        }
    }
}

extension SentimentScore.Subject {
    /// Whether features of this instrument are made from scores of the subject.
    func concerns(_ instrument: Instrument) -> Bool {
        switch self {
        case .btc: instrument.asset == .bitcoin
        case .eth: instrument.asset == .ether
        case .market: true
        case .none: false
        }
    }
}
