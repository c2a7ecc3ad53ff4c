/// What the news said about the instrument's own asset, or the market as a whole, up to the end of the minute.
struct SentimentFeatures: FeatureGroup {
    static let title = "Sentiment"
    static let definitions = [
        definition("sentiment_1h", "-1 to 1", "mean of sentiment, weight confidence * 2^(-age / 1 h)"),
        definition("sentiment_6h", "-1 to 1", "mean of sentiment, weight confidence * 2^(-age / 6 h)"),
        definition(
            "sentiment_dispersion_6h", "0 to 1", "standard deviation of sentiment with the weights of sentiment_6h"),
        definition("headlines_1h", "count", "headlines of the last hour"),
        definition(
            "headlines_z", "standard deviations",
            "(headlines_1h - m) / sqrt(m), m an hour's headlines at the rate with half-life 24 h, unknown in the first hour"
        ),
        definition("headline_age", "hours", "time since the last headline"),
    ]

    private static func definition(_ name: String, _ unit: String, _ formula: String) -> FeatureDefinition {
        FeatureDefinition(name, unit: unit, formula: formula, warmUp: 0, inputs: [.sentiment])
    }

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        output.write(minute.sentiment.hourly)
        output.write(minute.sentiment.sixHourly)
        output.write(minute.sentiment.dispersion)
        output.write(minute.sentiment.headlines)
        output.write(minute.sentiment.headlinesScore)
        output.write(minute.sentiment.age)
    }
}
