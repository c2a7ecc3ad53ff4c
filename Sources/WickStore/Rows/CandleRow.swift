import WickDomain

/// A minute as a row of the table, and back.
enum CandleRow {
    static let columns = [
        "instrument_id", "event_time", "known_at", "open_e9", "high_e9", "low_e9", "close_e9", "volume_e8",
        "buy_volume_e8", "notional", "trades", "first_id", "last_id", "state",
    ]

    static func bind(_ candle: Candle, instrument: Int64, to row: inout RowBinder) throws(StoreError) {
        let what = "the candle of \(candle.instrument)"
        guard candle.timeframe == .oneMinute else {
            throw .badRow(
                what: "\(what) at \(candle.openTime)", reason: "only minutes are stored, not \(candle.timeframe)")
        }
        row.add(instrument)
        row.add(candle.openTime)
        row.add(candle.knownTime)
        row.add(candle.open.raw)
        row.add(candle.high.raw)
        row.add(candle.low.raw)
        row.add(candle.close.raw)
        row.add(try narrow(candle.volume, candle))
        row.add(try candle.buyVolume.map { volume throws(StoreError) in try narrow(volume, candle) })
        if let notional = candle.notional { row.add(notional) } else { row.addNull() }
        row.add(candle.tradeCount.map(Int64.init))
        row.add(try narrow(candle.identifiers?.first, candle))
        row.add(try narrow(candle.identifiers?.last, candle))
        row.add(candle.state.rawValue)
    }

    static func read(_ row: RowReader, instrument: Instrument) throws -> Candle {
        let (open, high, low, close) = (row.integer(3), row.integer(4), row.integer(5), row.integer(6))
        try row.require(
            low <= min(open, close) && high >= max(open, close), "a candle of \(instrument) at \(row.time(1))",
            "its range does not hold its open and close")
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: row.time(1), open: Price(raw: open),
            high: Price(raw: high), low: Price(raw: low), close: Price(raw: close),
            volume: Volume(raw: Int128(row.integer(7))),
            buyVolume: row.optionalInteger(8).map { Volume(raw: Int128($0)) }, notional: try notional(row),
            tradeCount: row.optionalInteger(10).map(Int.init), identifiers: identifiers(row),
            state: try row.named(13, "a candle of \(instrument)"), knownTime: row.time(2))
    }

    private static func identifiers(_ row: RowReader) -> Candle.TradeIdentifiers? {
        guard let first = row.optionalInteger(11), let last = row.optionalInteger(12) else { return nil }
        return Candle.TradeIdentifiers(first: UInt64(bitPattern: first), last: UInt64(bitPattern: last))
    }

    private static func notional(_ row: RowReader) throws -> Notional? {
        guard !row.isNull(9) else { return nil }
        return Notional(raw: try row.withTextBytes(9) { try DecimalText.parseWide($0, scale: Notional.scale) })
    }

    private static func narrow(_ volume: Volume, _ candle: Candle) throws(StoreError) -> Int64 {
        guard let raw = Int64(exactly: volume.raw) else {
            throw .outOfRange(
                what: "the candle of \(candle.instrument) at \(candle.openTime)", value: "a volume of \(volume)",
                limit: Quantity(raw: .max).description)
        }
        return raw
    }

    private static func narrow(_ id: UInt64?, _ candle: Candle) throws(StoreError) -> Int64? {
        guard let id else { return nil }
        guard let narrow = Int64(exactly: id) else {
            throw .outOfRange(
                what: "the candle of \(candle.instrument) at \(candle.openTime)", value: "trade id \(id)",
                limit: "\(Int64.max)")
        }
        return narrow
    }
}
