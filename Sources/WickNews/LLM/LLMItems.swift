import Foundation
import WickDomain

/// The ratings in an answer, as they came; checked by `validated`.
struct LLMItems: Codable, Equatable {
    struct Item: Codable, Equatable {
        var index: Int
        var asset: String
        var sentiment: Double
        var confidence: Double
        var horizon: String?
        var event: String?
    }

    var items: [Item]

    /// One rating that can be used.
    struct Rating: Equatable, Sendable {
        let subject: SentimentScore.Subject
        let sentiment: Double
        let confidence: Double
        let horizon: SentimentScore.Horizon?
        let event: SentimentScore.Event?

        func score(_ headline: LLMAnswer.Reference, model: String, promptHash: String, at time: Timestamp)
            -> SentimentScore
        {
            SentimentScore(
                headlineID: headline.id, headlineVersion: headline.version, subject: subject, sentiment: sentiment,
                confidence: confidence, horizon: horizon, event: event, scorer: LLMScorer.name, model: model,
                promptHash: promptHash, scoredTime: time)
        }
    }

    /// Reads a model's text: the outermost object in it, since some models wrap it in words.
    ///
    /// - Parameter count: of the headlines that were asked about.
    /// - Returns: a rating for each headline, in order, numbers clamped to their ranges.
    static func validated(_ text: String, count: Int) throws(LLMError) -> [Rating] {
        guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end else {
            throw .malformed(reason: "there is no JSON object in it")
        }
        // What is wrong with it is the model's business.
        guard let items = try? JSONDecoder().decode(LLMItems.self, from: Data(text[start...end].utf8)) else {
            throw .malformed(reason: "it does not follow the schema")
        }
        return try items.ratings(count: count)
    }

    private func ratings(count: Int) throws(LLMError) -> [Rating] {
        var ratings = [Rating?](repeating: nil, count: count)
        for item in items {
            guard ratings.indices.contains(item.index) else {
                throw .malformed(reason: "it rates headline \(item.index), which was not asked")
            }
            guard ratings[item.index] == nil else { throw .malformed(reason: "it rates headline \(item.index) twice") }
            ratings[item.index] = try item.rating()
        }
        let found = ratings.compactMap(\.self)
        guard found.count == count else {
            throw .malformed(reason: "it rates \(found.count) of \(count) headlines")
        }
        return found
    }

    /// As text, for an answer that came in another form.
    var json: String {
        "{\"items\":[" + items.map(\.json).joined(separator: ",") + "]}"
    }
}

extension LLMItems.Item {
    fileprivate func rating() throws(LLMError) -> LLMItems.Rating {
        guard let subject = SentimentScore.Subject(rawValue: asset.lowercased()) else {
            throw .malformed(reason: "'\(PlainText.line(asset).prefix(20))' is no asset")
        }
        guard sentiment.isFinite, confidence.isFinite else { throw .malformed(reason: "a number is not finite") }
        return LLMItems.Rating(
            subject: subject, sentiment: min(1, max(-1, sentiment)), confidence: min(1, max(0, confidence)),
            horizon: horizon.flatMap { SentimentScore.Horizon(rawValue: $0.lowercased()) },
            event: event.flatMap { SentimentScore.Event(rawValue: $0.lowercased()) } ?? .other)
    }

    fileprivate var json: String {
        """
        {"index":\(index),"asset":\(JSONText.quoted(asset)),"sentiment":\(sentiment),"confidence":\(confidence),\
        "horizon":\(JSONText.quoted(horizon ?? "hours")),"event":\(JSONText.quoted(event ?? "other"))}
        """
    }

    init(index: Int, _ rating: LLMItems.Rating) {
        self.init(
            index: index, asset: rating.subject.rawValue, sentiment: rating.sentiment, confidence: rating.confidence,
            horizon: rating.horizon?.rawValue, event: rating.event?.rawValue)
    }
}
