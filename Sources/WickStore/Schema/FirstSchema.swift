import GRDB

/// Version 1. Never edited once released: what changes later is a migration of its own.
///
/// Times are microseconds since 1970 UTC. `event_time` is when it happened, by the venue's clock; `known_at` when we
/// knew, by ours. Prices and volumes are exact integers whose scale is in the column's name; the views give them as
/// numbers.
enum FirstSchema {
    @Sendable
    static func create(_ database: Database) throws {
        for statements in [market, news, registry, predictions, rest, MarketViews.sql] {
            try database.execute(sql: statements)
        }
        try FeatureColumns.createViews(database)
    }

    // Rows of one instrument lie together in the order of time, so that a range is read from neighbouring pages. The
    // two tables of bulk rows do not declare what their ids refer to: SQLite would look it up again for each row, a
    // tenth of an insertion's cost, and the ids come from a look-up in the same transaction anyway.
    private static let market = """
        CREATE TABLE instrument (
            id INTEGER PRIMARY KEY, venue TEXT NOT NULL, symbol TEXT NOT NULL, UNIQUE (venue, symbol)
        ) STRICT;
        CREATE TABLE candle (
            instrument_id INTEGER NOT NULL,
            event_time INTEGER NOT NULL, known_at INTEGER NOT NULL,
            open_e9 INTEGER NOT NULL, high_e9 INTEGER NOT NULL, low_e9 INTEGER NOT NULL, close_e9 INTEGER NOT NULL,
            volume_e8 INTEGER NOT NULL, buy_volume_e8 INTEGER,
            -- Decimal text: the sum has 17 decimal places, and 64 bits would end at 92.
            notional TEXT,
            trades INTEGER, first_id INTEGER, last_id INTEGER, state TEXT NOT NULL,
            PRIMARY KEY (instrument_id, event_time, known_at)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE feature_schema (
            id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, names TEXT NOT NULL CHECK (json_valid(names))
        ) STRICT;
        -- One REAL column a feature is added as schemas come; NULL is unknown.
        CREATE TABLE feature (
            instrument_id INTEGER NOT NULL, schema_id INTEGER NOT NULL,
            event_time INTEGER NOT NULL, known_at INTEGER NOT NULL,
            PRIMARY KEY (instrument_id, schema_id, event_time, known_at)
        ) STRICT, WITHOUT ROWID;
        -- What was not observed: scope is a source ("kraken") or an instrument ("kraken BTC/USD").
        CREATE TABLE gap (
            scope TEXT NOT NULL, event_time INTEGER NOT NULL, end_time INTEGER NOT NULL, known_at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (scope, event_time, end_time, known_at)
        ) STRICT, WITHOUT ROWID;
        """

    private static let news = """
        -- event_time is what the feed claims, NULL where it claims nothing.
        CREATE TABLE headline (
            id TEXT NOT NULL, version INTEGER NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL, url TEXT,
            event_time INTEGER, known_at INTEGER NOT NULL,
            PRIMARY KEY (id, version)
        ) STRICT;
        CREATE INDEX headline_known_at ON headline (known_at);
        CREATE TABLE sentiment (
            headline_id TEXT NOT NULL, headline_version INTEGER NOT NULL, scorer TEXT NOT NULL, model TEXT NOT NULL,
            known_at INTEGER NOT NULL, subject TEXT NOT NULL, sentiment REAL NOT NULL, confidence REAL NOT NULL,
            horizon TEXT, event TEXT, prompt_sha256 TEXT, words TEXT NOT NULL CHECK (json_valid(words)),
            PRIMARY KEY (headline_id, headline_version, scorer, model, subject, known_at),
            FOREIGN KEY (headline_id, headline_version) REFERENCES headline (id, version) ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX sentiment_known_at ON sentiment (known_at);
        """

    // The artifact is the last column, so that lists of models do not read through megabytes.
    private static let registry = """
        CREATE TABLE training_run (
            id INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER, state TEXT NOT NULL,
            schema_hash TEXT NOT NULL, data_from INTEGER NOT NULL, data_to INTEGER NOT NULL,
            parameters TEXT NOT NULL CHECK (json_valid(parameters)), message TEXT, model_version INTEGER
        ) STRICT;
        CREATE TABLE model (
            version INTEGER PRIMARY KEY, parent INTEGER REFERENCES model (version), run_id INTEGER,
            known_at INTEGER NOT NULL, schema_hash TEXT NOT NULL, horizon_us INTEGER NOT NULL,
            data_from INTEGER NOT NULL, data_to INTEGER NOT NULL,
            parameters TEXT NOT NULL CHECK (json_valid(parameters)),
            metrics TEXT NOT NULL CHECK (json_valid(metrics)),
            format TEXT NOT NULL, sha256 TEXT NOT NULL, artifact BLOB NOT NULL
        ) STRICT;
        -- Every change of an alias; the newest counts, and NULL takes the alias away.
        CREATE TABLE model_alias (
            name TEXT NOT NULL, change INTEGER NOT NULL, version INTEGER REFERENCES model (version),
            known_at INTEGER NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY (name, change)
        ) STRICT, WITHOUT ROWID;
        """

    private static let predictions = """
        -- The model's version need not be in this database: a replay may bring its models along.
        CREATE TABLE prediction (
            id TEXT NOT NULL PRIMARY KEY, instrument_id INTEGER NOT NULL REFERENCES instrument (id),
            event_time INTEGER NOT NULL, known_at INTEGER NOT NULL, target_time INTEGER NOT NULL,
            reference_price_e9 INTEGER NOT NULL, predicted_return REAL NOT NULL, lower REAL NOT NULL,
            upper REAL NOT NULL, model_version INTEGER NOT NULL, schema_hash TEXT NOT NULL, latency_us INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX prediction_event_time ON prediction (instrument_id, event_time, id);
        -- The key allows one outcome a prediction.
        CREATE TABLE outcome (
            prediction_id TEXT NOT NULL PRIMARY KEY REFERENCES prediction (id) ON DELETE CASCADE,
            known_at INTEGER NOT NULL, status TEXT NOT NULL, observed_price_e9 INTEGER, error REAL, hit INTEGER,
            covered INTEGER
        ) STRICT, WITHOUT ROWID;
        """

    private static let rest = """
        CREATE TABLE alert (
            id TEXT NOT NULL PRIMARY KEY, rule TEXT NOT NULL, instrument_id INTEGER REFERENCES instrument (id),
            event_time INTEGER NOT NULL, known_at INTEGER NOT NULL, message TEXT NOT NULL,
            delivered_at INTEGER, failure TEXT
        ) STRICT;
        CREATE INDEX alert_known_at ON alert (known_at);
        CREATE TABLE setting (
            key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, known_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
