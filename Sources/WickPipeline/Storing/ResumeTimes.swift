import WickDomain
import WickStore

/// From when on each instrument's trades are asked for at a start: mostly behind its last whole minute, and sooner where an earlier run
/// was cut off in the middle of its repairs.
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
        var resume = last.state.isWhole ? last.closeTime : last.openTime
        guard earliest < last.openTime else { return resume }
        var next = last.openTime
        for candle in try store.candles(of: instrument, in: earliest..<last.openTime).reversed() {
            // A first run that fetched the newest trades first leaves minutes without a candle.
            if candle.closeTime < next { resume = candle.closeTime }
            if !candle.state.isWhole, candle.openTime >= last.openTime - Self.repairTime { resume = candle.openTime }
            next = candle.openTime
        }
        return resume
    }
}
