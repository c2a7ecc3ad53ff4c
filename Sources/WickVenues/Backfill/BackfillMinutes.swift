import WickDomain

/// Folds the trades of a venue's list, which is complete and ascending in time, into one-minute candles.
///
/// A minute without a trade is flat and `empty` where the ids on both sides of it follow each other: that proves that there was none.
/// Where they do not, or there is nothing on one side, the minute is left out.
struct BackfillMinutes: Sendable {
    private let source: DumpCandleBuilder.Source
    /// The newest candle that was given out, here or by an earlier run.
    private var last: BackfillPlan.LastCandle?
    private var current: DumpMinute?

    init(instrument: Instrument, after last: BackfillPlan.LastCandle?) {
        source = .init(
            instrument: instrument, hasIdentifiers: true, hasTakerSides: true, hasContiguousIdentifiers: false)
        self.last = last
    }

    /// Adds a trade; what it closes is appended.
    mutating func add(_ trade: Trade, into candles: inout [Candle]) throws(DecodingError) {
        let venue = source.instrument.venue
        let row = DumpTrade(
            firstID: trade.id, lastID: trade.id, eventTime: trade.eventTime, price: trade.price,
            quantity: trade.quantity, takerSide: trade.takerSide)
        let openTime = trade.eventTime.floored(to: Timeframe.oneMinute.duration)
        if let current, openTime == current.openTime {
            do throws(DumpFault) { try self.current?.add(row) } catch {
                throw .badField(venue: venue, record: "REST trade", field: "quantity", reason: "\(error)")
            }
            return
        }
        if let newest = current?.openTime ?? last?.openTime, openTime <= newest {
            let reason = "\(trade.eventTime) is older than the minute of the trade before it"
            throw .badField(venue: venue, record: "REST trade", field: "time", reason: reason)
        }
        close(into: &candles)
        current = DumpMinute(openTime: openTime, trade: row)
    }

    /// Gives out the minute that is filling up, with the empty ones before it.
    mutating func close(into candles: inout [Candle]) {
        guard let minute = current else { return }
        current = nil
        if let last, let id = last.lastID, id < .max, minute.firstID == id + 1 {
            var openTime = last.openTime + Timeframe.oneMinute.duration
            while openTime < minute.openTime {
                candles.append(flat(at: last.close, openTime: openTime))
                openTime = openTime + Timeframe.oneMinute.duration
            }
        }
        // The ids of these venues may have holes of their own; the list itself is what says that nothing is missing.
        candles.append(minute.candle(of: source, state: .final))
        last = .init(openTime: minute.openTime, close: minute.close, lastID: minute.lastID)
    }

    private func flat(at price: Price, openTime: Timestamp) -> Candle {
        Candle(
            instrument: source.instrument, timeframe: .oneMinute, openTime: openTime, open: price, high: price,
            low: price, close: price, volume: .zero, buyVolume: .zero, notional: .zero, tradeCount: 0,
            identifiers: nil, state: .empty, knownTime: openTime + Timeframe.oneMinute.duration)
    }
}
