import WickDomain

/// Decodes Binance's `historicalTrades` and `trades`.
///
/// Source: binance-spot-api-docs, rest-api. Times are in milliseconds, or in microseconds where the request had the header
/// `X-MBX-TIME-UNIT: MICROSECOND`:
///
///     [{"id":28457,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.000012","time":1499865549590,
///     "isBuyerMaker":true,"isBestMatch":true}]
///
/// An error is an object: `{"code":-1121,"msg":"Invalid symbol."}`.
struct BinanceRestDecoder: RestDecoder {
    private let cursor = JSONCursor()
    private let reader = FieldReader(venue: .binance, record: "REST trade", rounding: .floatNoise)
    private let timeUnit: TimeUnit

    init(timeUnit: TimeUnit) { self.timeUnit = timeUnit }

    private static let trade = JSONKeys(["id", "price", "qty", "time", "isBuyerMaker"])
    private enum Field { static let id = 0, price = 1, quantity = 2, time = 3, buyerIsMaker = 4 }

    func decode(
        _ body: UnsafeRawBufferPointer, symbol: Symbol, receivedTime: Timestamp
    ) throws(DecodingError) -> RestPage {
        try cursor.readPage(body, Self.trade, venue: .binance, receivedTime: receivedTime) {
            () throws(DecodingError) in try trade(symbol, receivedTime)
        }
    }

    private func trade(_ symbol: Symbol, _ receivedTime: Timestamp) throws(DecodingError) -> Trade {
        guard let buyerIsMaker = cursor[Field.buyerIsMaker].boolean else {
            throw reader.wrong(cursor[Field.buyerIsMaker], "isBuyerMaker", expected: "true or false")
        }
        return try reader.trade(
            symbol, id: try reader.identifier(cursor[Field.id], "id"),
            eventTime: try reader.time(cursor[Field.time], unit: timeUnit, "time", received: receivedTime),
            knownTime: receivedTime,
            price: try reader.price(cursor[Field.price], "price"),
            quantity: try reader.quantity(cursor[Field.quantity], "qty"),
            takerSide: buyerIsMaker ? .sell : .buy)
    }
}
