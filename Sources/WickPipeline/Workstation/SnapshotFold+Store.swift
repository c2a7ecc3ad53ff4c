public import WickDomain
public import WickStore

extension SnapshotFold {
    /// What earlier runs left is taken from so long ago on.
    static let restoredSpan: Duration = .seconds(7 * 86_400)

    /// Takes what earlier runs left in the store, so that a start shows more than it has heard itself.
    ///
    /// - Parameter asOf: what became known later is left out; nil for none.
    public mutating func restore(
        _ store: Store, _ instruments: [Instrument], now: Timestamp, asOf: Timestamp? = nil
    ) throws {
        let recent = now - Self.restoredSpan..<(asOf ?? Timestamp(microseconds: .max))
        for instrument in instruments {
            try store.forEachCandle(of: instrument, in: recent, asOf: asOf) { add($0) }
        }
        var news = NewsStage.Output()
        news.headlines = try store.headlines(seenIn: recent, asOf: asOf).suffix(Self.maximumHeadlines)
        news.scores = try store.scores(knownIn: recent, asOf: asOf)
        add(news)
        let forecasts = try store.predictions(madeIn: recent, asOf: asOf).map { ($0.prediction, $0.outcome) }
        restore(forecasts)
        setErrors(of: forecasts)
        setModels(
            try store.models().filter { $0.details.knownTime <= asOf ?? $0.details.knownTime },
            aliases: asOf == nil ? try store.aliases() : [:])
    }

    /// Takes predictions of earlier runs, in the order in which they were made.
    public mutating func restore(_ forecasts: [(Prediction, Outcome?)]) {
        for (prediction, outcome) in forecasts { addForecast(.init(prediction: prediction, outcome: outcome)) }
    }

    private mutating func setErrors(of forecasts: [(Prediction, Outcome?)]) {
        var history = ForecastHistory()
        history.settled = forecasts.compactMap { prediction, outcome in outcome.map { (prediction, $0) } }
        let scoring = ForecastStage(models: NoModels(), history: history).scoring
        let targets = Set(forecasts.map(\.0.target)).sorted { $0.description < $1.description }
        setErrors(targets.compactMap { target in scoring.errors(of: target).map { (target, $0) } })
    }
}
