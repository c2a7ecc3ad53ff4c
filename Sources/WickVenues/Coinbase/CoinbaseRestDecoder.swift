import WickDomain

/// Decodes `GET /products/{id}/trades` of Coinbase Exchange, whose trade ids are those of Advanced Trade: the newest first, the
/// side is the maker's.
///
/// Source: docs.cdp.coinbase.com, exchange-api, get-product-trades:
///
///     [{"trade_id":12345,"side":"buy","size":"0.30000000","price":"64000.10","time":"2023-02-09T20:19:35.394756Z"}]
///
/// An error is an object: `{"message":"NotFound"}`.
struct CoinbaseRestDecoder: RestDecoder {
    private let cursor = JSONCursor()
    private let reader = FieldReader(venue: .coinbase, record: "REST trade", rounding: .floatNoise)

    private static let trade = JSONKeys(["trade_id", "side", "size", "price", "time"])
    private enum Field { static let id = 0, side = 1, quantity = 2, price = 3, time = 4 }

    func decode(
        _ body: UnsafeRawBufferPointer, symbol: Symbol, receivedTime: Timestamp
    ) throws(DecodingError) -> RestPage {
        try cursor.readPage(body, Self.trade, venue: .coinbase, receivedTime: receivedTime) {
            () throws(DecodingError) in try trade(symbol, receivedTime)
        }
    }

    private func trade(_ symbol: Symbol, _ receivedTime: Timestamp) throws(DecodingError) -> Trade {
        let side = cursor[Field.side]
        guard side.equals("buy") || side.equals("sell") else {
            throw reader.wrong(side, "side", expected: "buy or sell")
        }
        return try reader.trade(
            symbol, id: try reader.identifier(cursor[Field.id], "trade_id"),
            eventTime: try reader.time(iso8601: cursor[Field.time], "time", received: receivedTime),
            knownTime: receivedTime,
            price: try reader.price(cursor[Field.price], "price"),
            quantity: try reader.quantity(cursor[Field.quantity], "size"),
            takerSide: side.equals("buy") ? .sell : .buy)
    }
}
