public import WickDomain
public import WickFrames
public import WickNews
public import WickStore

/// What a live run takes up from the store where the last one ended, however it ended: brings the features up to date, and tells what
/// each part begins with.
public struct LiveStart: Sendable {
    /// From when on each instrument's trades are asked for, to close the gap since the last run.
    public let resume: [Instrument: Timestamp]
    /// The headlines that are known already.
    public let headlines: HeadlineLedger
    /// Behind the last stored minute.
    public let features: FeatureStage
    /// Open predictions, and what came of the others.
    public let history: ForecastHistory
    /// Those of the last run, which the frames of this one begin with.
    public let champions: [ChampionNote]

    /// Feeds show their items for weeks; what was seen before this is forgotten.
    private static let headlineMemory: Duration = .seconds(30 * 86_400)

    /// - Parameters:
    ///   - instruments: those of the run.
    ///   - now: by the wall clock.
    ///   - reach: the longest gap that feeds close.
    public init(
        _ store: Store, _ instruments: [Instrument], now: Timestamp, reach: Duration
    ) throws(StoreError) {
        let times = ResumeTimes(store, now: now, reach: reach)
        var resume: [Instrument: Timestamp] = [:]
        for instrument in instruments { resume[instrument] = try times.time(of: instrument) }
        self.resume = resume
        headlines = try Self.headlines(store, now: now)
        var refresh = FeatureRefresh(store, now: now)
        features = try refresh.run(instruments, from: try Self.lastFeatures(store, instruments))
        history = try ForecastHistory(store)
        champions = try ModelRegistry(store).champions()
    }

    private static func headlines(_ store: Store, now: Timestamp) throws(StoreError) -> HeadlineLedger {
        var ledger = HeadlineLedger()
        let recent = now - headlineMemory..<Timestamp(microseconds: .max)
        for headline in try store.headlines(seenIn: recent) { ledger.remember(headline) }
        return ledger
    }

    /// The first minute that may have no features: nil for all.
    private static func lastFeatures(_ store: Store, _ instruments: [Instrument]) throws(StoreError) -> Timestamp? {
        var first: Timestamp?
        for instrument in instruments {
            guard try store.resumePoint(of: instrument) != nil else { continue }
            guard let last = try store.lastVectorTime(of: instrument) else { return nil }
            first = min(first ?? last, last)
        }
        return first
    }
}
