import WickDomain
import WickStore

/// What the API reads from the store. All calls block and belong off the event loops.
protocol ServedReads: Sendable {
    func instruments() throws(StoreError) -> [Instrument]
    /// Rows behind the cursor, at most so many, by time; one minute each in its newest version known at `asOf`.
    func candles(of instrument: Instrument, _ window: ReadWindow) throws(StoreError) -> [Candle]
    func vectors(of instrument: Instrument, _ window: ReadWindow) throws(StoreError) -> [FeatureVector]
    /// Names in the order of the newest schema's columns, and its hash; nil before there is one.
    func schema() throws(StoreError) -> FeatureSchema?
    func headlines(_ window: ReadWindow) throws(StoreError) -> [Headline]
    /// Newest score of each version of a headline, by id and version.
    func scores(of headlines: [Headline], asOf: Timestamp?) throws(StoreError) -> [HeadlineVersion: SentimentScore]
    func predictions(
        of instrument: Instrument, _ window: ReadWindow, settledOnly: Bool
    ) throws(StoreError) -> [Store.PredictionHistory]
    func prediction(_ id: String) throws(StoreError) -> Store.PredictionHistory?
    func gaps(touching range: Range<Timestamp>, asOf: Timestamp?) throws(StoreError) -> [ObservationGap]
    func models() throws(StoreError) -> [ModelRecord]
    func aliases() throws(StoreError) -> [String: Int]
}

/// Which rows of a table a page wants.
struct ReadWindow: Sendable {
    var range: Range<Timestamp>
    var asOf: Timestamp?
    /// Rows up to here were given out already.
    var after: PageCursor?
    /// Most rows.
    var limit: Int

    /// From where the reading has to begin.
    var reading: Range<Timestamp> {
        guard let after else { return range }
        let start = min(max(range.lowerBound, after.time), range.upperBound)
        return start..<range.upperBound
    }

    func isBehind(_ cursor: PageCursor) -> Bool { after.map { $0 < cursor } ?? true }
}

struct HeadlineVersion: Hashable, Sendable {
    let id: String
    let version: Int
}
