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
    ///   - progress: is given the part of the features done, from 0 to 1, and what minute that is; must not call the store. An import that
    ///     was interrupted, or a new set of features, leaves minutes of years to this start.
    public init(
        _ store: Store, _ instruments: [Instrument], now: Timestamp, reach: Duration,
        progress: (Double, Timestamp) -> Void = { _, _ in }
    ) throws(StoreError) {
        let times = ResumeTimes(store, now: now, reach: reach)
        var resume: [Instrument: Timestamp] = [:]
        for instrument in instruments { resume[instrument] = try times.time(of: instrument) }
        self.resume = resume
        headlines = try Self.headlines(store, now: now)
        var refresh = FeatureRefresh(store)
        features = try refresh.stage(of: instruments, progress: progress)
        history = try ForecastHistory(store)
        champions = try ModelRegistry(store).champions()
    }

    private static func headlines(_ store: Store, now: Timestamp) throws(StoreError) -> HeadlineLedger {
        var ledger = HeadlineLedger()
        let recent = now - headlineMemory..<Timestamp(microseconds: .max)
        for headline in try store.headlines(seenIn: recent) { ledger.remember(headline) }
        return ledger
    }
}
