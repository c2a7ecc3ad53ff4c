import GRDB
public import WickDomain

extension Store {
    /// The schemas of which the store has columns, oldest first.
    public func schemas() throws(StoreError) -> [FeatureSchema] {
        try read("listing schemas of features") { try FeatureQuery.schemas($0).map(\.schema) }
    }

    /// Calls `body` with each vector of the range in the order of time, in the newest version that was known at `asOf`
    /// (nil: now), of one schema (nil: the newest). Values are in the order of the schema.
    ///
    /// - Throws: `.unknownSchema`, another `StoreError`, or what `body` throws, which ends the reading. `body` must not
    ///   call the store.
    public func forEachVector(
        of instrument: Instrument, in range: Range<Timestamp>, schemaHash: String? = nil, asOf: Timestamp? = nil,
        _ body: (FeatureVector) throws -> Void
    ) throws {
        try stream("reading features of \(instrument)", body) { (database: Database, emit: (FeatureVector) -> Bool) in
            guard let found = try FeatureQuery.schema(schemaHash, database) else { return }
            guard let id = try InstrumentIdentifiers.find(instrument, in: database) else { return }
            let width = found.schema.names.count
            let rows = try RowReader(
                database, sql: FeatureQuery.forward(found.schema.names),
                arguments: [
                    id, found.id, range.lowerBound.microseconds, range.upperBound.microseconds,
                    asOf?.microseconds ?? .max, Int64.max,
                ])
            var pending: FeatureVector?
            var isStopped = false
            try rows.forEach { row in
                if let vector = pending, try vector.openTime != row.time(0) { isStopped = !emit(vector) }
                guard !isStopped else { return false }
                pending = FeatureVector(
                    instrument: instrument, openTime: try row.time(0), knownTime: try row.time(1),
                    values: (0..<width).map { row.number(Int32($0) + 2) })
                return true
            }
            if !isStopped, let pending { _ = emit(pending) }
        }
    }

    /// As `forEachVector`, in memory.
    public func vectors(
        of instrument: Instrument, in range: Range<Timestamp>, schemaHash: String? = nil, asOf: Timestamp? = nil
    ) throws(StoreError) -> [FeatureVector] {
        var found: [FeatureVector] = []
        do {
            try forEachVector(of: instrument, in: range, schemaHash: schemaHash, asOf: asOf) { found.append($0) }
        } catch { throw StoreError(error, path: path, doing: "reading features of \(instrument)") }
        return found
    }

    /// The minute of the newest vector under a schema; nil where there is none.
    public func lastVectorTime(of instrument: Instrument, schemaHash: String? = nil) throws(StoreError) -> Timestamp? {
        try read("looking for the last features of \(instrument)") { database in
            guard let found = try FeatureQuery.schema(schemaHash, database),
                let id = try InstrumentIdentifiers.find(instrument, in: database)
            else { return nil }
            return try Int64.fetchOne(
                database,
                sql: """
                    SELECT event_time FROM feature WHERE instrument_id = ? AND schema_id = ?
                    ORDER BY event_time DESC LIMIT 1
                    """, arguments: [id, found.id]
            ).map(RowReader.time)
        }
    }
}

/// The statements behind reading features; as with candles, they walk the primary key in its order.
enum FeatureQuery {
    /// Columns: event time, known time, then the features. Arguments: instrument, schema, start, end, known at the
    /// latest, longest time from the start of the minute to knowing.
    static func forward(_ names: [String]) -> String {
        """
        SELECT event_time, known_at, \(names.map { "\"\($0)\"" }.joined(separator: ", ")) FROM feature
        WHERE instrument_id = ? AND schema_id = ? AND event_time >= ? AND event_time < ? AND known_at <= ?
            AND known_at - event_time <= ?
        ORDER BY event_time, known_at
        """
    }

    /// In bytes; a SHA-256 has 64.
    private static let longestHash = 256

    static func schemas(_ database: Database) throws -> [(id: Int64, schema: FeatureSchema)] {
        var found: [(Int64, FeatureSchema)] = []
        try RowReader(database, sql: "SELECT id, hash, names FROM feature_schema ORDER BY id").forEach { row in
            let names = try JSONText.strings(row.text(2))
            // It stands in every row that is exported.
            let hash = row.text(1)
            try row.require(
                hash.utf8.count <= longestHash, "a schema of features", "its hash has \(hash.utf8.count) bytes")
            found.append((row.integer(0), FeatureSchema(names: names, hash: hash)))
            return true
        }
        return found
    }

    /// - Parameter hash: nil for the newest; there is none in a new store.
    static func schema(_ hash: String?, _ database: Database) throws -> (id: Int64, schema: FeatureSchema)? {
        let all = try schemas(database)
        guard let hash else { return all.last }
        guard let found = all.first(where: { $0.schema.hash == hash }) else {
            throw StoreError.unknownSchema(hash: hash)
        }
        return found
    }
}
