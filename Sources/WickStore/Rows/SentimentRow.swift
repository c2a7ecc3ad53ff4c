import WickDomain

/// A score as a row of the table, and back.
enum SentimentRow {
    static let columns = [
        "headline_id", "headline_version", "scorer", "model", "known_at", "subject", "sentiment", "confidence",
        "horizon", "event", "prompt_sha256", "words",
    ]

    static func bind(_ score: SentimentScore, to row: inout RowBinder) throws {
        row.add(score.headlineID)
        row.add(Int64(score.headlineVersion))
        row.add(score.scorer)
        row.add(score.model)
        row.add(score.scoredTime)
        row.add(score.subject.rawValue)
        row.add(score.sentiment)
        row.add(score.confidence)
        row.add(score.horizon?.rawValue)
        row.add(score.event?.rawValue)
        row.add(score.promptHash)
        row.add(try JSONText.array(score.words))
    }

    static func read(_ row: RowReader) throws -> SentimentScore {
        let what = "a score of headline \(row.text(0))"
        try row.require(
            (-1...1).contains(row.number(6)) && (0...1).contains(row.number(7)), what,
            "its sentiment or confidence is out of range")
        return SentimentScore(
            headlineID: row.text(0), headlineVersion: try row.count(1), subject: try row.named(5, what),
            sentiment: row.number(6), confidence: row.number(7),
            horizon: row.isNull(8) ? nil : try row.named(8, what), event: row.isNull(9) ? nil : try row.named(9, what),
            scorer: row.text(2), model: row.text(3), promptHash: row.optionalText(10),
            words: try JSONText.strings(row.text(11)), scoredTime: try row.time(4))
    }
}
