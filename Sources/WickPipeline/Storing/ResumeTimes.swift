import WickDomain
import WickStore

/// From when on each instrument's trades are asked for at a start: mostly from its last minute with trades on, and sooner where an earlier run
/// was cut off in the middle of its repairs.
///
/// That minute is asked for again although it is whole. Minutes close by the clock, also while a venue is silent; that it was not heard is
/// said when its silence is noticed, and a run that dies before has not said it. What it missed then lies behind the last trade that it heard.
struct ResumeTimes {
    /// A repair takes seconds, and is tried for minutes where a venue cannot be reached. What stayed uncertain for longer than this had its
    /// chance, and would be asked for in vain at every start.
    private static let repairTime: Duration = .seconds(3600)

    /// Connecting takes time as well, after which the gap must not have become too long to be closed.
    private static let margin: Duration = .seconds(600)

    private let store: Store
    /// What lies further back is not asked for.
    private let earliest: Timestamp

    /// - Parameters:
    ///   - now: by the wall clock.
    ///   - reach: the longest gap that feeds close.
    init(_ store: Store, now: Timestamp, reach: Duration) {
        self.store = store
        earliest = now - (reach - Self.margin)
    }

    /// Nil where nothing is stored.
    func time(of instrument: Instrument) throws(StoreError) -> Timestamp? {
        guard let last = try store.resumePoint(of: instrument)?.lastCandle else { return nil }
        var resume = last.openTime
        guard earliest < last.openTime else { return resume }
        var next = last.openTime
        var isHeard = last.hasTrades
        for candle in try store.candles(of: instrument, in: earliest..<last.openTime).reversed() {
            // A first run that fetched the newest trades first leaves minutes without a candle.
            if candle.closeTime < next { resume = candle.closeTime }
            if !candle.state.isWhole, candle.openTime >= last.openTime - Self.repairTime { resume = candle.openTime }
            if !isHeard { resume = candle.openTime }
            isHeard = isHeard || candle.hasTrades
            next = candle.openTime
        }
        return resume
    }
}
