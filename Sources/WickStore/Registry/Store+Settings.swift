import GRDB
public import WickDomain

extension Store {
    /// The value of a setting; nil where there is none.
    public func setting(_ key: String) throws(StoreError) -> String? {
        try read("reading setting '\(key)'") { database in
            try String.fetchOne(database, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key])
        }
    }

    /// Sets some settings, or removes them (nil), all at once.
    public func setSettings(_ settings: [String: String?], at time: Timestamp) throws(StoreError) {
        try write("changing settings") { database in
            for (key, value) in settings {
                guard let value else {
                    try database.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [key])
                    continue
                }
                try database.execute(
                    sql: """
                        INSERT INTO setting (key, value, known_at) VALUES (?, ?, ?)
                        ON CONFLICT (key) DO UPDATE SET value = excluded.value, known_at = excluded.known_at
                        """, arguments: [key, value, time.microseconds])
            }
        }
    }
}
