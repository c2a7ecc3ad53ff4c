import Foundation
import WickFrames
import WickNetwork
import WickNews
import WickPipeline

/// The parts of a run that have to do with news, from the configuration and the environment.
enum NewsSetup {
    /// CryptoPanic is polled where its token is in the environment.
    static let cryptoPanicVariable = "WICK_CRYPTOPANIC_TOKEN"
    static let keyVariable = "WICK_LLM_KEY"

    /// The feeds to poll, in a fixed order.
    static func feeds(_ configuration: Configuration, _ environment: [String: String]) -> [NewsFeed] {
        guard configuration.isNewsEnabled else { return [] }
        let feeds = configuration.newsFeeds.keys.sorted().compactMap { name -> NewsFeed? in
            let settings = configuration[feed: name]
            guard settings.isEnabled else { return nil }
            return NewsFeed(name: name, url: settings.url, interval: .seconds(settings.intervalSeconds))
        }
        let token = environment[cryptoPanicVariable].flatMap(NewsFeed.cryptoPanic)
        let extra = [token].compactMap(\.self).filter { extra in !feeds.contains { $0.name == extra.name } }
        return Array((feeds + extra).prefix(FeedPoller.maximumFeeds))
    }

    /// The language model; nil where none is configured.
    static func languageModel(_ configuration: Configuration, _ environment: [String: String]) -> LLMConfiguration? {
        let settings = configuration.llm
        guard let model = settings.model else { return nil }
        let (address, variable) =
            switch settings.interface {
            case .openAI: ("https://api.openai.com/v1/chat/completions", "OPENAI_API_KEY")
            case .anthropic: ("https://api.anthropic.com/v1/messages", "ANTHROPIC_API_KEY")
            }
        // The providers' own variables hold keys for their own addresses only.
        let key = environment[keyVariable] ?? (settings.url == nil ? environment[variable] : nil)
        var result = LLMConfiguration(
            interface: settings.interface, url: settings.url ?? address, model: model,
            key: key.flatMap { $0.isEmpty ? nil : Secret($0) })
        result.deadline = .seconds(settings.deadlineSeconds)
        result.budget = LLMConfiguration.Budget(
            callsPerHour: settings.callsPerHour, callsPerDay: settings.callsPerDay,
            tokensPerHour: settings.tokensPerHour, tokensPerDay: settings.tokensPerDay)
        (result.promptPrice, result.answerPrice) = (settings.promptPrice, settings.answerPrice)
        return result
    }

    /// What a live run polls and scores; nil where there is no feed.
    static func live(
        _ configuration: Configuration, header: RecordingHeader, network: NetworkThread, channel: FrameChannel,
        clock: FeedClock, headlines: HeadlineLedger, report: @escaping @Sendable (NewsFeedEvent) -> Void
    ) -> LivePipeline.News? {
        let environment = ProcessInfo.processInfo.environment
        let feeds = feeds(configuration, environment)
        guard !feeds.isEmpty else { return nil }
        let poller = FeedPoller(
            feeds, header: header, client: network, channel: channel, clock: clock,
            random: SystemRandomNumberGenerator(), report: report)
        let actor =
            languageModel(configuration, environment).map {
                NewsActor(
                    ledger: headlines, scorer: scorer($0, network), channel: channel, clock: clock, header: header)
            } ?? NewsActor(ledger: headlines)
        return LivePipeline.News(poller: poller, actor: actor)
    }

    static func scorer(_ model: LLMConfiguration, _ client: any HTTPClient) -> LLMScorer {
        LLMScorer(
            model, client: client, clock: FeedClock(ContinuousClock(), wallNanoseconds: WallClock.nanoseconds),
            random: SystemRandomNumberGenerator())
    }
}
