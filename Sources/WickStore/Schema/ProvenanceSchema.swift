import GRDB

/// Version 3: where rows come from, and what they can hold. Volumes beyond 64 bits at eight decimals, which markets of small coins
/// have; which import stored a row; the vectors behind predictions; which features are out of date; rows that cannot be stored.
enum ProvenanceSchema {
    @Sendable
    static func create(_ database: Database) throws {
        for statements in [candles, imports, features, refusals] { try database.execute(sql: statements) }
        // Features that an import changed counted as known at its time, and were of no use for training.
        try StaleMarks.addAll(in: database)
    }

    // A column's constraints cannot be changed, so the table is made anew.
    private static let candles = """
        DROP VIEW candle_latest;
        CREATE TABLE candle_of_version_3 (
            instrument_id INTEGER NOT NULL,
            event_time INTEGER NOT NULL, known_at INTEGER NOT NULL,
            open_e9 INTEGER NOT NULL, high_e9 INTEGER NOT NULL, low_e9 INTEGER NOT NULL, close_e9 INTEGER NOT NULL,
            -- What 64 bits do not hold is NULL here and stands in volume and buy_volume, as decimal text.
            volume_e8 INTEGER, buy_volume_e8 INTEGER, volume TEXT, buy_volume TEXT,
            -- Decimal text: the sum has 17 decimal places, and 64 bits would end at 92.
            notional TEXT,
            -- Ids from 2^63 on are stored less 2^64, as negative numbers.
            trades INTEGER, first_id INTEGER, last_id INTEGER, state TEXT NOT NULL,
            -- The import that stored this version, 0 for a backfill; NULL for what feeds gave.
            import_id INTEGER,
            PRIMARY KEY (instrument_id, event_time, known_at),
            CHECK ((volume_e8 IS NULL) <> (volume IS NULL))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO candle_of_version_3 (
            instrument_id, event_time, known_at, open_e9, high_e9, low_e9, close_e9, volume_e8, buy_volume_e8, notional,
            trades, first_id, last_id, state)
        SELECT instrument_id, event_time,
            -- No feed corrects a minute after a week (604,860 s from its start). What is known later was corrected by an import, at whose time
            -- it counted as known; now it counts as known right behind what it corrects.
            CASE WHEN known_at - event_time <= 604860000000 THEN known_at
            ELSE coalesce(
                max(CASE WHEN known_at - event_time <= 604860000000 THEN known_at END)
                    OVER (PARTITION BY instrument_id, event_time), event_time + 59999999)
                + row_number() OVER (
                    PARTITION BY instrument_id, event_time, known_at - event_time > 604860000000 ORDER BY known_at)
            END,
            open_e9, high_e9, low_e9, close_e9, volume_e8, buy_volume_e8, notional, trades, first_id, last_id, state
        FROM candle;
        DROP TABLE candle;
        ALTER TABLE candle_of_version_3 RENAME TO candle;
        CREATE VIEW candle_latest AS
        SELECT i.venue, i.symbol, \(MarketViews.isoTime("c.event_time")) AS open_time, c.event_time, c.known_at,
            CAST(c.open_e9 / 1e9 AS REAL) AS open, CAST(c.high_e9 / 1e9 AS REAL) AS high,
            CAST(c.low_e9 / 1e9 AS REAL) AS low, CAST(c.close_e9 / 1e9 AS REAL) AS close,
            CAST(coalesce(c.volume_e8 / 1e8, CAST(c.volume AS REAL)) AS REAL) AS volume,
            CAST(coalesce(c.buy_volume_e8 / 1e8, CAST(c.buy_volume AS REAL)) AS REAL) AS buy_volume,
            CAST(c.notional AS REAL) AS notional, c.trades, c.first_id, c.last_id, c.state
        FROM instrument i CROSS JOIN candle c ON c.instrument_id = i.id
        WHERE NOT EXISTS (
            SELECT 1 FROM candle n
            WHERE n.instrument_id = c.instrument_id AND n.event_time = c.event_time AND n.known_at > c.known_at);
        """

    private static let imports = """
        -- What one `wick import` was asked to do, and what came of it. ended_at is NULL while it runs and after it was killed.
        CREATE TABLE import_run (
            id INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER, undone_at INTEGER,
            arguments TEXT NOT NULL CHECK (json_valid(arguments)), counts TEXT CHECK (counts IS NULL OR json_valid(counts))
        ) STRICT;
        ALTER TABLE headline ADD COLUMN import_id INTEGER;
        """

    private static let features = """
        -- Minutes whose features are to be computed again, because facts came in that are older than they are. end_time is the first
        -- minute behind them.
        CREATE TABLE feature_stale (
            instrument_id INTEGER NOT NULL, event_time INTEGER NOT NULL, end_time INTEGER NOT NULL,
            PRIMARY KEY (instrument_id, event_time, end_time)
        ) STRICT, WITHOUT ROWID;
        -- The vector that a prediction was made from, kept where the feature table has another one by now; null is unknown.
        CREATE TABLE prediction_vector (
            prediction_id TEXT NOT NULL PRIMARY KEY REFERENCES prediction (id) ON DELETE CASCADE,
            schema_hash TEXT NOT NULL, known_at INTEGER NOT NULL,
            features TEXT NOT NULL CHECK (json_valid(features))
        ) STRICT, WITHOUT ROWID;
        """

    private static let refusals = """
        -- Rows that can never be stored where they belong, each with its reason. content is the row as JSON.
        CREATE TABLE refused_row (
            known_at INTEGER NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL, reason TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            -- So that a row that comes again, by a replay, is kept once. The rowid tells which came first.
            PRIMARY KEY (known_at, kind, what)
        ) STRICT;
        """
}
