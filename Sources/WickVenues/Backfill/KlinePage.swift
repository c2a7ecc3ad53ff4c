import WickDomain

/// One answer's bars, put in order: what can be used of them, and what became of the rest.
struct KlinePage {
    /// Ascending, one a minute.
    private(set) var candles: [Candle] = []
    /// Minutes of which a row came that cannot be used: what happened in them is not known, unless another row tells.
    private(set) var unusableMinutes: Set<Timestamp> = []
    /// Whether a row came whose time cannot be read: it may belong into any hole of the page.
    private(set) var hasUnplacedRows = false
    private(set) var unusable = UnusableRows()
    /// Bars with more digits than are kept.
    private(set) var rounded = 0
    /// Rows of a minute that another row tells as well, with other values.
    private(set) var differing = 0
    /// The minute that is running still, where the answer ends with it.
    private(set) var running: Timestamp?

    /// - Throws: the first error where not one of several rows can be used: then it is the answer that is wrong, and
    ///   not a row.
    init(_ rows: [KlineRow], instrument: Instrument) throws(DecodingError) {
        var failure: DecodingError?
        var kept: [Timestamp: (candle: Candle, isRounded: Bool)] = [:]
        for row in rows {
            switch row {
            case .candle(let candle, let isRounded):
                keep(candle, isRounded, in: &kept)
            case .unusable(let error, let minute):
                failure = failure ?? error
                unusable.add(error, at: minute)
                if let minute { unusableMinutes.insert(minute) } else { hasUnplacedRows = true }
            }
        }
        if let failure, kept.isEmpty, rows.count > 1 { throw failure }
        unusableMinutes.subtract(kept.keys)
        rounded = kept.values.count { $0.isRounded }
        candles = kept.values.map(\.candle).sorted { $0.openTime < $1.openTime }
    }

    /// Of two rows of one minute the one with more trades counts, else with more volume: the other was partial.
    private mutating func keep(
        _ candle: Candle, _ isRounded: Bool, in kept: inout [Timestamp: (candle: Candle, isRounded: Bool)]
    ) {
        guard let other = kept[candle.openTime]?.candle else {
            kept[candle.openTime] = (candle, isRounded)
            return
        }
        guard other != candle else { return }
        differing += 1
        if (candle.tradeCount ?? 0, candle.volume) > (other.tradeCount ?? 0, other.volume) {
            kept[candle.openTime] = (candle, isRounded)
        }
    }

    /// Leaves out the newest bar, which is running still.
    mutating func dropNewest() { running = candles.popLast()?.openTime }
}

/// What one row of bars came to.
enum KlineRow {
    case candle(Candle, isRounded: Bool)
    /// With the minute that it is of, where its time can be read.
    case unusable(DecodingError, at: Timestamp?)
}
