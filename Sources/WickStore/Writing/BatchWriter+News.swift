import GRDB
import WickDomain

extension BatchWriter {
    mutating func write(_ headlines: [Headline], importRun: Int?) throws {
        let columns = ["id", "version", "source", "title", "url", "event_time", "known_at"]
        let run = importRun.map(Int64.init)
        try insert(headlines, into: "headline", columns, origin: "import_id") { headline, row in
            row.add(headline.id)
            row.add(Int64(headline.version))
            row.add(headline.source)
            row.add(headline.title)
            row.add(headline.url)
            row.add(headline.publishedTime?.microseconds)
            row.add(headline.seenTime)
            row.add(run)
        }
    }

    mutating func write(_ scores: [SentimentScore]) throws {
        let database = database
        try insert(
            scores, into: "sentiment", SentimentRow.columns, check: { try Self.requireHeadline(of: $0, in: database) },
            bind: SentimentRow.bind)
    }

    private static func requireHeadline(of score: SentimentScore, in database: Database) throws {
        let query = "SELECT 1 FROM headline WHERE id = ? AND version = ?"
        let found = try Int.fetchOne(
            database.cachedStatement(sql: query), arguments: [score.headlineID, score.headlineVersion])
        guard found == nil else { return }
        throw StoreError.badRow(what: score.rowTitle, reason: "the store has no such headline")
    }
}
