import GRDB
public import WickDomain

extension Store {
    /// Removes what is older than its retention, in many short transactions; a stop in between leaves the rest for the
    /// next time. The file does not shrink: new rows take the place of the old.
    public func prune(_ retention: StoreRetention, now: Timestamp) throws(StoreError) -> StoreRetention.Removal {
        try forgetMarks(before: Self.limit(retention.candleDays, now))
        _ = try removeRows(
            of: "refused_row", keptFor: RefusedRow.keptDays, now,
            "rowid IN (SELECT rowid FROM refused_row WHERE known_at < ? LIMIT ?)")
        return StoreRetention.Removal(
            candles: try removeMinutes("candle", keptFor: retention.candleDays, now),
            features: try removeMinutes("feature", keptFor: retention.featureDays, now),
            headlines: try removeRows(
                of: "headline", keptFor: retention.headlineDays, now,
                "rowid IN (SELECT rowid FROM headline WHERE known_at < ? ORDER BY known_at LIMIT ?)"),
            predictions: try removeRows(
                of: "prediction", keptFor: retention.predictionDays, now,
                """
                rowid IN (SELECT rowid FROM prediction
                WHERE instrument_id IN (SELECT id FROM instrument) AND event_time < ? LIMIT ?)
                """))
    }

    /// What has no candles any more cannot be computed again, and keeps its features.
    private func forgetMarks(before limit: Int64?) throws(StoreError) {
        guard let limit else { return }
        try write("removing old marks") { database in
            for id in try InstrumentIdentifiers.all(in: database).keys {
                try StaleMarks.remove(id, from: .min, to: limit, in: database)
            }
        }
    }

    /// Tables that are clustered by instrument (and schema): all versions of whole minutes, oldest first.
    private func removeMinutes(_ table: String, keptFor days: Int?, _ now: Timestamp) throws(StoreError) -> Int {
        guard let limit = Self.limit(days, now) else { return 0 }
        let clusters = try read("looking for old rows of \(table)") { database in
            try String.fetchAll(database, sql: Self.clusters[table] ?? "")
        }
        var removed = 0
        for cluster in clusters {
            while let end = try endOfOldest(table, cluster, before: limit) {
                removed += try write("removing old rows of \(table)") { database in
                    try database.execute(
                        sql: "DELETE FROM \(table) WHERE \(cluster) AND event_time <= ?", arguments: [end])
                    return database.changesCount
                }
            }
        }
        return removed
    }

    /// Conditions that each hold for one run of neighbouring rows.
    private static let clusters = [
        "candle": "SELECT 'instrument_id = ' || id FROM instrument ORDER BY id",
        "feature": """
        SELECT 'instrument_id = ' || i.id || ' AND schema_id = ' || s.id FROM instrument i, feature_schema s
        ORDER BY i.id, s.id
        """,
    ]

    /// The last of the oldest minutes that make a transaction's worth; nil where nothing is older than the limit.
    private func endOfOldest(_ table: String, _ cluster: String, before limit: Int64) throws(StoreError) -> Int64? {
        try read("looking for old rows of \(table)") { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(event_time) FROM (SELECT event_time FROM \(table)
                    WHERE \(cluster) AND event_time < ? ORDER BY event_time LIMIT ?)
                    """, arguments: [limit, StoreRetention.rowsPerTransaction])
        }
    }

    private func removeRows(
        of table: String, keptFor days: Int?, _ now: Timestamp, _ condition: String
    ) throws(StoreError) -> Int {
        guard let limit = Self.limit(days, now) else { return 0 }
        var removed = 0
        while true {
            let count = try write("removing old rows of \(table)") { database in
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE \(condition)",
                    arguments: [limit, StoreRetention.rowsPerTransaction])
                return database.changesCount
            }
            removed += count
            if count < StoreRetention.rowsPerTransaction { return removed }
        }
    }

    private static func limit(_ days: Int?, _ now: Timestamp) -> Int64? {
        days.map { (now - .seconds($0 * 86_400)).microseconds }
    }
}
