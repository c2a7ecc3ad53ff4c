import WickDomain

/// Folds the trades of a venue's list, which is complete and ascending in time, into one-minute candles.
///
/// What the list leaves out never was, so a hole in the ids means nothing. A minute without a trade is flat and `empty`
/// where the run of such minutes is short, or where the ids on both sides of it follow each other; a longer one is left
/// out. A trade that cannot be used makes its minute `incomplete`.
struct BackfillMinutes: Sendable {
    private static let minute = Timeframe.oneMinute.duration

    private let source: DumpCandleBuilder.Source
    private let wanted: Range<Timestamp>
    private var quiet: QuietMinutes
    /// Of the newest trade that was given out in a candle, here or by an earlier run.
    private var lastID: UInt64?
    private var newest: Timestamp?
    private var current: DumpMinute?
    /// Minutes that lack a trade, from the newest closed one on.
    private var suspects: Set<Timestamp> = []
    /// A trade whose time is not known came last: the next one's minute may lack it.
    private var isNextSuspect = false

    init(
        instrument: Instrument, wanted: Range<Timestamp>, after last: BackfillPlan.LastCandle?, longestSilence: Int
    ) {
        source = .init(
            instrument: instrument, hasIdentifiers: true, hasTakerSides: true, hasContiguousIdentifiers: false)
        self.wanted = wanted
        quiet = QuietMinutes(instrument: instrument, longest: longestSilence)
        guard let last else { return }
        quiet.note(end: last.openTime + Self.minute, close: last.close)
        (lastID, newest) = (last.lastID, last.openTime)
    }

    /// Runs of minutes without a trade that were too long.
    var tooLong: (runs: Int, minutes: Int) { quiet.tooLong }

    /// Adds a trade; what it closes is appended.
    mutating func add(_ trade: Trade, into candles: inout [Candle]) throws(DecodingError) {
        let row = DumpTrade(
            firstID: trade.id, lastID: trade.id, eventTime: trade.eventTime, price: trade.price,
            quantity: trade.quantity, takerSide: trade.takerSide)
        let openTime = trade.eventTime.floored(to: Self.minute)
        if isNextSuspect { suspects.insert(openTime) }
        isNextSuspect = false
        if let current, openTime == current.openTime {
            // A sum beyond what can be held makes the minute one that lacks a trade.
            do throws(DumpFault) { try self.current?.add(row) } catch { suspects.insert(openTime) }
            return
        }
        if let newest = current?.openTime ?? newest, openTime <= newest {
            let reason = "\(trade.eventTime) is older than the minute of the page before it"
            throw .badField(venue: source.instrument.venue, record: "REST trade", field: "time", reason: reason)
        }
        close(into: &candles)
        current = DumpMinute(openTime: openTime, trade: row)
    }

    /// Notes a trade that cannot be used.
    ///
    /// - Parameters:
    ///   - time: when it was, where that can be read.
    ///   - next: the time of the trade behind it, where there is one.
    mutating func noteUnusable(at time: Timestamp?, before next: Timestamp?) {
        if let time {
            suspects.insert(time.floored(to: Self.minute))
            return
        }
        // It lies between the trade before it and the one behind it: both minutes may lack it, and none between them is
        // quiet.
        let before = current?.openTime ?? newest
        if let before { suspects.formUnion([before, before + Self.minute]) }
        if let next { suspects.insert(next.floored(to: Self.minute)) } else { isNextSuspect = true }
    }

    /// Gives out the minute that is filling up, with the empty ones before it.
    mutating func close(into candles: inout [Candle]) {
        guard let minute = current else { return }
        current = nil
        let hasSuspect = suspects.contains { $0 > newest ?? Timestamp(microseconds: .min) && $0 < minute.openTime }
        if hasSuspect { quiet.breakOff() }
        let isProven = lastID.map { $0 < .max && minute.firstID == $0 + 1 } ?? false
        candles += quiet.candles(until: minute.openTime, in: wanted, isProven: isProven)
        let isWhole = !suspects.contains(minute.openTime)
        let candle = minute.candle(of: source, state: isWhole ? .final : .incomplete)
        candles.append(candle)
        // Its close may not be the last price, but the next minute's trades do not depend on it.
        if isWhole { quiet.note(end: candle.closeTime, close: candle.close) } else { quiet.breakOff() }
        (lastID, newest) = (minute.lastID, minute.openTime)
        suspects = suspects.filter { $0 > minute.openTime }
    }
}
