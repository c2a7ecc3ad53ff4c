public import WickDomain

/// Decodes Coinbase Advanced Trade's WebSocket: `market_trades`, `heartbeats`, `subscriptions` and errors; and the trades of Coinbase
/// Exchange's, which are the same under the same ids.
///
/// Source: docs.cdp.coinbase.com, Advanced Trade WebSocket channels. A trade frame; a batch may have the newest trade first:
///
///     {"channel":"market_trades","client_id":"","timestamp":"2023-02-09T20:19:35.396256271Z","sequence_num":7,
///     "events":[{"type":"update","trades":[{"trade_id":"12345","product_id":"BTC-USD","price":"64000.1",
///     "size":"0.3","side":"BUY","time":"2023-02-09T20:19:35.394756Z"}]}]}
///
/// `side` is the maker's, as Coinbase documents for its Exchange feed ("the maker order side"): BUY means that the taker
/// sold.
public struct CoinbaseDecoder: VenueDecoder {
    let cursor = JSONCursor()
    let reader = FieldReader(venue: .coinbase, record: "trade")

    public init() {}

    static let message = JSONKeys(
        ["channel", "events", "type", "message", "trade_id", "product_id", "price", "size", "side", "time"],
        stopAfter: [0, 1])
    enum Message {
        static let channel = 0, events = 1, type = 2, message = 3, id = 4, symbol = 5, price = 6, quantity = 7
        static let side = 8, time = 9
    }

    private static let event = JSONKeys(["type", "trades"])
    private enum Event { static let type = 0, trades = 1 }

    private static let trade = JSONKeys(["trade_id", "product_id", "price", "size", "side", "time"])
    private enum Field { static let id = 0, symbol = 1, price = 2, quantity = 3, side = 4, time = 5 }

    public mutating func decode(
        _ frame: UnsafeRawBufferPointer, receivedTime: Timestamp, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame {
        let context = FrameContext(venue: .coinbase, frame: frame, receivedTime: receivedTime)
        do {
            try cursor.open(frame)
            try cursor.readFields(Self.message)
        } catch { throw context.notJSON(error) }
        let channel = cursor[Message.channel]
        if channel.equals("market_trades") { return try decodeTrades(context, into: &trades) }
        if channel.equals("heartbeats") { return .control(.heartbeat) }
        if channel.equals("subscriptions") { return try decodeSubscriptions(context) }
        if channel.isMissing, let frame = try decodeExchange(receivedTime, into: &trades) { return frame }
        if cursor[Message.type].equals("error") {
            return .control(.error(reason: cursor[Message.message].printable))
        }
        return .ignored(channel: channel.isMissing ? cursor[Message.type].printable : channel.printable)
    }

    private func decodeTrades(
        _ context: FrameContext, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame {
        let events = cursor[Message.events]
        guard events.isArray else { throw reader.wrong(events, "events", expected: "an array") }
        let before = trades.count
        var isSnapshot = false
        var failure: DecodingError?
        do throws(JSONCursor.Failure) {
            try cursor.forEachObject(in: Message.events, Self.event) {
                isSnapshot = cursor[Event.type].equals("snapshot")
                do throws(DecodingError) { try decodeList(context, into: &trades) } catch { failure = failure ?? error }
            }
        } catch { throw failure ?? context.notJSON(error) }
        if let failure { throw failure }
        return .trades(count: trades.count - before, isSnapshot: isSnapshot)
    }

    private func decodeList(_ context: FrameContext, into trades: inout [Trade]) throws(DecodingError) {
        let list = cursor[Event.trades]
        guard list.isArray else { throw reader.wrong(list, "trades", expected: "an array") }
        try cursor.readTrades(in: Event.trades, Self.trade, into: &trades, context: context) {
            () throws(DecodingError) in try decodeTrade(receivedTime: context.receivedTime)
        }
    }

    @inline(__always)
    private func decodeTrade(receivedTime: Timestamp) throws(DecodingError) -> Trade {
        let side = cursor[Field.side]
        guard side.equals("BUY") || side.equals("SELL") else {
            throw reader.wrong(side, "side", expected: "BUY or SELL")
        }
        return try reader.trade(
            try reader.symbol(cursor[Field.symbol], "product_id"),
            id: try reader.identifier(cursor[Field.id], "trade_id"),
            eventTime: try reader.time(iso8601: cursor[Field.time], "time", received: receivedTime),
            knownTime: receivedTime,
            price: try reader.price(cursor[Field.price], "price"),
            quantity: try reader.quantity(cursor[Field.quantity], "size"),
            takerSide: side.equals("BUY") ? .sell : .buy)
    }
}
