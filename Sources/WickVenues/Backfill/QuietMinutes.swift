import WickDomain

/// What the minutes between two rows of a venue's answers are. A venue that leaves out minutes without a trade means
/// `empty` by its silence, but an outage of its own looks the same: only runs up to a limit are taken for quiet, longer
/// ones stay unknown.
struct QuietMinutes: Sendable {
    /// Where even consecutive trade ids prove no longer silence: a week. More would be made up in memory at once.
    private static let longestProven = 7 * 1440
    private static let minute = Timeframe.oneMinute.duration

    private let instrument: Instrument
    /// Minutes; 0 where the venue lists every minute, so that one that is left out is a hole.
    private let longest: Int
    /// The end of the last row that is known to be whole, and its close; nil where what came last is not known.
    private(set) var last: (end: Timestamp, close: Price)?
    /// Runs of minutes that were too long, and how many minutes they had.
    private(set) var tooLong = (runs: 0, minutes: 0)

    init(instrument: Instrument, longest: Int) {
        self.instrument = instrument
        self.longest = longest
    }

    /// Notes a row.
    mutating func note(_ candle: Candle) {
        guard candle.closeTime > last?.end ?? Timestamp(microseconds: .min) || !candle.state.isWhole else { return }
        last = candle.state.isWhole ? (candle.closeTime, candle.close) : nil
    }

    mutating func note(end: Timestamp, close: Price) { last = (end, close) }

    /// Something came that is not known: what follows cannot be joined to what went before.
    mutating func breakOff() { last = nil }

    /// The minutes from the last row up to the next, as far as they are quiet.
    ///
    /// - Parameters:
    ///   - next: when the next row begins.
    ///   - wanted: only these minutes are given out; the others count for the length of the run alone.
    ///   - isProven: whether something else shows that nothing was traded.
    mutating func candles(until next: Timestamp, in wanted: Range<Timestamp>, isProven: Bool = false) -> [Candle] {
        guard let last, last.end < next else { return [] }
        let run = Self.minutes(from: last.end, to: next)
        guard run <= max(longest, isProven ? Self.longestProven : 0) else {
            if longest > 0 { tooLong = (tooLong.runs + 1, tooLong.minutes + run) }
            return []
        }
        var candles: [Candle] = []
        var openTime = max(last.end, wanted.lowerBound)
        let end = min(next, wanted.upperBound)
        while openTime < end {
            candles.append(flat(at: last.close, openTime: openTime))
            openTime = openTime + Self.minute
        }
        return candles
    }

    static func minutes(from start: Timestamp, to end: Timestamp) -> Int {
        guard start < end else { return 0 }
        return Int(clamping: (end - start).microseconds / minute.microseconds)
    }

    private func flat(at price: Price, openTime: Timestamp) -> Candle {
        Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: openTime, open: price, high: price,
            low: price, close: price, volume: .zero, buyVolume: .zero, notional: .zero, tradeCount: 0,
            identifiers: nil, state: .empty, knownTime: openTime + Self.minute)
    }
}

extension Venue {
    /// Whether the venue's bars leave out minutes without a trade. Coinbase's candles do, by its documentation; so does
    /// Kraken's OHLC now and then, though mostly it has them with volume 0 (ccxt#5682: 711 rows in 720 minutes;
    /// Kraken's archive never has them). Binance's klines list every minute: one that is not there is a hole.
    var leavesOutQuietMinutes: Bool { self != .binance }
}
