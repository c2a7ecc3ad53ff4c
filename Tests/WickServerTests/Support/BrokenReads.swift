import WickDomain
import WickStore

@testable import WickServer

/// A store that fails in one way.
struct BrokenReads: ServedReads {
    let error: StoreError

    func instruments() throws(StoreError) -> [Instrument] { throw error }
    func candles(of instrument: Instrument, _ window: ReadWindow) throws(StoreError) -> [Candle] { throw error }
    func vectors(of instrument: Instrument, _ window: ReadWindow) throws(StoreError) -> [FeatureVector] { throw error }
    func schema() throws(StoreError) -> FeatureSchema? { throw error }
    func headlines(_ window: ReadWindow) throws(StoreError) -> [Headline] { throw error }
    func scores(
        of headlines: [Headline], asOf: Timestamp?
    ) throws(StoreError) -> [HeadlineVersion: SentimentScore] { throw error }
    func predictions(
        of instrument: Instrument, _ window: ReadWindow, settledOnly: Bool
    ) throws(StoreError) -> [Store.PredictionHistory] { throw error }
    func prediction(_ id: String) throws(StoreError) -> Store.PredictionHistory? { throw error }
    func gaps(touching range: Range<Timestamp>, asOf: Timestamp?) throws(StoreError) -> [ObservationGap] { throw error }
    func models() throws(StoreError) -> [ModelRecord] { throw error }
    func aliases() throws(StoreError) -> [String: Int] { throw error }
}
