import GRDB
import WickDomain

/// The columns of the feature table: the union of those of all schemas. A row has values in its own schema's columns;
/// in others, and where its features are unknown, NULL.
enum FeatureColumns {
    /// Most columns of all schemas together. SQLite allows 2,000 a table; with more than about 110 values a row
    /// outgrows its page and is read more slowly.
    static let maximumCount = 512
    /// Longest name of a feature.
    static let maximumNameLength = 64

    private static let keys: Set<String> = ["instrument_id", "schema_id", "event_time", "known_at"]
    /// Names that the views use.
    private static let viewNames: Set<String> = ["venue", "symbol", "open_time", "schema"]

    /// The row of this schema; makes it, and the columns that are missing, where it is new.
    static func identifier(of schema: FeatureSchema, in database: Database) throws -> Int64 {
        let query = "SELECT id FROM feature_schema WHERE hash = ?"
        if let id = try Int64.fetchOne(database, sql: query, arguments: [schema.hash]) { return id }
        try validate(schema)
        let present = try names(in: database)
        let missing = schema.names.filter { !Set(present).contains($0) }
        guard present.count + missing.count <= maximumCount else {
            throw StoreError.outOfRange(
                what: "a schema of features", value: "\(present.count + missing.count) columns",
                limit: "\(maximumCount)")
        }
        for name in missing { try database.execute(sql: "ALTER TABLE feature ADD COLUMN \"\(name)\" REAL") }
        try database.execute(
            sql: "INSERT INTO feature_schema (hash, names) VALUES (?, ?)",
            arguments: [schema.hash, JSONText.array(schema.names)])
        let id = database.lastInsertedRowID
        try createViews(database)
        // In place of another one: of what is stored there are no features under it yet.
        if id > 1 { try StaleMarks.addAll(in: database) }
        return id
    }

    /// All feature columns there are, in the table's order.
    static func names(in database: Database) throws -> [String] {
        try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('feature') ORDER BY cid")
            .filter { !keys.contains($0) }
    }

    /// The view of the newest versions under the newest schema, with that schema's columns only: columns of one name
    /// may have had another formula under an older one.
    static func createViews(_ database: Database) throws {
        let newest = "SELECT names FROM feature_schema ORDER BY id DESC LIMIT 1"
        let features = try String.fetchOne(database, sql: newest).map(JSONText.strings) ?? []
        let columns = features.map { ", f.\"\($0)\"" }.joined()
        try database.execute(
            sql: """
                DROP VIEW IF EXISTS feature_latest;
                CREATE VIEW feature_latest AS
                SELECT i.venue, i.symbol, \(MarketViews.isoTime("f.event_time")) AS open_time, f.event_time, f.known_at,
                    s.hash AS schema\(columns)
                FROM instrument i
                    CROSS JOIN feature_schema s ON s.id = (SELECT max(id) FROM feature_schema)
                    CROSS JOIN feature f ON f.instrument_id = i.id AND f.schema_id = s.id
                WHERE NOT EXISTS (
                    SELECT 1 FROM feature n
                    WHERE n.instrument_id = f.instrument_id AND n.schema_id = f.schema_id
                        AND n.event_time = f.event_time AND n.known_at > f.known_at);
                """)
    }

    /// Names go into statements, so they are what the schema promises: lower case, digits and underscores.
    private static func validate(_ schema: FeatureSchema) throws(StoreError) {
        guard !schema.names.isEmpty else { throw .badRow(what: "a schema of features", reason: "it has no features") }
        for name in schema.names {
            let isPlain = name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
            guard isPlain, (1...maximumNameLength).contains(name.utf8.count), !keys.contains(name),
                !viewNames.contains(name)
            else {
                throw .badRow(
                    what: "a schema of features",
                    reason: "'\(name)' cannot name a column: 1 to \(maximumNameLength) of a-z, 0-9 and _, and none of "
                        + keys.union(viewNames).sorted().joined(separator: ", "))
            }
        }
    }
}
