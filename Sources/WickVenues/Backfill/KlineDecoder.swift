import WickDomain

/// Decodes the venues' one-minute candles: Binance's `klines`, Kraken's `OHLC`, Coinbase Exchange's `candles`. No I/O,
/// no clock.
///
/// Sources: binance-spot-api-docs, rest-api; docs.kraken.com, get-ohlc-data (times in seconds, the last row is the open
/// one); docs.cdp.coinbase.com, exchange-api, get-product-candles (newest first, minutes without a trade left out):
///
///     [[1772409600000,"81262.50","81270.00","81255.10","81260.00","1.20000000",1772409659999,"97512.7",42,"0.5","40630.1","0"]]
///     {"error":[],"result":{"XXBTZUSD":[[1772409600,"81262.5","81270.0","81255.1","81260.0","81261.2","1.2",42]],"last":1772409540}}
///     [[1772409600,81255.1,81270.0,81262.5,81260.0,1.2]]
struct KlineDecoder {
    let instrument: Instrument
    let columns: KlineColumns
    let cursor = JSONCursor()
    let reader: FieldReader

    private static let root = JSONKeys(["error", "result"])
    private enum Root { static let error = 0, result = 1 }
    private static let result = JSONKeys(["last"])
    private enum Result { static let candles = 1 }

    init(instrument: Instrument) {
        self.instrument = instrument
        columns = KlineColumns(instrument.venue)
        reader = FieldReader(venue: instrument.venue, record: "kline")
    }

    /// - Returns: closed candles; Kraken's open one is left out. Known at their end, when they could have been: a
    ///   minute that is fetched later can be trained on like one of a dump.
    /// - Throws: what makes the whole answer useless: no JSON, the venue's refusal, bars of another interval, or not
    ///   one usable row.
    func decode(_ body: UnsafeRawBufferPointer, receivedTime: Timestamp) throws(DecodingError) -> KlinePage {
        let context = FrameContext(venue: instrument.venue, frame: body, receivedTime: receivedTime)
        var rows: [KlineRow] = []
        var interval = KlineInterval()
        var failure: DecodingError?
        func take(_ isRow: Bool) {
            rows.append(isRow ? row(receivedTime, &interval) : .unusable(bad("row", "is not a list"), at: nil))
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
        if let other = interval.other {
            let reason = "these bars are of \(KlineInterval.words(other)), not of the minute that was asked for"
            throw .badField(venue: instrument.venue, record: "kline", field: "interval:", reason: reason)
        }
        var page = try KlinePage(rows, instrument: instrument)
        if instrument.venue == .kraken { page.dropNewest() }
        return page
    }

    /// Steps to the rows, unless the answer is an error: a status of 200 says nothing.
    private func openKraken(_ body: UnsafeRawBufferPointer) throws(JSONCursor.Failure) -> DecodingError? {
        try cursor.open(body)
        try cursor.readFields(Self.root)
        let error = cursor[Root.error]
        if error.isString { return .refused(venue: .kraken, reason: error.words) }
        guard error.isArray else { return reader.wrong(error, "error", expected: "an array") }
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

    func bad(_ field: StaticString, _ reason: String) -> DecodingError {
        .badField(venue: instrument.venue, record: "kline", field: "\(field)", reason: reason)
    }
}
