public import WickDomain

/// Turns headlines into scores.
public protocol SentimentScorer: Sendable {
    /// One score for each headline, in their order; what cannot be scored by one means is scored by another, so it does not fail.
    ///
    /// - Parameter time: when the scores become known, by our clock.
    func score(_ headlines: [Headline], at time: Timestamp) async -> [SentimentScore]
}
