import WickDomain
public import WickLearning
import WickStore

/// The worker's rows: read from the store's file, beside whoever writes it, into the memory that XGBoost reads.
public enum StoredRowsReader {
    /// - Throws: `badData` with the store's reason, or what is wrong with the rows.
    public static func dataset(_ request: TrainingRequest) throws(LearningError) -> Dataset {
        guard let rows = request.storedRows else { return try TrainingWorker.rowsInFile(request) }
        return try dataset(try matrix(rows))
    }

    private static func matrix(_ rows: TrainingRequest.StoredRows) throws(LearningError) -> TrainingMatrix {
        guard let venue = Venue(rawValue: rows.venue) else { throw .badData("no venue is called '\(rows.venue)'") }
        do {
            // Whoever writes has looked at its pages already.
            let store = try Store.open(
                path: rows.path, configuration: StoreConfiguration(access: .readOnly, checksIntegrity: false))
            let range =
                Timestamp(microseconds: rows.fromMicroseconds)..<Timestamp(microseconds: rows.toMicroseconds)
            let matrix = try store.trainingMatrix(
                MatrixRequest(
                    instrument: Instrument(venue: venue, symbol: try Symbol(rows.symbol)), range: range,
                    horizon: .seconds(rows.horizonSeconds), maximumLag: .seconds(rows.maximumLagSeconds),
                    schemaHash: rows.schemaHash))
            try store.close()
            return matrix
        } catch { throw .badData("\(error)") }
    }

    private static func dataset(_ matrix: TrainingMatrix) throws(LearningError) -> Dataset {
        // The pointer outlives the call, because the memory goes only with the matrix, which the release keeps.
        let base = matrix.withValues { $0.baseAddress }
        guard let base else { throw .badData("\(matrix.instrument): no memory for the rows") }
        let features = FeatureMatrix(
            rowCount: matrix.rowCount, columnCount: matrix.columnCount, taking: base,
            release: { withExtendedLifetime(matrix) {} })
        return try Dataset(
            schema: FeatureSchema(names: matrix.featureNames, hash: matrix.schemaHash), horizon: matrix.horizon,
            features: features, labels: matrix.labels, openTimes: matrix.openTimes)
    }
}
