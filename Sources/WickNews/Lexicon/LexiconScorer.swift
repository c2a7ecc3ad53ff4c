public import WickDomain

/// Scores headlines with a vocabulary and a small grammar, without a network: deterministic, and it names the words that moved the score.
/// How it reads is described in docs/news.md.
public struct LexiconScorer: SentimentScorer {
    /// What one text came to.
    public struct Assessment: Equatable, Sendable {
        public let subject: SentimentScore.Subject
        /// -1 (bad for the price) to 1 (good). Within 0.05 of zero it is neutral; nothing lies between 0.05 and 0.15.
        public let sentiment: Double
        /// 0 (a guess) to 1.
        public let confidence: Double
        public let event: SentimentScore.Event?
        /// The words that moved the score, strongest first.
        public let words: [String]
    }

    /// Of every score.
    public static let name = "lexicon"
    public static let version = Vocabulary.version
    /// Sums closer to zero than this are neutral: set on the labelled headlines that were not held back.
    static let neutralBand: Float = 0.16
    /// Words that are named.
    static let maximumWords = 4

    private let vocabulary: Vocabulary

    public init() { vocabulary = Vocabulary.shared }

    public func score(_ headlines: [Headline], at time: Timestamp) async -> [SentimentScore] {
        scores(headlines, at: time)
    }

    /// As `score`, at once.
    public func scores(_ headlines: [Headline], at time: Timestamp) -> [SentimentScore] {
        headlines.map { headline in
            let found = assess(headline.title)
            return SentimentScore(
                headlineID: headline.id, headlineVersion: headline.version, subject: found.subject,
                sentiment: found.sentiment, confidence: found.confidence, event: found.event,
                scorer: Self.name, model: Self.version, words: found.words, scoredTime: time)
        }
    }

    /// Reads one headline; only its first 128 words count.
    public func assess(_ headline: String) -> Assessment {
        var text = headline
        return text.withUTF8 { bytes in
            var reader = HeadlineReader(vocabulary)
            return reader.assess(bytes)
        }
    }
}
