import WickDomain

// The Exchange feed has no `channel`: a message's `type` says what it is, and a trade is a message of its own.
extension CoinbaseDecoder {
    /// Decodes what the Exchange feed sends; nil for what wick has no use for.
    ///
    /// Source: docs.cdp.coinbase.com, exchange, WebSocket channels, matches. `last_match` is the trade before the
    /// subscription:
    ///
    ///     {"type":"match","trade_id":10,"sequence":50,"maker_order_id":"…","taker_order_id":"…",
    ///     "time":"2014-11-07T08:19:27.028459Z","product_id":"BTC-USD","size":"5.23512","price":"400.23","side":"sell"}
    func decodeExchange(
        _ receivedTime: Timestamp, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame? {
        let type = cursor[Message.type]
        if type.equals("heartbeat") { return .control(.heartbeat) }
        let isLast = type.equals("last_match")
        guard isLast || type.equals("match") else { return nil }
        let side = cursor[Message.side]
        guard side.equals("buy") || side.equals("sell") else {
            throw reader.wrong(side, "side", expected: "buy or sell")
        }
        trades.append(
            try reader.trade(
                try reader.symbol(cursor[Message.symbol], "product_id"),
                id: try reader.identifier(cursor[Message.id], "trade_id"),
                eventTime: try reader.time(iso8601: cursor[Message.time], "time", received: receivedTime),
                knownTime: receivedTime,
                price: try reader.price(cursor[Message.price], "price"),
                quantity: try reader.quantity(cursor[Message.quantity], "size"),
                // The maker's.
                takerSide: side.equals("buy") ? .sell : .buy))
        return .trades(count: 1, isSnapshot: isLast)
    }
}
