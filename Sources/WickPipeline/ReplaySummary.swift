import WickDomain
import WickFeatures

/// What a replay came to, in numbers: `wick replay --json` ends with it.
public struct ReplaySummary: Equatable, Sendable {
    public let frames: Int
    public let trades: Int
    /// Minutes that closed, each counted once.
    public let candles: Int
    public let features: Int
    public let predictions: Int
    public let outcomes: Int
    public let malformed: Int
    public let ignored: Int
    /// Of the ignored frames those of channels that hold trades.
    public let unread: Int
    public let duplicates: Int
    /// Intervals in which a venue was not watched, and holes in the trade ids.
    public let gaps: Int
    /// Versions of candles after their first.
    public let repaired: Int
    public let seconds: Double

    /// - Parameter elapsed: how long it took, by the caller's clock.
    public init(_ stage: ResearchStage, elapsed: Duration) {
        let scoring = stage.forecasts.scoring.counts
        self.init(
            stage.market, elapsed: elapsed, news: stage.news.counts, features: stage.features.counts.vectors,
            predictions: stage.forecasts.predicting.counts.issued, outcomes: scoring.scored + scoring.unscorable)
    }

    /// Of candles alone.
    public init(
        _ stage: MarketStage, elapsed: Duration, news: NewsStage.Counts = NewsStage.Counts(), features: Int = 0,
        predictions: Int = 0, outcomes: Int = 0
    ) {
        let markets = stage.continuity.map(\.counts)
        frames = stage.counts.frames
        trades = markets.reduce(0) { $0 + $1.trades }
        candles = markets.reduce(0) { $0 + $1.candles }
        self.features = features
        self.predictions = predictions
        self.outcomes = outcomes
        malformed = stage.counts.malformed + news.malformed
        // The market has no use for what the news are made of.
        ignored = stage.counts.ignored - news.frames
        unread = stage.counts.unread.frames
        duplicates = markets.reduce(0) { $0 + $1.duplicates }
        gaps = stage.counts.unobserved + markets.reduce(0) { $0 + $1.holes }
        repaired = markets.reduce(0) { $0 + $1.corrections }
        seconds = elapsed.seconds
    }

    public var tradesPerSecond: Double { seconds > 0 ? Double(trades) / seconds : 0 }

    private var fields: [(key: String, value: String)] {
        let counts = [
            ("frames", frames), ("trades", trades), ("candles", candles), ("features", features),
            ("predictions", predictions), ("outcomes", outcomes), ("malformed", malformed), ("ignored", ignored),
            ("unread", unread), ("duplicates", duplicates), ("gaps", gaps), ("repaired", repaired),
        ]
        return counts.map { ($0.0, String($0.1)) } + [
            ("seconds", "\((seconds * 1000).rounded() / 1000)"), ("trades_per_second", "\(tradesPerSecond.rounded())"),
        ]
    }

    /// One JSON object on one line.
    public var json: String { "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}" }

    /// One line a figure, for people.
    public var text: String {
        fields.map { field in
            let name = field.key.replacing("_", with: " ")
            return name + String(repeating: " ", count: 20 - name.count) + field.value
        }
        .joined(separator: "\n")
    }
}
