import GRDB

/// Version 2: what alerts need beyond their text. A notice is one message about alerts; a delivery is that message to one
/// target, so that what was stored and not yet sent is sent after a restart.
enum AlertSchema {
    @Sendable
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                -- What the rule found: a venue, an instrument, or wick itself. NULL in rows of version 1.
                ALTER TABLE alert ADD COLUMN subject TEXT;
                -- When a notice that it fires was made; NULL while muted or in the cooldown.
                ALTER TABLE alert ADD COLUMN notified_at INTEGER;
                ALTER TABLE alert ADD COLUMN resolved_at INTEGER;
                ALTER TABLE alert ADD COLUMN resolution TEXT;
                CREATE INDEX alert_open ON alert (known_at) WHERE resolved_at IS NULL;
                CREATE TABLE alert_notice (
                    id TEXT NOT NULL PRIMARY KEY, rule TEXT NOT NULL, known_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
                    content TEXT NOT NULL CHECK (json_valid(content))
                ) STRICT, WITHOUT ROWID;
                -- attempts counts those that began; is_begun is 1 from there to the answer; is_doubtful is 1 once an attempt
                -- ended without one, so that the target may have the message all the same.
                CREATE TABLE alert_delivery (
                    notice_id TEXT NOT NULL REFERENCES alert_notice (id) ON DELETE CASCADE, target TEXT NOT NULL,
                    attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL,
                    is_begun INTEGER NOT NULL DEFAULT 0, is_doubtful INTEGER NOT NULL DEFAULT 0,
                    delivered_at INTEGER, gave_up_at INTEGER, failure TEXT,
                    PRIMARY KEY (notice_id, target)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX alert_delivery_open ON alert_delivery (target)
                    WHERE delivered_at IS NULL AND gave_up_at IS NULL;
                -- A rule, or a rule and its subject, that is not to be heard of; until NULL is until further notice.
                CREATE TABLE alert_mute (
                    pattern TEXT NOT NULL PRIMARY KEY, until INTEGER, known_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
