import WickDomain

/// Reads rows of klines as one-minute candles.
struct DumpKlineDecoder {
    private let instrument: Instrument
    private let openTime: Int
    private let prices: (open: Int, high: Int, low: Int, close: Int)
    private let volume: Int
    private let closeTime: Int?
    private let notional: Int?
    private let trades: Int?
    private let buyVolume: Int?

    init(instrument: Instrument, layout: DumpLayout) {
        self.instrument = instrument
        openTime = layout.requiredPosition(of: .openTime)
        prices = (
            open: layout.requiredPosition(of: .open), high: layout.requiredPosition(of: .high),
            low: layout.requiredPosition(of: .low), close: layout.requiredPosition(of: .close)
        )
        volume = layout.requiredPosition(of: .volume)
        closeTime = layout.position(of: .closeTime)
        notional = layout.position(of: .notional)
        trades = layout.position(of: .trades)
        buyVolume = layout.position(of: .buyVolume)
    }

    func decode(_ fields: borrowing DumpFields, clock: inout DumpClock) throws(DumpFault) -> Candle {
        let opened = try readOpenTime(fields, clock: &clock)
        let (open, high, low, close) = try readPrices(fields)
        let total = Volume(raw: try fields.sum(volume, .volume, scale: Volume.scale))
        let bought = try buyVolume.map { position throws(DumpFault) in
            Volume(raw: try fields.sum(position, .buyVolume, scale: Volume.scale))
        }
        guard total <= .maximum else {
            throw .value(column: .volume, reason: "'\(total)' is beyond \(Volume.maximum)")
        }
        if let bought, bought > total {
            throw .value(column: .buyVolume, reason: "'\(bought)' is more than the volume \(total)")
        }
        let count = try trades.map { position throws(DumpFault) in
            try fields.smallCount(position, .trades)
        }
        let quote = try notional.map { position throws(DumpFault) in
            Notional(raw: try fields.sum(position, .notional, scale: Notional.scale))
        }
        let isFlat = low == high && (count ?? 0) == 0
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: opened, open: open, high: high, low: low,
            close: close, volume: total, buyVolume: bought, notional: quote, tradeCount: count, identifiers: nil,
            // Without volume there was no trade, unless the row says so elsewhere: then its volume is what is missing.
            state: total.raw > 0 ? .final : isFlat ? .empty : .incomplete,
            knownTime: opened + Timeframe.oneMinute.duration)
    }

    private func readOpenTime(_ fields: borrowing DumpFields, clock: inout DumpClock) throws(DumpFault) -> Timestamp {
        let minute = Timeframe.oneMinute.duration
        let opened = try clock.read(fields[openTime], column: .openTime)
        guard opened == opened.floored(to: minute) else {
            let shown = DecimalText.printable(fields[openTime])
            throw .value(column: .openTime, reason: "'\(shown)' (\(opened)) is not the start of a minute")
        }
        guard let closeTime else { return opened }
        // Binance gives the last ms or µs inside the minute, others the first moment after it.
        let closed = try clock.read(fields[closeTime], column: .closeTime)
        guard closed > opened + .seconds(59), closed <= opened + minute else {
            let shown = DecimalText.printable(fields[closeTime])
            throw .value(
                column: .closeTime, reason: "'\(shown)' (\(closed)) does not end a one-minute candle of \(opened)")
        }
        return opened
    }

    private func readPrices(
        _ fields: borrowing DumpFields
    ) throws(DumpFault) -> (open: Price, high: Price, low: Price, close: Price) {
        let open = Price(raw: try fields.positive(prices.open, .open, scale: Price.scale))
        let high = Price(raw: try fields.positive(prices.high, .high, scale: Price.scale))
        let low = Price(raw: try fields.positive(prices.low, .low, scale: Price.scale))
        let close = Price(raw: try fields.positive(prices.close, .close, scale: Price.scale))
        guard high >= low, high >= max(open, close) else {
            let reason = "'\(high)' is below the row's other prices (open \(open), low \(low), close \(close))"
            throw .value(column: .high, reason: reason)
        }
        guard low <= min(open, close) else {
            throw .value(column: .low, reason: "'\(low)' is above the open \(open) or the close \(close)")
        }
        return (open, high, low, close)
    }
}
