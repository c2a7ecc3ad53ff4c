import GRDB
public import WickDomain

/// What came of sending an alert.
public enum AlertDelivery: Equatable, Sendable {
    case delivered(at: Timestamp)
    case failed(reason: String)
}

extension Store {
    /// Alerts that became known in the range, in that order.
    public func alerts(knownIn range: Range<Timestamp>) throws(StoreError) -> [AlertRecord] {
        try alerts(
            where: "known_at >= ? AND known_at < ?",
            [range.lowerBound.microseconds, range.upperBound.microseconds])
    }

    /// Alerts that have not ended, oldest first.
    public func firingAlerts() throws(StoreError) -> [AlertRecord] { try alerts(where: "resolved_at IS NULL", []) }

    private func alerts(where condition: String, _ arguments: StatementArguments) throws(StoreError) -> [AlertRecord] {
        try read("reading alerts") { database in
            let instruments = try InstrumentIdentifiers.all(in: database)
            var found: [AlertRecord] = []
            let rows = try RowReader(
                database,
                sql: """
                    SELECT id, rule, instrument_id, subject, event_time, known_at, message, notified_at, resolved_at,
                        resolution, delivered_at, failure
                    FROM alert WHERE \(condition) ORDER BY known_at, id
                    """, arguments: arguments)
            try rows.forEach { row in
                found.append(try Self.alert(row, instruments))
                return true
            }
            return found
        }
    }

    private static func alert(_ row: RowReader, _ instruments: [Int64: Instrument]) throws -> AlertRecord {
        AlertRecord(
            id: row.text(0), rule: row.text(1), instrument: row.optionalInteger(2).flatMap { instruments[$0] },
            subject: row.optionalText(3), eventTime: try row.time(4), knownTime: try row.time(5), message: row.text(6),
            notifiedTime: try row.optionalTime(7), resolvedTime: try row.optionalTime(8),
            resolution: row.optionalText(9),
            deliveredTime: try row.optionalTime(10), failure: row.optionalText(11))
    }

    /// Notes what came of sending an alert. One that was delivered stays so.
    public func markAlert(_ id: String, _ delivery: AlertDelivery) throws(StoreError) {
        try write("noting the delivery of an alert") { database in
            try Self.mark(id, delivery, in: database)
            guard try Int.fetchOne(database, sql: "SELECT 1 FROM alert WHERE id = ?", arguments: [id]) != nil else {
                throw StoreError.badRow(what: "the delivery of alert \(id)", reason: "the store has no such alert")
            }
        }
    }

    static func mark(_ id: String, _ delivery: AlertDelivery, in database: Database) throws {
        switch delivery {
        case .delivered(let time):
            try database.execute(
                sql: "UPDATE alert SET delivered_at = ?, failure = NULL WHERE id = ? AND delivered_at IS NULL",
                arguments: [time.microseconds, id])
        case .failed(let reason):
            try database.execute(
                sql: "UPDATE alert SET failure = ? WHERE id = ? AND delivered_at IS NULL", arguments: [reason, id])
        }
    }

    /// What is not to be heard of, in the order of the patterns.
    public func alertMutes() throws(StoreError) -> [AlertMute] {
        try read("reading what is muted") { database in
            var found: [AlertMute] = []
            let rows = try RowReader(database, sql: "SELECT pattern, until FROM alert_mute ORDER BY pattern")
            try rows.forEach { row in
                found.append(AlertMute(pattern: row.text(0), until: try row.optionalTime(1)))
                return true
            }
            return found
        }
    }

    public func setAlertMute(_ mute: AlertMute, at time: Timestamp) throws(StoreError) {
        try write("muting \(mute.pattern)") { database in
            try database.execute(
                sql: """
                    INSERT INTO alert_mute (pattern, until, known_at) VALUES (?, ?, ?)
                    ON CONFLICT (pattern) DO UPDATE SET until = excluded.until, known_at = excluded.known_at
                    """, arguments: [mute.pattern, mute.until?.microseconds, time.microseconds])
        }
    }

    /// - Returns: whether it was muted.
    @discardableResult
    public func removeAlertMute(_ pattern: String) throws(StoreError) -> Bool {
        try write("unmuting \(pattern)") { database in
            try database.execute(sql: "DELETE FROM alert_mute WHERE pattern = ?", arguments: [pattern])
            return database.changesCount > 0
        }
    }
}
