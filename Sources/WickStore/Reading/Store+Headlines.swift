import GRDB
public import WickDomain

extension Store {
    /// Headlines whose newest version known at `asOf` (nil: now) became known in the range, in that order: each
    /// headline once.
    ///
    /// - Throws: `StoreError`, or what `body` throws, which ends the reading. `body` must not call the store.
    public func forEachHeadline(
        seenIn range: Range<Timestamp>, asOf: Timestamp? = nil, _ body: (Headline) throws -> Void
    ) throws {
        try stream("reading headlines", body) { (database: Database, emit: (Headline) -> Bool) in
            let rows = try RowReader(
                database, sql: NewsQuery.headlines, arguments: NewsQuery.arguments(range, asOf))
            try rows.forEach { row in
                emit(try NewsQuery.headline(row))
            }
        }
    }

    /// As `forEachHeadline`, in memory.
    public func headlines(seenIn range: Range<Timestamp>, asOf: Timestamp? = nil) throws(StoreError) -> [Headline] {
        var found: [Headline] = []
        do { try forEachHeadline(seenIn: range, asOf: asOf) { found.append($0) } } catch {
            throw StoreError(error, path: path, doing: "reading headlines")
        }
        return found
    }

    /// The newest version of one headline known at `asOf`; nil where there is none.
    public func headline(_ id: String, asOf: Timestamp? = nil) throws(StoreError) -> Headline? {
        try read("reading headline \(id)") { database in
            var found: Headline?
            let rows = try RowReader(
                database, sql: NewsQuery.headline, arguments: [id, asOf?.microseconds ?? Int64.max])
            try rows.forEach { row in
                found = try NewsQuery.headline(row)
                return false
            }
            return found
        }
    }

    /// Scores that became known in the range and no later than `asOf`, in that order: all of them, because a later
    /// score of a headline does not undo an earlier one.
    public func scores(knownIn range: Range<Timestamp>, asOf: Timestamp? = nil) throws(StoreError) -> [SentimentScore] {
        try read("reading sentiment") { database in
            var found: [SentimentScore] = []
            let rows = try RowReader(
                database, sql: NewsQuery.scores,
                arguments: [
                    range.lowerBound.microseconds, range.upperBound.microseconds, asOf?.microseconds ?? .max,
                ])
            try rows.forEach { row in
                found.append(try SentimentRow.read(row))
                return true
            }
            return found
        }
    }
}

enum NewsQuery {
    private static let columns = "h.id, h.version, h.source, h.title, h.url, h.event_time, h.known_at"

    /// Walks the index of known times; each row asks the primary key once whether a newer version was known.
    static let headlines = """
        SELECT \(columns) FROM headline h
        WHERE h.known_at >= ?1 AND h.known_at < ?2 AND h.known_at <= ?3 AND NOT EXISTS (
            SELECT 1 FROM headline n WHERE n.id = h.id AND n.version > h.version AND n.known_at <= ?3)
        ORDER BY h.known_at, h.id
        """
    static let headline = """
        SELECT \(columns) FROM headline h WHERE h.id = ? AND h.known_at <= ? ORDER BY h.version DESC LIMIT 1
        """
    static let scores = """
        SELECT \(SentimentRow.columns.joined(separator: ", ")) FROM sentiment
        WHERE known_at >= ? AND known_at < ? AND known_at <= ?
        ORDER BY known_at, headline_id, headline_version, scorer, model, subject
        """

    static func headline(_ row: RowReader) throws -> Headline {
        try Headline(
            id: row.text(0), version: row.count(1), source: row.text(2), title: row.text(3),
            url: row.optionalText(4), publishedTime: row.optionalTime(5),
            seenTime: try row.time(6))
    }

    static func arguments(_ range: Range<Timestamp>, _ asOf: Timestamp?) -> StatementArguments {
        [range.lowerBound.microseconds, range.upperBound.microseconds, asOf?.microseconds ?? .max]
    }
}
