import GRDB
public import WickDomain

/// How far a message to one target is.
public struct DeliveryState: Equatable, Sendable {
    public let notice: NoticeRecord
    public let target: String
    public let attempts: Int
    public let deliveredTime: Timestamp?
    public let gaveUpTime: Timestamp?
    /// Why the last attempt failed.
    public let failure: String?
}

extension Store {
    /// Every message made since then, oldest first, for each target.
    public func deliveryStates(since time: Timestamp) throws(StoreError) -> [DeliveryState] {
        try read("reading what was sent") { database in
            var found: [DeliveryState] = []
            let rows = try RowReader(
                database,
                sql: """
                    SELECT n.id, n.rule, n.known_at, n.due_at, n.content, d.target, d.attempts, d.delivered_at, d.gave_up_at,
                        d.failure
                    FROM alert_notice n JOIN alert_delivery d ON d.notice_id = n.id
                    WHERE n.known_at >= ? ORDER BY n.known_at, n.id, d.target
                    """, arguments: [time.microseconds])
            try rows.forEach { row in
                let notice = NoticeRecord(
                    id: row.text(0), rule: row.text(1), knownTime: try row.time(2), dueTime: try row.time(3),
                    content: row.text(4))
                found.append(
                    DeliveryState(
                        notice: notice, target: row.text(5), attempts: try row.count(6),
                        deliveredTime: try row.optionalTime(7), gaveUpTime: try row.optionalTime(8),
                        failure: row.optionalText(9)))
                return true
            }
            return found
        }
    }
}
