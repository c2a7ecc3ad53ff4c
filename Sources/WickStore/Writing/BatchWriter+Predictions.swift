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
        for outcome in outcomes {
            try requirePrediction(of: outcome)
            let conflicts = receipt.conflicting
            try insert([outcome], into: "outcome", OutcomeRow.columns, bind: OutcomeRow.bind)
            guard receipt.conflicting == conflicts else {
                throw StoreError.badRow(
                    what: "the outcome of prediction \(outcome.predictionID)", reason: "it has another outcome already")
            }
        }
    }

    private func requirePrediction(of outcome: Outcome) throws {
        let query = "SELECT 1 FROM prediction WHERE id = ?"
        let found = try Int.fetchOne(database.cachedStatement(sql: query), arguments: [outcome.predictionID])
        guard found == nil else { return }
        throw StoreError.badRow(
            what: "the outcome of prediction \(outcome.predictionID)", reason: "the store has no such prediction")
    }
}
