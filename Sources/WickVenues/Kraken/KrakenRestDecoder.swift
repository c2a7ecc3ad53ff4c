import WickDomain

/// Decodes Kraken's `Trades`.
///
/// Source: docs.kraken.com, get-recent-trades. The key of the list is Kraken's own name of the pair; `last` has 19 digits and is
/// sent back as text. A row is price, volume, time, taker side, order type, miscellaneous, trade id:
///
///     {"error":[],"result":{"XXBTZUSD":[["64000.10000","0.00210000",1732881600.1234567,"b","m","",1234567]],
///     "last":"1732881600123456789"}}
struct KrakenRestDecoder: RestDecoder {
    private let cursor = JSONCursor()
    private let reader = FieldReader(venue: .kraken, record: "REST trade", rounding: .floatNoise)

    private static let root = JSONKeys(["error", "result"])
    private enum Root { static let error = 0, result = 1 }
    private static let result = JSONKeys(["last"])
    private enum Result { static let last = 0, trades = 1 }
    private static let notRow = DecodingError.badField(
        venue: .kraken, record: "REST trade", field: "row", reason: "is not a list")
    private enum Column { static let price = 0, quantity = 1, time = 2, side = 3, id = 6 }

    func decode(
        _ body: UnsafeRawBufferPointer, symbol: Symbol, receivedTime: Timestamp
    ) throws(DecodingError) -> RestPage {
        let context = FrameContext(venue: .kraken, frame: body, receivedTime: receivedTime)
        var page = RestPage()
        var failure: DecodingError?
        do throws(JSONCursor.Failure) {
            try cursor.open(body)
            try cursor.readFields(Self.root)
            try checkErrors(&failure)
            if let failure { throw JSONCursor.Failure(reason: "\(failure)") }
            try cursor.open(body)
            try cursor.readFields(Self.root)
            try cursor.enter(Root.result)
            try cursor.readFieldsAndOther(Self.result)
            let last = cursor[Result.last]
            page.cursor = last.isString || last.isNumber ? last.printable : nil
            if cursor[Result.trades].isMissing { return page }
            try cursor.forEachRow(in: Result.trades) { isRow in
                do throws(DecodingError) {
                    guard isRow else { throw Self.notRow }
                    page.trades.append(try trade(symbol, receivedTime))
                } catch {
                    // The minute that lacks it, where that much can be read.
                    let time =
                        isRow ? try? reader.time(seconds: cursor[Column.time], "time", received: receivedTime) : nil
                    page.unusable.append(.init(position: page.trades.count, time: time, reason: error))
                }
            }
        } catch { throw failure ?? context.notJSON(error) }
        return page
    }

    /// A status of 200 says nothing: `{"error":["EGeneral:Too many requests"]}`.
    private func checkErrors(_ failure: inout DecodingError?) throws(JSONCursor.Failure) {
        if cursor[Root.error].isString {
            failure = .refused(venue: .kraken, reason: cursor[Root.error].words)
            return
        }
        guard cursor[Root.error].isArray else {
            failure = reader.wrong(cursor[Root.error], "error", expected: "an array")
            return
        }
        let hasResult = cursor[Root.result].isObject
        let errors = try cursor.strings(in: Root.error)
        if !errors.isEmpty {
            failure = .refused(venue: .kraken, reason: errors.joined(separator: ", "))
        } else if !hasResult {
            failure = .missingField(venue: .kraken, record: "REST answer", field: "result")
        }
    }

    private func trade(_ symbol: Symbol, _ receivedTime: Timestamp) throws(DecodingError) -> Trade {
        let side = cursor[Column.side]
        guard side.equals("b") || side.equals("s") else { throw reader.wrong(side, "side", expected: "b or s") }
        return try reader.trade(
            symbol, id: try reader.identifier(cursor[Column.id], "trade_id"),
            eventTime: try reader.time(seconds: cursor[Column.time], "time", received: receivedTime),
            knownTime: receivedTime,
            price: try reader.price(cursor[Column.price], "price"),
            quantity: try reader.quantity(cursor[Column.quantity], "volume"),
            takerSide: side.equals("b") ? .buy : .sell)
    }
}
