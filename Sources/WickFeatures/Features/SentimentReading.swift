/// What the news said about one asset at one moment; NaN where it said nothing yet.
public struct SentimentReading: Equatable, Sendable {
    /// Average sentiment, weighted by confidence and with a half-life of one hour; -1 to 1.
    public var hourly = Double.nan
    /// The same with a half-life of six hours.
    public var sixHourly = Double.nan
    /// The standard deviation that belongs to `sixHourly`.
    public var dispersion = Double.nan
    /// Headlines in the hour before.
    public var headlines = Double.nan
    /// How unusual `headlines` is, in standard deviations of a Poisson count with the rate of the last day.
    public var headlinesScore = Double.nan
    /// Hours since the last headline.
    public var age = Double.nan

    public static let none = SentimentReading()

    public init() {}
}
