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
        try read("reading alerts") { database in
            let instruments = try InstrumentIdentifiers.all(in: database)
            var found: [AlertRecord] = []
            let rows = try RowReader(
                database,
                sql: """
                    SELECT id, rule, instrument_id, event_time, known_at, message, delivered_at, failure FROM alert
                    WHERE known_at >= ? AND known_at < ? ORDER BY known_at, id
                    """, arguments: [range.lowerBound.microseconds, range.upperBound.microseconds])
            try rows.forEach { row in
                found.append(
                    AlertRecord(
                        id: row.text(0), rule: row.text(1),
                        instrument: row.optionalInteger(2).flatMap { instruments[$0] }, eventTime: row.time(3),
                        knownTime: row.time(4), message: row.text(5),
                        deliveredTime: row.optionalInteger(6).map { Timestamp(microseconds: $0) },
                        failure: row.optionalText(7)))
                return true
            }
            return found
        }
    }

    /// Notes what came of sending an alert. One that was delivered stays so.
    public func markAlert(_ id: String, _ delivery: AlertDelivery) throws(StoreError) {
        try write("noting the delivery of an alert") { database in
            switch delivery {
            case .delivered(let time):
                try database.execute(
                    sql: "UPDATE alert SET delivered_at = ?, failure = NULL WHERE id = ? AND delivered_at IS NULL",
                    arguments: [time.microseconds, id])
            case .failed(let reason):
                try database.execute(
                    sql: "UPDATE alert SET failure = ? WHERE id = ? AND delivered_at IS NULL", arguments: [reason, id])
            }
            guard try Int.fetchOne(database, sql: "SELECT 1 FROM alert WHERE id = ?", arguments: [id]) != nil else {
                throw StoreError.badRow(what: "the delivery of alert \(id)", reason: "the store has no such alert")
            }
        }
    }
}
