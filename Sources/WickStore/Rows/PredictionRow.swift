import WickDomain

/// A prediction as a row of the table, and back.
enum PredictionRow {
    static let columns = [
        "id", "instrument_id", "event_time", "known_at", "target_time", "reference_price_e9", "predicted_return",
        "lower", "upper", "model_version", "schema_hash", "latency_us",
    ]

    static func bind(_ prediction: Prediction, instrument: Int64, to row: inout RowBinder) {
        row.add(prediction.id)
        row.add(instrument)
        row.add(prediction.madeAt)
        row.add(prediction.knownTime)
        row.add(prediction.targetTime)
        row.add(prediction.referencePrice.raw)
        row.add(prediction.predictedReturn)
        row.add(prediction.lower)
        row.add(prediction.upper)
        row.add(Int64(prediction.modelVersion))
        row.add(prediction.schemaHash)
        row.add(prediction.latencyMicroseconds)
    }

    private static let longestHorizon: Int64 = 86_400_000_000
    /// Log returns beyond this are none of a price that fits in its column.
    private static let largestReturn = 100.0

    static func read(_ row: RowReader, instrument: Instrument) throws -> Prediction {
        try row.require(row.time(4) > row.time(2), "prediction \(row.text(0))", "its target lies before it")
        let horizon = try (row.time(4) - row.time(2)).microseconds
        try row.require(
            horizon <= longestHorizon && horizon % 60_000_000 == 0, "prediction \(row.text(0))",
            "its horizon is no whole number of minutes up to a day")
        let (predicted, lower, upper) = (row.number(6), row.number(7), row.number(8))
        try row.require(
            lower <= upper && [predicted, lower, upper].allSatisfy { $0.magnitude <= largestReturn }
                && row.integer(5) > 0, "prediction \(row.text(0))", "its price, return or interval is none")
        return try Prediction(
            id: row.text(0), instrument: instrument, madeAt: try row.time(2), knownTime: try row.time(3),
            targetTime: try row.time(4), referencePrice: Price(raw: row.integer(5)), predictedReturn: predicted,
            lower: lower, upper: upper, modelVersion: row.count(9), schemaHash: row.text(10),
            latencyMicroseconds: row.integer(11))
    }
}

/// An outcome as a row of the table, and back.
enum OutcomeRow {
    static let columns = ["prediction_id", "known_at", "status", "observed_price_e9", "error", "hit", "covered"]

    static func bind(_ outcome: Outcome, to row: inout RowBinder) {
        row.add(outcome.predictionID)
        row.add(outcome.knownTime)
        row.add(outcome.status.rawValue)
        row.add(outcome.observedPrice?.raw)
        row.add(outcome.error)
        row.add(outcome.isHit.map { $0 ? 1 : Int64(0) })
        row.add(outcome.isCovered.map { $0 ? 1 : Int64(0) })
    }

    /// - Parameter first: the column of `prediction_id`; the others follow.
    static func read(_ row: RowReader, from first: Int32 = 0) throws -> Outcome {
        let status: Outcome.Status = try row.named(first + 2, "the outcome of prediction \(row.text(first))")
        try row.require(
            (status == .scored) == !row.isNull(first + 3) && row.optionalInteger(first + 3) ?? 1 > 0,
            "the outcome of prediction \(row.text(first))",
            "a price belongs to what is scored, and to nothing else")
        return Outcome(
            predictionID: row.text(first), status: status,
            observedPrice: row.optionalInteger(first + 3).map { Price(raw: $0) },
            error: row.optionalNumber(first + 4), isHit: row.optionalInteger(first + 5).map { $0 != 0 },
            isCovered: row.optionalInteger(first + 6).map { $0 != 0 }, knownTime: try row.time(first + 1))
    }
}
