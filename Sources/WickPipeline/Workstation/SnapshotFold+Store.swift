public import WickDomain
public import WickStore

extension SnapshotFold {
    /// What earlier runs left is taken from so long ago on.
    static let restoredSpan: Duration = .seconds(7 * 86_400)

    /// Takes what earlier runs left in the store, so that a start shows more than it has heard itself.
    public mutating func restore(
        _ store: Store, _ instruments: [Instrument], now: Timestamp
    ) throws {
        let recent = now - Self.restoredSpan..<Timestamp(microseconds: .max)
        for instrument in instruments {
            try store.forEachCandle(of: instrument, in: recent) { add($0) }
        }
        var news = NewsStage.Output()
        news.headlines = try store.headlines(seenIn: recent).suffix(Self.maximumHeadlines)
        news.scores = try store.scores(knownIn: recent)
        add(news)
        restore(try store.predictions(madeIn: recent).map { ($0.prediction, $0.outcome) })
    }
}
