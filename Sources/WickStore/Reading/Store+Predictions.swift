import GRDB
public import WickDomain

extension Store {
    /// A prediction, and what became of it; nil while that is open.
    public struct PredictionHistory: Equatable, Sendable {
        public let prediction: Prediction
        public let outcome: Outcome?
    }

    /// Calls `body` with each prediction that was made in the range, in that order, and its outcome; both as known at
    /// `asOf` (nil: now).
    ///
    /// - Parameter instrument: nil for all of them.
    /// - Throws: `StoreError`, or what `body` throws, which ends the reading. `body` must not call the store.
    public func forEachPrediction(
        of instrument: Instrument? = nil, madeIn range: Range<Timestamp>, asOf: Timestamp? = nil,
        _ body: (PredictionHistory) throws -> Void
    ) throws {
        try stream("reading predictions", body) { (database: Database, emit: (PredictionHistory) -> Bool) in
            let instruments = try InstrumentIdentifiers.all(in: database)
            let rows = try RowReader(
                database, sql: PredictionQuery.predictions(ofOne: instrument != nil),
                arguments: try PredictionQuery.arguments(instrument, range, asOf, database))
            try rows.forEach { row in
                guard let owner = instruments[row.integer(1)] else { return true }
                let outcomeColumn = Int32(PredictionRow.columns.count)
                return emit(
                    PredictionHistory(
                        prediction: try PredictionRow.read(row, instrument: owner),
                        outcome: row.isNull(outcomeColumn) ? nil : try OutcomeRow.read(row, from: outcomeColumn)))
            }
        }
    }

    /// As `forEachPrediction`, in memory.
    public func predictions(
        of instrument: Instrument? = nil, madeIn range: Range<Timestamp>, asOf: Timestamp? = nil
    ) throws(StoreError) -> [PredictionHistory] {
        var found: [PredictionHistory] = []
        do { try forEachPrediction(of: instrument, madeIn: range, asOf: asOf) { found.append($0) } } catch {
            throw StoreError(error, path: path, doing: "reading predictions")
        }
        return found
    }

    /// One prediction and what became of it; nil where there is none of this id.
    public func prediction(_ id: String) throws(StoreError) -> PredictionHistory? {
        try read("reading a prediction") { database in
            let instruments = try InstrumentIdentifiers.all(in: database)
            var found: PredictionHistory?
            try RowReader(database, sql: PredictionQuery.one, arguments: [id]).forEach { row in
                guard let owner = instruments[row.integer(1)] else { return false }
                let outcomeColumn = Int32(PredictionRow.columns.count)
                found = PredictionHistory(
                    prediction: try PredictionRow.read(row, instrument: owner),
                    outcome: row.isNull(outcomeColumn) ? nil : try OutcomeRow.read(row, from: outcomeColumn))
                return false
            }
            return found
        }
    }

    /// Predictions without an outcome that were made at `start` or later, oldest first: what a scorer takes up after a
    /// start.
    public func openPredictions(
        madeSince start: Timestamp = Timestamp(microseconds: .min)
    ) throws(StoreError) -> [Prediction] {
        try read("reading open predictions") { database in
            let instruments = try InstrumentIdentifiers.all(in: database)
            var found: [Prediction] = []
            let rows = try RowReader(database, sql: PredictionQuery.open, arguments: [start.microseconds])
            try rows.forEach { row in
                guard let owner = instruments[row.integer(1)] else { return true }
                found.append(try PredictionRow.read(row, instrument: owner))
                return true
            }
            return found
        }
    }
}

enum PredictionQuery {
    private static let columns = PredictionRow.columns.map { "p.\($0)" }.joined(separator: ", ")

    /// Of one instrument in the order of the index; of all of them sorted, which holds the range's keys in memory.
    static func predictions(ofOne: Bool) -> String {
        """
        SELECT \(columns), \(OutcomeRow.columns.map { "o.\($0)" }.joined(separator: ", "))
        FROM prediction p LEFT JOIN outcome o ON o.prediction_id = p.id AND o.known_at <= ?3
        WHERE p.event_time >= ?1 AND p.event_time < ?2 AND p.known_at <= ?3\(ofOne ? " AND p.instrument_id = ?4" : "")
        ORDER BY p.event_time, \(ofOne ? "" : "p.instrument_id, ")p.id
        """
    }

    static let one = """
        SELECT \(columns), \(OutcomeRow.columns.map { "o.\($0)" }.joined(separator: ", "))
        FROM prediction p LEFT JOIN outcome o ON o.prediction_id = p.id WHERE p.id = ?
        """

    static let open = """
        SELECT \(columns) FROM prediction p
        WHERE p.instrument_id IN (SELECT id FROM instrument) AND p.event_time >= ?
            AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.prediction_id = p.id)
        ORDER BY p.event_time, p.instrument_id, p.id
        """

    static func arguments(
        _ instrument: Instrument?, _ range: Range<Timestamp>, _ asOf: Timestamp?, _ database: Database
    ) throws -> StatementArguments {
        let times: StatementArguments = [
            range.lowerBound.microseconds, range.upperBound.microseconds, asOf?.microseconds ?? .max,
        ]
        guard let instrument else { return times }
        return times + [try InstrumentIdentifiers.find(instrument, in: database) ?? -1]
    }
}
