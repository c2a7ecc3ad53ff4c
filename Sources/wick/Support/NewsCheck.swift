import WickDomain
import WickNetwork
import WickNews

/// What `wick doctor` asks of news feeds and of the language model.
struct NewsCheck {
    private let client: any HTTPClient

    init(_ client: any HTTPClient) { self.client = client }

    /// One finding each.
    func run(
        _ configuration: Configuration, _ environment: [String: String]
    ) async -> [(String, Result<String, any Error>)] {
        var findings: [(String, Result<String, any Error>)] = []
        for feed in NewsSetup.feeds(configuration, environment) {
            findings.append(("news \(feed.name)", await Self.outcome { try await check(feed) }))
        }
        if let model = NewsSetup.languageModel(configuration, environment) {
            findings.append(("language model", await Self.outcome { try await check(model) }))
        } else {
            findings.append(("language model", .success("none is configured; the lexicon scores headlines")))
        }
        return findings
    }

    private static func outcome(_ check: () async throws -> String) async -> Result<String, any Error> {
        do { return .success(try await check()) } catch { return .failure(error) }
    }

    private func check(_ feed: NewsFeed) async throws -> String {
        let response = try await client.send(
            HTTPRequest(.get, feed.url, maximumBodyBytes: FeedParser.maximumBytes))
        guard response.status == 200 else {
            throw CommandFailure(what: "status \(response.status)", why: "the feed may have moved, or want a key")
        }
        let found = try FeedParser().parse(response.body, contentType: response[header: "Content-Type"])
        return "\(found.kind.rawValue) with \(found.entries.count) entries"
    }

    /// Asks for one rating: it costs some hundred tokens.
    private func check(_ model: LLMConfiguration) async throws -> String {
        let scorer = NewsSetup.scorer(model, client)
        let now = Timestamp(nanoseconds: WallClock.nanoseconds())
        let headline = Headline(
            id: "doctor", version: 1, source: "doctor", title: "Bitcoin rises", url: nil, publishedTime: nil,
            seenTime: now)
        guard await scorer.ask([headline]) != nil else {
            throw CommandFailure(what: "\(PlainText.line(model.model))", why: "\(await scorer.state)")
        }
        let usage = await scorer.usage
        return "\(PlainText.line(model.model)) answers as asked, \(usage.promptTokens + usage.answerTokens) tokens"
    }
}
