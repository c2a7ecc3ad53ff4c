import GRDB
import WickDomain

extension Store {
    /// Reads features and labels of one instrument from one snapshot. Takes the matrix's own memory, and for each
    /// minute of the range 24 bytes while labels are computed.
    ///
    /// - Returns: a matrix that may have no rows.
    /// - Throws: `.unknownInstrument`, `.unknownSchema`, `.unknownFeature`, or what SQLite reports.
    public func trainingMatrix(_ request: MatrixRequest) throws(StoreError) -> TrainingMatrix {
        try read("reading a training matrix of \(request.instrument)") { database in
            try MatrixReader(request, database).read(database)
        }
    }
}

/// Reads one matrix.
private struct MatrixReader {
    private let request: MatrixRequest
    private let instrumentID: Int64
    private let schemaID: Int64
    private let schemaHash: String
    private let names: [String]

    init(_ request: MatrixRequest, _ database: Database) throws {
        self.request = request
        guard let id = try InstrumentIdentifiers.find(request.instrument, in: database) else {
            throw StoreError.unknownInstrument(request.instrument.description)
        }
        guard let found = try FeatureQuery.schema(request.schemaHash, database) else {
            throw StoreError.unknownSchema(hash: request.schemaHash ?? "(any)")
        }
        let known = Set(found.schema.names)
        let wanted = request.featureNames ?? found.schema.names
        if let unknown = wanted.first(where: { !known.contains($0) }) {
            throw StoreError.unknownFeature(name: unknown, schemaHash: found.schema.hash)
        }
        guard !wanted.isEmpty else { throw StoreError.unknownFeature(name: "", schemaHash: found.schema.hash) }
        (instrumentID, schemaID, schemaHash, names) = (id, found.id, found.schema.hash, wanted)
    }

    func read(_ database: Database) throws -> TrainingMatrix {
        var closes = try readCloses(database)
        let horizon = request.horizon.microseconds
        let values = FloatRows(width: names.count)
        var openTimes: [Timestamp] = []
        var labels: [Float] = []
        let rows = try featureRows(database)
        let width = Int32(names.count)
        try rows.forEach { row in
            let openTime = try row.time(0)
            if openTimes.last == openTime {
                // A newer version of the same minute takes the place of the row before.
                values.removeLast()
            } else {
                let label = closes.label(at: openTime.microseconds, horizon: horizon)
                if label.isNaN, request.rows == .labelled { return true }
                openTimes.append(openTime)
                labels.append(label)
            }
            let target = values.append()
            for column in 0..<width { target[Int(column)] = Float(row.number(column + 2)) }
            return true
        }
        return TrainingMatrix(
            instrument: request.instrument, featureNames: names, schemaHash: schemaHash, horizon: request.horizon,
            rows: values, openTimes: openTimes, labels: labels)
    }

    private func featureRows(_ database: Database) throws -> RowReader {
        // From the start of the minute: its own length, then the lag.
        let lag = request.maximumLag.map { 60_000_000 + $0.microseconds } ?? .max
        return try RowReader(
            database, sql: FeatureQuery.forward(names),
            arguments: [
                instrumentID, schemaID, request.range.lowerBound.microseconds, request.range.upperBound.microseconds,
                request.asOf?.microseconds ?? .max, lag,
            ])
    }

    private func readCloses(_ database: Database) throws -> CloseSeries {
        var closes = CloseSeries()
        let (end, isBeyond) = request.range.upperBound.microseconds.addingReportingOverflow(
            request.horizon.microseconds)
        let rows = try RowReader(
            database, sql: CandleQuery.closes,
            arguments: [
                instrumentID, request.range.lowerBound.microseconds, isBeyond ? .max : end,
                request.asOf?.microseconds ?? .max,
            ])
        try rows.forEach { row in
            closes.add(openTime: row.integer(0), close: row.integer(1), isObserved: row.integer(2) == 1)
            return true
        }
        return closes
    }
}
