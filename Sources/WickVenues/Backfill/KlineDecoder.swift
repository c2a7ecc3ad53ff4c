import WickDomain

/// Decodes the venues' one-minute candles: Binance's `klines`, Kraken's `OHLC`, Coinbase Exchange's `candles`. No I/O, no clock.
///
/// Sources: binance-spot-api-docs, rest-api; docs.kraken.com, get-ohlc-data (times in seconds, the last row is the open one);
/// docs.cdp.coinbase.com, exchange-api, get-product-candles (newest first, minutes without a trade left out):
///
///     [[1772409600000,"81262.50","81270.00","81255.10","81260.00","1.20000000",1772409659999,"97512.7",42,"0.5","40630.1","0"]]
///     {"error":[],"result":{"XXBTZUSD":[[1772409600,"81262.5","81270.0","81255.1","81260.0","81261.2","1.2",42]],"last":1772409540}}
///     [[1772409600,81255.1,81270.0,81262.5,81260.0,1.2]]
struct KlineDecoder {
    /// Which position of a row holds what; nil where the venue does not tell.
    private struct Columns {
        let open: Int
        let high: Int
        let low: Int
        let close: Int
        let volume: Int
        var notional: Int?
        var count: Int?
        var buyVolume: Int?

        init(_ venue: Venue) {
            switch venue {
            case .binance:
                (open, high, low, close, volume) = (1, 2, 3, 4, 5)
                (notional, count, buyVolume) = (7, 8, 9)
            case .kraken, .bitfinex:
                (open, high, low, close, volume) = (1, 2, 3, 4, 6)
                count = 7
            case .coinbase: (open, high, low, close, volume) = (3, 2, 1, 4, 5)
            }
        }
    }

    private let instrument: Instrument
    private let columns: Columns
    private let cursor = JSONCursor()
    private let reader: FieldReader

    private static let root = JSONKeys(["error", "result"])
    private enum Root { static let error = 0, result = 1 }
    private static let result = JSONKeys(["last"])
    private enum Result { static let candles = 1 }

    init(instrument: Instrument) {
        self.instrument = instrument
        columns = Columns(instrument.venue)
        reader = FieldReader(venue: instrument.venue, record: "kline")
    }

    /// - Returns: closed candles in ascending order; Kraken's open one is left out. Known at their end, when they could have been:
    ///   a minute that is fetched later can be trained on like one of a dump.
    /// - Throws: the first thing that is wrong. A page is used whole or not at all.
    func decode(_ body: UnsafeRawBufferPointer, receivedTime: Timestamp) throws(DecodingError) -> [Candle] {
        let context = FrameContext(venue: instrument.venue, frame: body, receivedTime: receivedTime)
        var candles: [Candle] = []
        var failure: DecodingError?
        func take() {
            do throws(DecodingError) { candles.append(try candle(receivedTime)) } catch { failure = failure ?? error }
        }
        do throws(JSONCursor.Failure) {
            if instrument.venue == .kraken {
                failure = try openKraken(body)
                if failure == nil { try cursor.forEachRow(in: Result.candles, take) }
            } else if cursor.isObject(body) {
                failure = .refused(venue: instrument.venue, reason: try cursor.readErrorText(body))
            } else {
                try cursor.openArray(body)
                try cursor.forEachRootRow(take)
            }
        } catch { throw failure ?? context.notJSON(error) }
        if let failure { throw failure }
        if instrument.venue == .kraken { candles = candles.dropLast() }
        return candles.sorted { $0.openTime < $1.openTime }
    }

    /// Steps to the rows, unless the answer is an error: a status of 200 says nothing.
    private func openKraken(_ body: UnsafeRawBufferPointer) throws(JSONCursor.Failure) -> DecodingError? {
        try cursor.open(body)
        try cursor.readFields(Self.root)
        guard cursor[Root.error].isArray else {
            return reader.wrong(cursor[Root.error], "error", expected: "an array")
        }
        let hasResult = cursor[Root.result].isObject
        let errors = try cursor.strings(in: Root.error)
        if !errors.isEmpty { return .refused(venue: .kraken, reason: errors.joined(separator: ", ")) }
        guard hasResult else { return .missingField(venue: .kraken, record: "REST answer", field: "result") }
        try cursor.open(body)
        try cursor.readFields(Self.root)
        try cursor.enter(Root.result)
        try cursor.readFieldsAndOther(Self.result)
        guard cursor[Result.candles].isArray else {
            return reader.wrong(cursor[Result.candles], "result", expected: "a list of rows")
        }
        return nil
    }

    private func candle(_ received: Timestamp) throws(DecodingError) -> Candle {
        let openTime = try time(received)
        let open = try reader.price(cursor[columns.open], "open")
        let high = try reader.price(cursor[columns.high], "high")
        let low = try reader.price(cursor[columns.low], "low")
        let close = try reader.price(cursor[columns.close], "close")
        guard high >= max(open, close), low <= min(open, close) else {
            throw bad("high", "and low (\(high), \(low)) do not hold open and close (\(open), \(close))")
        }
        let volume = Volume(raw: try sum(columns.volume, "volume", scale: Volume.scale))
        let bought = try columns.buyVolume.map { slot throws(DecodingError) in
            Volume(raw: try sum(slot, "taker buy volume", scale: Volume.scale))
        }
        guard volume <= .maximum else { throw bad("volume", "'\(volume)' is beyond \(Volume.maximum)") }
        if let bought, bought > volume {
            throw bad("taker buy volume", "'\(bought)' is more than the volume \(volume)")
        }
        let notional = try columns.notional.map { slot throws(DecodingError) in
            Notional(raw: try sum(slot, "quote volume", scale: Notional.scale))
        }
        let count = try columns.count.map { slot throws(DecodingError) in try tradeCount(slot) }
        let isFlat = low == high && (count ?? 0) == 0
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: openTime, open: open, high: high, low: low,
            close: close, volume: volume, buyVolume: bought, notional: notional, tradeCount: count, identifiers: nil,
            // Without volume there was no trade, unless the row says so elsewhere: then its volume is what is missing.
            state: volume.raw > 0 ? .final : isFlat ? .empty : .incomplete,
            knownTime: openTime + Timeframe.oneMinute.duration)
    }

    private func time(_ received: Timestamp) throws(DecodingError) -> Timestamp {
        let value = cursor[0]
        let time =
            instrument.venue == .binance
            ? try reader.time(value, unit: .milliseconds, "open time", received: received)
            : try reader.time(seconds: value, "open time", received: received)
        guard time == time.floored(to: Timeframe.oneMinute.duration) else {
            throw bad("open time", "'\(value.printable)' is not the start of a minute")
        }
        return time
    }

    private func sum(_ slot: Int, _ field: StaticString, scale: Int) throws(DecodingError) -> Int128 {
        let value = cursor[slot]
        guard value.isNumber || value.isString else { throw reader.wrong(value, field, expected: "a decimal") }
        let raw: Int128
        do { raw = try DecimalText.parseWide(value.bytes, scale: scale) } catch { throw bad(field, "\(error)") }
        guard raw >= 0 else { throw bad(field, "'\(value.printable)' is below zero") }
        return raw
    }

    private func tradeCount(_ slot: Int) throws(DecodingError) -> Int {
        guard let count = cursor[slot].unsigned, count <= UInt64(Int32.max) else {
            throw reader.wrong(cursor[slot], "trades", expected: "a number of trades")
        }
        return Int(count)
    }

    private func bad(_ field: StaticString, _ reason: String) -> DecodingError {
        .badField(venue: instrument.venue, record: "kline", field: "\(field)", reason: reason)
    }
}
