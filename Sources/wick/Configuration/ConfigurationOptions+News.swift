import TOMLKit
import WickAlerts
import WickNews

extension ConfigurationOption {
    /// With those of the feeds that come with wick.
    static let news: [ConfigurationOption] =
        [.flag("news.enabled", "Whether news feeds are polled.", \.isNewsEnabled)]
        + NewsFeed.defaults.flatMap { options(forFeed: $0.name) }

    /// Every key that there is in this configuration: people name feeds and alert rules of their own.
    static func all(in configuration: Configuration) -> [ConfigurationOption] {
        let known = Set(NewsFeed.defaults.map(\.name))
        let feeds = configuration.newsFeeds.keys.sorted().filter { !known.contains($0) }
        let rules = configuration.alerts.rules.keys.sorted().filter { AlertKind(rawValue: $0) == nil }
        return all + feeds.flatMap(options(forFeed:)) + rules.flatMap(options(forRule:))
    }

    /// The key of a feed or an alert rule that people name themselves; nil where the name cannot be one.
    static func option(named path: String) -> ConfigurationOption? {
        if let option = all.first(where: { $0.path == path }) { return option }
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let name = String(parts[2])
        if parts[..<2] == ["news", "feeds"], NewsFeed.isName(name) {
            return options(forFeed: name).first { $0.path == path }
        }
        guard parts[..<2] == ["alerts", "rules"], AlertRule.isName(name) else { return nil }
        return options(forRule: name).first { $0.path == path }
    }

    private static func options(forFeed name: String) -> [ConfigurationOption] {
        let section = "news.feeds.\(name)"
        let shortest = Int(NewsFeed.shortestInterval.components.seconds)
        return [
            .flag("\(section).enabled", "Whether this feed is polled.", \.[feed: name].isEnabled),
            .text(
                "\(section).url", "Where it is.", \.[feed: name].url,
                allowed: "a URL that starts with https:// or http://"
            ) { isURL($0, schemes: ["https", "http"]) },
            .number(
                "\(section).interval", "Seconds from one request to the next.", \.[feed: name].intervalSeconds,
                shortest...86_400),
        ]
    }

    static let llm: [ConfigurationOption] = [
        ConfigurationOption(path: "llm.interface", help: "The form of its requests.") {
            value, configuration throws(Refusal) in
            guard let interface = value.string.flatMap(LLMConfiguration.Interface.init) else {
                throw Refusal(
                    allowed: LLMConfiguration.Interface.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
            }
            configuration.llm.interface = interface
        } show: {
            quoted($0.llm.interface.rawValue)
        },
        .optionalText(
            "llm.url", "Its endpoint. Without one the interface's own address is used.", \.llm.url,
            allowed: "a URL that starts with https://, or with http:// on this machine"
        ) { isURL($0, schemes: ["https"]) || isURL($0, schemes: ["http"]) && isLocal($0) },
        .optionalText(
            "llm.model", "The model that scores headlines; without one the lexicon does.", \.llm.model,
            allowed: "a model's name"
        ) { !$0.isEmpty && $0.utf8.count <= 100 },
        .number("llm.deadline_seconds", "How long an answer may take.", \.llm.deadlineSeconds, 1...300),
        .number("llm.calls_per_hour", "Most requests in an hour.", \.llm.callsPerHour, 0...100_000),
        .number("llm.calls_per_day", "Most requests in a day (UTC).", \.llm.callsPerDay, 0...1_000_000),
        .number("llm.tokens_per_hour", "Most tokens in an hour.", \.llm.tokensPerHour, 0...1_000_000_000),
        .number("llm.tokens_per_day", "Most tokens in a day (UTC).", \.llm.tokensPerDay, 0...1_000_000_000),
        .decimal("llm.prompt_price", "US dollars for a million tokens sent.", \.llm.promptPrice, 0...10_000),
        .decimal("llm.answer_price", "US dollars for a million tokens received.", \.llm.answerPrice, 0...10_000),
    ]

    /// Headlines and keys do not go over a network unencrypted.
    private static func isLocal(_ url: String) -> Bool {
        ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { start in
            url.hasPrefix(start) && url.dropFirst(start.count).first.map { ":/".contains($0) } ?? true
        }
    }
}

extension Configuration {
    /// A feed that is configured, or is about to be.
    subscript(feed name: String) -> NewsFeedSettings {
        get { newsFeeds[name] ?? NewsFeedSettings() }
        set { newsFeeds[name] = newValue }
    }
}
