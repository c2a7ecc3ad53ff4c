/// The newest version of each row, with prices as numbers and times as text: for sqlite3, pandas and DuckDB. The casts
/// are what those go by for the type of a column.
///
/// CROSS JOIN is SQLite's way to say in which order tables are walked: the few instruments first, so that a range of
/// times is found by the key.
enum MarketViews {
    static let sql = """
        CREATE VIEW candle_latest AS
        SELECT i.venue, i.symbol, \(isoTime("c.event_time")) AS open_time, c.event_time, c.known_at,
            CAST(c.open_e9 / 1e9 AS REAL) AS open, CAST(c.high_e9 / 1e9 AS REAL) AS high,
            CAST(c.low_e9 / 1e9 AS REAL) AS low, CAST(c.close_e9 / 1e9 AS REAL) AS close,
            CAST(c.volume_e8 / 1e8 AS REAL) AS volume, CAST(c.buy_volume_e8 / 1e8 AS REAL) AS buy_volume,
            CAST(c.notional AS REAL) AS notional, c.trades, c.first_id, c.last_id, c.state
        FROM instrument i CROSS JOIN candle c ON c.instrument_id = i.id
        WHERE NOT EXISTS (
            SELECT 1 FROM candle n
            WHERE n.instrument_id = c.instrument_id AND n.event_time = c.event_time AND n.known_at > c.known_at);
        CREATE VIEW headline_latest AS
        SELECT h.id, h.version, h.source, h.title, h.url, \(isoTime("h.event_time")) AS published,
            \(isoTime("h.known_at")) AS seen, h.event_time, h.known_at
        FROM headline h
        WHERE NOT EXISTS (SELECT 1 FROM headline n WHERE n.id = h.id AND n.version > h.version);
        CREATE VIEW prediction_outcome AS
        SELECT p.id, i.venue, i.symbol, \(isoTime("p.event_time")) AS made_at,
            \(isoTime("p.target_time")) AS target_at, p.event_time, p.known_at, p.target_time,
            CAST(p.reference_price_e9 / 1e9 AS REAL) AS reference_price, p.predicted_return, p.lower, p.upper,
            p.model_version, p.schema_hash, p.latency_us, o.status, o.known_at AS outcome_known_at,
            CAST(o.observed_price_e9 / 1e9 AS REAL) AS observed_price, o.error, o.hit, o.covered
        FROM prediction p JOIN instrument i ON i.id = p.instrument_id
            LEFT JOIN outcome o ON o.prediction_id = p.id;
        """

    /// Whole seconds, as "2026-07-07T00:00:00Z".
    static func isoTime(_ column: String) -> String {
        "CAST(strftime('%Y-%m-%dT%H:%M:%SZ', \(column) / 1000000, 'unixepoch') AS TEXT)"
    }
}
