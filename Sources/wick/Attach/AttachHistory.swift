import WickDomain
import WickPipeline

/// What a service has at one moment, asked for over REST.
struct AttachHistory {
    /// Two days of minutes, as the chart shows them.
    private static let candleSpan: Duration = .seconds(2 * 86_400)
    private static let headlineSpan: Duration = .seconds(7 * 86_400)

    private(set) var candles: [Candle] = []
    private(set) var open: [Candle] = []
    private(set) var predictions: [(Prediction, Outcome?)] = []
    private(set) var news = NewsStage.Output()
    private(set) var status: StatusRow

    init(_ client: AttachClient) async throws(AttachClient.Failure) {
        status = try await client.get("/v1/status", StatusRow.self)
        // By the service's clock: ours may differ.
        guard let now = AttachBounds.time(status.time) else {
            throw .unreadable(path: "/v1/status", reason: "its time is none")
        }
        let since = (now - Self.candleSpan).floored(to: .seconds(60))
        candles = try await client.rows("/v1/candles?from=\(since)", CandleRow.self).compactMap(\.value)
        predictions = try await client.rows("/v1/predictions?from=\(since)", PredictionRow.self).compactMap { row in
            row.value.map { ($0, row.outcome?.value(of: row.id)) }
        }
        try await addHeadlines(client, since: now - Self.headlineSpan)
    }

    /// Headlines from a moment on; those that are known already are in it again.
    static func headlines(
        _ client: AttachClient, since: Timestamp
    ) async throws(AttachClient.Failure) -> NewsStage.Output {
        var news = NewsStage.Output()
        let path = "/v1/headlines?from=\(since.floored(to: .seconds(1)))"
        for row in try await client.rows(path, HeadlineRow.self) {
            guard let headline = row.value else { continue }
            news.headlines.append(headline)
            if let score = row.scored { news.scores.append(score) }
        }
        return news
    }

    private mutating func addHeadlines(
        _ client: AttachClient, since: Timestamp
    ) async throws(AttachClient.Failure) {
        news = try await Self.headlines(client, since: since)
    }
}
