import GRDB
public import WickDomain

extension Store {
    /// The minutes whose features are out of date, by instrument and time.
    public func staleFeatures() throws(StoreError) -> [StaleFeatures] {
        try read("looking for features that are out of date") { database in
            let instruments = try InstrumentIdentifiers.all(in: database)
            var found: [StaleFeatures] = []
            try RowReader(
                database,
                sql: "SELECT instrument_id, event_time, end_time FROM feature_stale ORDER BY event_time, end_time"
            ).forEach { row in
                guard let instrument = instruments[row.integer(0)] else { return true }
                let most: Int64 = 1 << 61
                try row.require(
                    row.integer(1) < row.integer(2) && row.integer(1) > -most && row.integer(2) < most,
                    "what is out of date of \(instrument)", "its times are none, or in the wrong order")
                let range = Timestamp(microseconds: row.integer(1))..<Timestamp(microseconds: row.integer(2))
                found.append(StaleFeatures(instrument: instrument, range: range))
                return true
            }
            return found.sorted { ($0.instrument, $0.range.lowerBound) < ($1.instrument, $1.range.lowerBound) }
        }
    }

    /// Marks minutes whose features are to be computed again.
    public func markStale(_ spans: [StaleFeatures]) throws(StoreError) {
        guard !spans.isEmpty else { return }
        try write("marking features that are out of date") { database in
            let instruments = InstrumentIdentifiers(database)
            for span in spans {
                try StaleMarks.add(
                    try instruments.identifier(of: span.instrument), from: span.range.lowerBound.microseconds,
                    to: span.range.upperBound.microseconds, in: database)
            }
        }
    }

    /// Takes marks away without computing anything.
    public func clearStale(_ spans: [StaleFeatures]) throws(StoreError) {
        guard !spans.isEmpty else { return }
        try write("noting which features are up to date") { database in
            for span in spans {
                guard let id = try InstrumentIdentifiers.find(span.instrument, in: database) else { continue }
                try StaleMarks.remove(
                    id, from: span.range.lowerBound.microseconds, to: span.range.upperBound.microseconds, in: database)
            }
        }
    }

    /// Brings the stored features of a piece in line with what follows from the facts: adds, overwrites and removes versions, and takes
    /// the piece's marks away, all in one transaction. Vectors that predictions were made from are kept beside their predictions first.
    public func replaceFeatures(_ piece: FeaturePiece) throws(StoreError) -> FeatureChanges {
        for vector in piece.vectors where vector.values.count != piece.schema.names.count {
            throw .badRow(
                what: "features of \(vector.instrument) at \(vector.openTime)",
                reason: "\(vector.values.count) values for a schema of \(piece.schema.names.count)")
        }
        return try write("computing features again") { database in
            var replacement = try FeatureReplacement(piece, database)
            try replacement.perform()
            return replacement.changes
        }
    }

    /// Every version of the minutes in the range, by minute and known time.
    public func candleVersions(
        of instrument: Instrument, in range: Range<Timestamp>
    ) throws(StoreError) -> [StoredCandle] {
        try read("reading candles of \(instrument)") { database in
            guard let id = try InstrumentIdentifiers.find(instrument, in: database) else { return [] }
            var found: [StoredCandle] = []
            let importColumn = Int32(CandleRow.columns.count)
            try RowReader(
                database, sql: CandleQuery.versions,
                arguments: [id, range.lowerBound.microseconds, range.upperBound.microseconds]
            ).forEach { row in
                found.append(
                    StoredCandle(
                        candle: try CandleRow.read(row, instrument: instrument),
                        importRun: row.optionalInteger(importColumn).flatMap { Int(exactly: $0) }))
                return true
            }
            return found
        }
    }

    /// Whether there are features of earlier minutes, as where only candles are removed after a while.
    public func hasFeatures(
        of instrument: Instrument, before time: Timestamp, schemaHash: String
    ) throws(StoreError) -> Bool {
        try read("looking for the first features of \(instrument)") { database in
            guard let id = try InstrumentIdentifiers.find(instrument, in: database) else { return false }
            return try Int.fetchOne(
                database,
                sql: """
                    SELECT 1 FROM feature WHERE instrument_id = ?
                        AND schema_id = (SELECT id FROM feature_schema WHERE hash = ?) AND event_time < ? LIMIT 1
                    """, arguments: [id, schemaHash, time.microseconds]) != nil
        }
    }

    /// When the newest of an instrument's features became known, among minutes from a moment on.
    public func lastKnownTime(
        ofFeaturesOf instrument: Instrument, from start: Timestamp, schemaHash: String
    ) throws(StoreError) -> Timestamp? {
        try read("looking for the last features of \(instrument)") { database in
            guard let id = try InstrumentIdentifiers.find(instrument, in: database) else { return nil }
            return try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(known_at) FROM feature WHERE instrument_id = ?
                        AND schema_id = (SELECT id FROM feature_schema WHERE hash = ?) AND event_time >= ?
                    """, arguments: [id, schemaHash, start.microseconds]
            ).map { Timestamp(microseconds: $0) }
        }
    }

    /// From when on scores have to be read so that all that counts at a moment is among them: `reach` before the last one that each
    /// asset's news have by then. Nil where there is none.
    public func newsStart(before moment: Timestamp, reach: Duration) throws(StoreError) -> Timestamp? {
        try read("looking for the last sentiment") { database in
            func last(_ subject: SentimentScore.Subject) throws -> Int64? {
                try Int64.fetchOne(
                    database,
                    sql: """
                        SELECT known_at FROM sentiment WHERE known_at < ? AND subject = ?
                        ORDER BY known_at DESC LIMIT 1
                        """, arguments: [moment.microseconds, subject.rawValue])
            }
            let market = try last(.market)
            let books = [try last(.btc), try last(.eth)].map { own in own.map { max($0, market ?? $0) } ?? market }
            return books.compactMap(\.self).min().map { Timestamp(microseconds: $0) - reach }
        }
    }

    /// When the first score of a range became known that an instrument's features are made from; nil where there is none.
    public func firstScore(
        ofAssetOf instrument: Instrument, in range: Range<Timestamp>
    ) throws(StoreError) -> Timestamp? {
        let subjects = SentimentScore.Subject.allCases.filter { $0.concerns(instrument) }
        return try read("looking for the first sentiment") { database in
            try subjects.compactMap { subject in
                try Int64.fetchOne(
                    database,
                    sql: """
                        SELECT known_at FROM sentiment WHERE known_at >= ? AND known_at < ? AND subject = ?
                        ORDER BY known_at LIMIT 1
                        """,
                    arguments: [range.lowerBound.microseconds, range.upperBound.microseconds, subject.rawValue])
            }.min().map { Timestamp(microseconds: $0) }
        }
    }
}
