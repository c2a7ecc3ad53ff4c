import GRDB
public import WickDomain

/// Keeps the vector that a prediction was made from before the feature table loses it: what was issued can be shown with its grounds,
/// whatever is computed again later. Belongs to one transaction.
struct PredictionVectors {
    private let database: Database
    private let hasPredictions: Bool

    init(_ database: Database) throws {
        self.database = database
        hasPredictions = try Int.fetchOne(database, sql: "SELECT 1 FROM prediction LIMIT 1") != nil
    }

    /// - Parameters:
    ///   - openTime: the start of the vector's minute.
    ///   - values: NaN where unknown.
    func keep(
        _ values: [Double], of instrument: Int64, openTime: Int64, knownTime: Int64, schemaHash: String
    ) throws {
        guard hasPredictions else { return }
        let (madeAt, isBeyond) = openTime.addingReportingOverflow(StaleMarks.minute)
        guard !isBeyond else { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO prediction_vector (prediction_id, schema_hash, known_at, features)
                SELECT id, schema_hash, known_at, ?1 FROM prediction
                WHERE instrument_id = ?2 AND event_time = ?3 AND known_at = ?4 AND schema_hash = ?5
                """)
        try statement.execute(arguments: [
            JSONText.numbers(values), instrument, madeAt, knownTime, schemaHash,
        ])
    }
}

extension Store {
    /// The vector that a prediction was made from, and what its values mean.
    public struct PredictionVector: Sendable {
        public let schema: FeatureSchema
        public let vector: FeatureVector
    }

    /// Nil where there is no such prediction, or retention has removed its features.
    public func vector(ofPrediction id: String) throws(StoreError) -> PredictionVector? {
        guard let prediction = try prediction(id)?.prediction else { return nil }
        let openTime = prediction.madeAt - .seconds(60)
        let kept = try read("reading the features of prediction \(id)") { database in
            try String.fetchOne(
                database, sql: "SELECT features FROM prediction_vector WHERE prediction_id = ?", arguments: [id]
            ).map(JSONText.numbers)
        }
        guard let schema = try schemas().first(where: { $0.hash == prediction.schemaHash }) else { return nil }
        if let kept {
            guard kept.count == schema.names.count else {
                throw .unreadable(
                    what: "the features of prediction \(id)",
                    reason: "\(kept.count) values for a schema of \(schema.names.count)")
            }
            let vector = FeatureVector(
                instrument: prediction.instrument, openTime: openTime, knownTime: prediction.knownTime, values: kept)
            return PredictionVector(schema: schema, vector: vector)
        }
        return try vectors(
            of: prediction.instrument, in: openTime..<prediction.madeAt, schemaHash: schema.hash,
            asOf: prediction.knownTime
        ).last { $0.knownTime == prediction.knownTime }.map { PredictionVector(schema: schema, vector: $0) }
    }
}
