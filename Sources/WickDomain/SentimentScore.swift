/// What a scorer made of one version of a headline. Scoring it again adds a score, and changes none.
public struct SentimentScore: Equatable, Sendable {
    /// What a headline is about.
    public enum Subject: String, CaseIterable, Sendable {
        case btc
        case eth
        /// The market as a whole.
        case market
        case none
    }

    /// How long the news is expected to matter.
    public enum Horizon: String, CaseIterable, Sendable {
        case minutes
        case hours
        case days
    }

    public enum Event: String, CaseIterable, Sendable {
        case regulation
        case hack
        case macro
        case etf
        case adoption
        case market
        case other
    }

    public let headlineID: String
    public let headlineVersion: Int
    public let subject: Subject
    /// -1 (bad for the price) to 1 (good).
    public let sentiment: Double
    /// 0 (a guess) to 1.
    public let confidence: Double
    public let horizon: Horizon?
    public let event: Event?
    /// "lexicon" or "llm".
    public let scorer: String
    /// The vocabulary's version, or the language model's name.
    public let model: String
    /// SHA-256 of the prompt in hexadecimal; nil where there is none.
    public let promptHash: String?
    /// The words that moved the score, strongest first; empty where the scorer does not tell.
    public let words: [String]
    /// When the score became known, by our clock: the only time that features go by.
    public let scoredTime: Timestamp

    public init(
        headlineID: String, headlineVersion: Int, subject: Subject, sentiment: Double, confidence: Double,
        horizon: Horizon? = nil, event: Event? = nil, scorer: String, model: String, promptHash: String? = nil,
        words: [String] = [], scoredTime: Timestamp
    ) {
        precondition((-1...1).contains(sentiment) && (0...1).contains(confidence), "a score out of range")
        self.headlineID = headlineID
        self.headlineVersion = headlineVersion
        self.subject = subject
        self.sentiment = sentiment
        self.confidence = confidence
        self.horizon = horizon
        self.event = event
        self.scorer = scorer
        self.model = model
        self.promptHash = promptHash
        self.words = words
        self.scoredTime = scoredTime
    }
}
