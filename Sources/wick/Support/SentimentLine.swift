import WickDomain
import WickNews

/// One answer of `wick sentiment`: an object on a line, keys in this order.
struct SentimentLine {
    let text: String
    let asset: String
    let sentiment: Double
    let confidence: Double
    let scorer: String
    let words: [String]

    init(text: String, _ found: LexiconScorer.Assessment) {
        self.text = text
        asset = found.subject.rawValue
        sentiment = Self.rounded(found.sentiment)
        confidence = Self.rounded(found.confidence)
        scorer = LexiconScorer.name
        words = found.words
    }

    init(text: String, _ score: SentimentScore) {
        self.text = text
        asset = score.subject.rawValue
        sentiment = Self.rounded(score.sentiment)
        confidence = Self.rounded(score.confidence)
        scorer = score.scorer
        words = score.words
    }

    /// Three decimals say more than any scorer knows.
    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    /// Nothing in it can fail to be encoded: the numbers are finite.
    var json: String {
        "{\"text\":\(Self.quoted(text)),\"asset\":\"\(asset)\",\"sentiment\":\(sentiment),"
            + "\"confidence\":\(confidence),\"scorer\":\"\(scorer)\","
            + "\"words\":[\(words.map(Self.quoted).joined(separator: ","))]}"
    }

    private static func quoted(_ text: String) -> String { JSONText.quoted(text) }
}
