import WickDomain
import WickNews
import WickPipeline
import WickVenues

/// What the program can be told in its configuration, with the defaults; every value is checked when it is read.
struct Configuration: Equatable {
    /// One venue: `[venues.kraken]` and so on.
    struct VenueSettings: Equatable {
        var isEnabled: Bool
        /// By the venue's own names.
        var symbols: [Symbol]
        var websocket: String
        var rest: String
        /// Path of a PEM file with certificate authorities that are trusted for this venue besides the system's.
        var certificateAuthority: String?
    }

    /// One news feed: `[news.feeds.coindesk]` and so on.
    struct NewsFeedSettings: Equatable {
        var isEnabled = true
        /// Empty for a feed that was named without one.
        var url = ""
        var intervalSeconds = 120
    }

    /// The language model that scores headlines: `[llm]`. Its key comes from the environment only.
    struct LLMSettings: Equatable {
        var interface = LLMConfiguration.Interface.openAI
        /// Nil means the interface's own address.
        var url: String?
        /// Nil means that no model is asked.
        var model: String?
        var deadlineSeconds = 20
        var callsPerHour = LLMConfiguration.Budget().callsPerHour
        var callsPerDay = LLMConfiguration.Budget().callsPerDay
        var tokensPerHour = LLMConfiguration.Budget().tokensPerHour
        var tokensPerDay = LLMConfiguration.Budget().tokensPerDay
        /// US dollars for a million tokens.
        var promptPrice = 0.0
        var answerPrice = 0.0
    }

    var venues: [Venue: VenueSettings]
    /// Whether news is polled at all.
    var isNewsEnabled = true
    var newsFeeds: [String: NewsFeedSettings]
    var llm = LLMSettings()
    /// Where recordings go; nil means `wick` in the user's data folder.
    var recordingFolder: String?
    /// The database; nil means `wick.db` in the user's data folder.
    var storePath: String?
    /// For how many days rows are kept; 0 is for ever.
    var keptCandleDays = 0
    var keptFeatureDays = 0
    var keptHeadlineDays = 0
    var keptPredictionDays = 0
    /// Models are trained on so many days before the newest minute.
    var trainingDays = Int(TrainingOrder.defaultSpan.components.seconds / 86_400)
    /// The dashboard and the service train again after so many hours; 0 is never.
    var retrainHours = 0
    /// … when the features of a champion have drifted.
    var retrainsOnDrift = false
    /// … when a champion erred more than predicting no change for a day.
    var retrainsOnError = false
    /// A recording that grows beyond this is continued in a new file.
    var rotationMiB = 512
    /// Whether `wick run` records.
    var isServiceRecording = false
    var api = APISettings()
    /// The longest gap that is closed on start from the venues' REST interfaces.
    var repairLimitHours = 24
    /// For all connections; nil connects directly.
    var proxy: String?
    var alerts = AlertSettings()
    /// Keys by the action that they do, in place of its usual ones: `[keys]`.
    var keys: [String: [String]] = [:]

    init() {
        let feeds = NewsFeed.defaults.map { feed in
            (feed.name, NewsFeedSettings(url: feed.url, intervalSeconds: Int(feed.interval.components.seconds)))
        }
        newsFeeds = Dictionary(uniqueKeysWithValues: feeds)
        venues = [
            .kraken: Self.settings(.kraken, isEnabled: true, "BTC/USD", "ETH/USD"),
            .binance: Self.settings(.binance, isEnabled: true, "BTCUSDT", "ETHUSDT"),
            .coinbase: Self.settings(.coinbase, isEnabled: false, "BTC-USD", "ETH-USD"),
        ]
    }

    private static func settings(_ venue: Venue, isEnabled: Bool, _ names: String...) -> VenueSettings {
        guard let endpoint = VenueEndpoint(venue) else { preconditionFailure("\(venue) has no public address") }
        return VenueSettings(
            isEnabled: isEnabled, symbols: symbols(names), websocket: endpoint.websocket, rest: endpoint.rest)
    }

    private static func symbols(_ names: [String]) -> [Symbol] {
        names.map { name in
            guard let symbol = try? Symbol(name) else { preconditionFailure("a default that is no symbol: \(name)") }
            return symbol
        }
    }
}
