import WickDomain
import WickPipeline

/// What a service has at one moment, asked for over REST.
struct AttachHistory {
    /// Two days of minutes, as the chart shows them.
    private static let candleSpan: Duration = .seconds(2 * 86_400)
    private static let headlineSpan: Duration = .seconds(7 * 86_400)

    private(set) var candles: [Candle] = []
    private(set) var predictions: [(Prediction, Outcome?)] = []
    private(set) var news = NewsStage.Output()
    private(set) var status: StatusRow
    /// What of it is left out, in words.
    private(set) var missing: [String] = []

    init(_ client: AttachClient, limits: AttachLimits = AttachLimits()) async throws(AttachClient.Failure) {
        status = try await client.get("/v1/status", StatusRow.self)
        // By the service's clock: ours may differ.
        guard let now = AttachBounds.time(status.time) else {
            throw .unreadable(path: "/v1/status", reason: "its time is none")
        }
        let since = (now - Self.candleSpan).floored(to: .seconds(60))
        var minutes = AttachSpans<CandleRow, Candle>(client, "/v1/candles", limits: limits) { row in
            row.value.map { ($0.openTime, $0) }
        }
        candles = take(try await minutes.newest(since: since, now: now), "candles")
        var forecasts = AttachSpans<PredictionRow, (Prediction, Outcome?)>(client, "/v1/predictions", limits: limits) {
            row in row.value.map { ($0.madeAt, ($0, row.outcome?.value(of: row.id))) }
        }
        predictions = take(try await forecasts.newest(since: since, now: now), "predictions")
        let headlines = try await Self.headlines(client, since: now - Self.headlineSpan, now: now, limits: limits)
        news = headlines.news
        missing += headlines.missing.map { [$0.text(of: "headlines")] } ?? []
    }

    private mutating func take<Value>(_ found: FoundRows<Value>, _ name: String) -> [Value] {
        if let left = found.missing { missing.append(left.text(of: name)) }
        return found.values
    }

    /// Headlines from a moment on; those that are known already are in it again.
    static func headlines(
        _ client: AttachClient, since: Timestamp, now: Timestamp, limits: AttachLimits = AttachLimits()
    ) async throws(AttachClient.Failure) -> (news: NewsStage.Output, missing: AttachMissing?) {
        var spans = AttachSpans<HeadlineRow, (Headline, SentimentScore?)>(client, "/v1/headlines", limits: limits) {
            row in row.value.map { ($0.seenTime, ($0, row.scored)) }
        }
        let found = try await spans.newest(since: since.floored(to: .seconds(1)), now: now)
        var news = NewsStage.Output()
        news.headlines = found.values.map(\.0)
        news.scores = found.values.compactMap(\.1)
        return (news, found.missing)
    }
}
