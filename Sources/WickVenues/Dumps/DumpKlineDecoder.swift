import WickDomain

/// Reads rows of klines as one-minute candles.
struct DumpKlineDecoder {
    private let openTime: Int
    private let prices: (open: Int, high: Int, low: Int, close: Int)
    private let volume: Int
    private let closeTime: Int?
    private let notional: Int?
    private let trades: Int?
    private let buyVolume: Int?

    init(layout: DumpLayout) {
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

    /// - Parameter isRounded: is set where digits below a scale were rounded off.
    func decode(
        _ fields: borrowing DumpFields, clock: inout DumpClock, isRounded: inout Bool
    ) throws(DumpFault) -> ListedMinute {
        let opened = try readOpenTime(fields, clock: &clock)
        if isQuiet(fields) { return quiet(opened) }
        var row = ListedMinute(openTime: opened.microseconds, content: .candle)
        row.isIncomplete = try closesEarly(fields, opened, clock: &clock)
        try readPrices(fields, into: &row, &isRounded)
        row.volume = try fields.sum(volume, .volume, scale: Volume.scale, rounding: .nearest, &isRounded)
        guard row.volume <= Volume.maximum.raw else {
            let error = DomainError.overflow(text: DecimalText.printable(fields[volume]))
            throw .value(column: .volume, reason: error.description)
        }
        if let buyVolume {
            row.buyVolume = try fields.sum(buyVolume, .buyVolume, scale: Volume.scale, rounding: .nearest, &isRounded)
            guard row.buyVolume <= row.volume else {
                let total = Volume(raw: row.volume)
                throw .value(
                    column: .buyVolume, reason: "'\(Volume(raw: row.buyVolume))' is more than the volume '\(total)'")
            }
        }
        if let trades { row.tradeCount = try fields.smallCount(trades, .trades) }
        if let notional {
            row.notional = try fields.sum(notional, .notional, scale: Notional.scale, rounding: .nearest, &isRounded)
        }
        return row
    }

    /// No prices, and no volume: pandas' NaN, where nothing was traded.
    private func isQuiet(_ fields: borrowing DumpFields) -> Bool {
        // Nearly every row has a price, and one look tells.
        guard DumpFields.isNothing(fields[prices.open]), DumpFields.isNothing(fields[prices.high]),
            DumpFields.isNothing(fields[prices.low]), DumpFields.isNothing(fields[prices.close])
        else { return false }
        let amount = fields[volume]
        guard !DumpFields.isNothing(amount) else { return true }
        var isRounded = false
        return (try? fields.sum(volume, .volume, scale: Volume.scale, rounding: .nearest, &isRounded)) == 0
    }

    private func quiet(_ opened: Timestamp) -> ListedMinute {
        var row = ListedMinute(openTime: opened.microseconds, content: .quiet)
        if buyVolume != nil { row.buyVolume = 0 }
        if notional != nil { row.notional = 0 }
        if trades != nil { row.tradeCount = 0 }
        return row
    }

    private func readOpenTime(_ fields: borrowing DumpFields, clock: inout DumpClock) throws(DumpFault) -> Timestamp {
        let opened = try clock.read(fields[openTime], column: .openTime)
        guard opened.microseconds % 60_000_000 == 0 else {
            let shown = DecimalText.printable(fields[openTime])
            throw .value(column: .openTime, reason: "'\(shown)' (\(opened)) is not the start of a minute")
        }
        return opened
    }

    /// Binance gives the last ms or µs inside the minute, others the first moment after it. Where its engine stopped, as on
    /// 2018-02-08, the minute closed sooner.
    private func closesEarly(
        _ fields: borrowing DumpFields, _ opened: Timestamp, clock: inout DumpClock
    ) throws(DumpFault) -> Bool {
        guard let closeTime else { return false }
        let closed = try clock.read(fields[closeTime], column: .closeTime)
        let length = closed.microseconds - opened.microseconds
        guard length > 0, length <= 60_000_000 else {
            let shown = DecimalText.printable(fields[closeTime])
            throw .value(
                column: .closeTime, reason: "'\(shown)' (\(closed), opened \(opened)) does not end a one-minute candle")
        }
        return length <= 59_000_000
    }

    private func readPrices(
        _ fields: borrowing DumpFields, into row: inout ListedMinute, _ isRounded: inout Bool
    ) throws(DumpFault) {
        row.open = try fields.positive(prices.open, .open, scale: Price.scale, rounding: .nearest, &isRounded)
        row.high = try fields.positive(prices.high, .high, scale: Price.scale, rounding: .nearest, &isRounded)
        row.low = try fields.positive(prices.low, .low, scale: Price.scale, rounding: .nearest, &isRounded)
        row.close = try fields.positive(prices.close, .close, scale: Price.scale, rounding: .nearest, &isRounded)
        guard row.high >= row.low, row.high >= max(row.open, row.close) else {
            let shown = (Price(raw: row.high), Price(raw: row.open), Price(raw: row.low), Price(raw: row.close))
            throw .value(
                column: .high,
                reason:
                    "'\(shown.0)' is below the row's other prices (open \(shown.1), low \(shown.2), close \(shown.3))")
        }
        guard row.low <= min(row.open, row.close) else {
            let shown = (Price(raw: row.low), Price(raw: row.open), Price(raw: row.close))
            throw .value(column: .low, reason: "'\(shown.0)' is above the open or the close (\(shown.1), \(shown.2))")
        }
    }
}
