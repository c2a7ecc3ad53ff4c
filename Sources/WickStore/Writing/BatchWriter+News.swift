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
        for score in scores { try requireHeadline(of: score) }
        try insert(scores, into: "sentiment", SentimentRow.columns, bind: SentimentRow.bind)
    }

    private func requireHeadline(of score: SentimentScore) throws {
        let query = "SELECT 1 FROM headline WHERE id = ? AND version = ?"
        let found = try Int.fetchOne(
            database.cachedStatement(sql: query), arguments: [score.headlineID, score.headlineVersion])
        guard found == nil else { return }
        throw StoreError.badRow(
            what: "a score of headline \(score.headlineID), version \(score.headlineVersion)",
            reason: "the store has no such headline")
    }
}
