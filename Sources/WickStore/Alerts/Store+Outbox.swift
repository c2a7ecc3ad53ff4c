import GRDB
public import WickDomain

extension Store {
    /// Stores what changed, and each new message for every target.
    ///
    /// - Parameter patience: here and below: for how long a lock is waited for; nil for as long as usual. Whoever tries again by himself
    ///   does not wait.
    public func store(
        _ changes: AlertChanges, targets: [String], patience: Duration? = nil
    ) throws(StoreError) {
        try write("storing alerts", patience: patience) { database in
            var batch = StoreBatch()
            batch.alerts = changes.fired
            var writer = BatchWriter(database)
            try writer.write(batch)
            for end in changes.ended {
                try database.execute(
                    sql: "UPDATE alert SET resolved_at = ?, resolution = ? WHERE id = ? AND resolved_at IS NULL",
                    arguments: [end.time.microseconds, end.text, end.id])
            }
            for (id, time) in changes.notified {
                try database.execute(
                    sql: "UPDATE alert SET notified_at = ? WHERE id = ?", arguments: [time.microseconds, id])
            }
            for notice in changes.notices { try Self.insert(notice, targets, in: database) }
        }
    }

    /// A message that is there already and was not sent yet gets the new content.
    private static func insert(_ notice: NoticeRecord, _ targets: [String], in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO alert_notice (id, rule, known_at, due_at, content) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET content = excluded.content
                """,
            arguments: [
                notice.id, notice.rule, notice.knownTime.microseconds, notice.dueTime.microseconds, notice.content,
            ])
        for target in targets {
            try database.execute(
                sql: """
                    INSERT INTO alert_delivery (notice_id, target, next_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                    """, arguments: [notice.id, target, notice.dueTime.microseconds])
        }
    }

    /// What is neither delivered nor given up, in the order in which it was made.
    public func openDeliveries() throws(StoreError) -> [DeliveryRecord] {
        try read("reading what is to be sent") { database in
            var found: [DeliveryRecord] = []
            let rows = try RowReader(
                database,
                sql: """
                    SELECT n.id, n.rule, n.known_at, n.due_at, n.content, d.target, d.attempts, d.next_at,
                        max(d.is_begun, d.is_doubtful)
                    FROM alert_delivery d JOIN alert_notice n ON n.id = d.notice_id
                    WHERE d.delivered_at IS NULL AND d.gave_up_at IS NULL ORDER BY n.due_at, n.id, d.target
                    """)
            try rows.forEach { row in
                let notice = NoticeRecord(
                    id: row.text(0), rule: row.text(1), knownTime: try row.time(2), dueTime: try row.time(3),
                    content: row.text(4))
                found.append(
                    DeliveryRecord(
                        notice: notice, target: row.text(5), attempts: try row.count(6), nextTime: try row.time(7),
                        isDoubtful: row.integer(8) != 0))
                return true
            }
            return found
        }
    }

    /// Notes that an attempt begins, before it does: a process that is killed meanwhile leaves a doubt behind, not a
    /// message that looks untouched.
    public func beginDelivery(
        of notice: String, to target: String, patience: Duration? = nil
    ) throws(StoreError) {
        try write("noting an attempt to send an alert", patience: patience) { database in
            try database.execute(
                sql: """
                    UPDATE alert_delivery SET attempts = attempts + 1, is_begun = 1 WHERE notice_id = ? AND target = ?
                    """, arguments: [notice, target])
        }
    }

    /// Notes how an attempt ended.
    ///
    /// - Parameter alerts: those that the message is about.
    public func endDelivery(
        of notice: String, to target: String, _ end: DeliveryEnd, alerts: [String], patience: Duration? = nil
    ) throws(StoreError) {
        try write("noting what came of sending an alert", patience: patience) { database in
            let set: String
            let values: StatementArguments
            let mark: AlertDelivery
            switch end {
            case .delivered(let time):
                (set, values) = ("delivered_at = ?, failure = NULL", [time.microseconds])
                mark = .delivered(at: time)
            case .failed(let reason, let next, let isDoubtful):
                set = "failure = ?, next_at = ?, is_doubtful = max(is_doubtful, ?)"
                values = [reason, next.microseconds, isDoubtful ? 1 : 0]
                mark = .failed(reason: "\(target): \(reason)")
            case .gaveUp(let reason, let time):
                (set, values) = ("failure = ?, gave_up_at = ?", [reason, time.microseconds])
                mark = .failed(reason: "\(target): given up: \(reason)")
            }
            try database.execute(
                sql: "UPDATE alert_delivery SET \(set), is_begun = 0 WHERE notice_id = ? AND target = ?",
                arguments: values + [notice, target])
            for alert in alerts { try Self.mark(alert, mark, in: database) }
        }
    }

    /// Removes messages that are older than this and that nobody waits for any more.
    public func removeNotices(before time: Timestamp) throws(StoreError) {
        try write("removing old messages about alerts") { database in
            try database.execute(
                sql: """
                    DELETE FROM alert_notice WHERE known_at < ? AND NOT EXISTS (
                        SELECT 1 FROM alert_delivery d
                        WHERE d.notice_id = alert_notice.id AND d.delivered_at IS NULL AND d.gave_up_at IS NULL)
                    """, arguments: [time.microseconds])
        }
    }
}
