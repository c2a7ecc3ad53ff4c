import WickDomain

/// A minute as a row of the table, and back.
enum CandleRow {
    static let columns = [
        "instrument_id", "event_time", "known_at", "open_e9", "high_e9", "low_e9", "close_e9", "volume_e8",
        "buy_volume_e8", "volume", "buy_volume", "notional", "trades", "first_id", "last_id", "state",
    ]

    /// - Throws: `.badRow` for what could not be read back.
    static func requireStorable(_ candle: Candle) throws(StoreError) {
        guard candle.timeframe == .oneMinute else {
            throw .badRow(what: candle.rowTitle, reason: "only minutes are stored, not \(candle.timeframe)")
        }
        if let problem = problem(of: candle) { throw .badRow(what: candle.rowTitle, reason: problem) }
    }

    static func bind(_ candle: Candle, instrument: Int64, to row: inout RowBinder) throws(StoreError) {
        try requireStorable(candle)
        row.add(instrument)
        row.add(candle.openTime)
        row.add(candle.knownTime)
        row.add(candle.open.raw)
        row.add(candle.high.raw)
        row.add(candle.low.raw)
        row.add(candle.close.raw)
        row.add(Int64(exactly: candle.volume.raw))
        row.add(candle.buyVolume.flatMap { Int64(exactly: $0.raw) })
        row.add(wideText(candle.volume))
        row.add(candle.buyVolume.flatMap(wideText))
        if let notional = candle.notional { row.add(notional) } else { row.addNull() }
        row.add(candle.tradeCount.map(Int64.init))
        row.add(candle.identifiers.map { Int64(bitPattern: $0.first) })
        row.add(candle.identifiers.map { Int64(bitPattern: $0.last) })
        row.add(candle.state.rawValue)
    }

    static func read(_ row: RowReader, instrument: Instrument) throws -> Candle {
        let (open, high) = (Price(raw: row.integer(3)), Price(raw: row.integer(4)))
        let (low, close) = (Price(raw: row.integer(5)), Price(raw: row.integer(6)))
        let total = try volume(row, narrow: 7, wide: 9) ?? .zero
        let bought = try volume(row, narrow: 8, wide: 10)
        let (notional, count) = (try notional(row), row.optionalInteger(12).map(Int.init))
        // Another program may have written it.
        let problem = Candle.problem(
            open: open, high: high, low: low, close: close, volume: total, buyVolume: bought, notional: notional,
            tradeCount: count)
        let openTime = try row.time(1)
        try row.require(problem == nil, "a candle of \(instrument) at \(openTime)", problem ?? "")
        try row.require(
            openTime.microseconds % 60_000_000 == 0, "a candle of \(instrument) at \(openTime)",
            "it begins within a minute")
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: openTime, open: open, high: high, low: low,
            close: close, volume: total, buyVolume: bought, notional: notional, tradeCount: count,
            identifiers: identifiers(row), state: try row.named(15, "a candle of \(instrument)"),
            knownTime: try row.time(2))
    }

    private static func problem(of candle: Candle) -> String? {
        Candle.problem(
            open: candle.open, high: candle.high, low: candle.low, close: candle.close, volume: candle.volume,
            buyVolume: candle.buyVolume, notional: candle.notional, tradeCount: candle.tradeCount)
    }

    private static func identifiers(_ row: RowReader) -> Candle.TradeIdentifiers? {
        guard let first = row.optionalInteger(13), let last = row.optionalInteger(14) else { return nil }
        return Candle.TradeIdentifiers(first: UInt64(bitPattern: first), last: UInt64(bitPattern: last))
    }

    private static func notional(_ row: RowReader) throws -> Notional? {
        guard !row.isNull(11) else { return nil }
        return Notional(raw: try row.withTextBytes(11) { try DecimalText.parseWide($0, scale: Notional.scale) })
    }

    /// A volume that 64 bits do not hold, as decimal text; nil for all others.
    private static func wideText(_ volume: Volume) -> String? {
        Int64(exactly: volume.raw) == nil ? volume.description : nil
    }

    private static func volume(_ row: RowReader, narrow: Int32, wide: Int32) throws -> Volume? {
        if let raw = row.optionalInteger(narrow) { return Volume(raw: Int128(raw)) }
        guard !row.isNull(wide) else { return nil }
        return Volume(raw: try row.withTextBytes(wide) { try DecimalText.parseWide($0, scale: Volume.scale) })
    }
}
