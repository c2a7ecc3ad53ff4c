import GRDB
import WickDomain

extension BatchWriter {
    mutating func write(_ predictions: [Prediction]) throws {
        let instruments = instruments
        try insert(predictions, into: "prediction", PredictionRow.columns) { prediction, row in
            PredictionRow.bind(prediction, instrument: try instruments.identifier(of: prediction.instrument), to: &row)
        }
    }

    /// A second outcome of one prediction is refused where it says anything else than the first.
    mutating func write(_ outcomes: [Outcome]) throws {
        let database = database
        try insert(
            outcomes, into: "outcome", OutcomeRow.columns, check: { try Self.requirePrediction(of: $0, in: database) },
            refusingConflicts: "it has another outcome already", bind: OutcomeRow.bind)
    }

    private static func requirePrediction(of outcome: Outcome, in database: Database) throws {
        let query = "SELECT 1 FROM prediction WHERE id = ?"
        let found = try Int.fetchOne(database.cachedStatement(sql: query), arguments: [outcome.predictionID])
        guard found == nil else { return }
        throw StoreError.badRow(what: outcome.rowTitle, reason: "the store has no such prediction")
    }
}
