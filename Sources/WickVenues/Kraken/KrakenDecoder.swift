public import WickDomain

/// Decodes Kraken's WebSocket v2: trades, acks, heartbeats, pongs and status.
///
/// Source: docs.kraken.com, spot-websocket-v2. A trade frame, which may pack several trades:
///
///     {"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":64000.1,"qty":0.0021,
///     "ord_type":"limit","trade_id":1234567,"timestamp":"2024-11-29T12:00:00.123456Z"}]}
public struct KrakenDecoder: VenueDecoder {
    let cursor = JSONCursor()
    private let reader = FieldReader(venue: .kraken, record: "trade")

    public init() {}

    private static let message = JSONKeys(["channel", "type", "data"])
    private enum Message { static let channel = 0, type = 1, data = 2 }

    private static let trade = JSONKeys(["symbol", "side", "price", "qty", "trade_id", "timestamp"])
    private enum Field { static let symbol = 0, side = 1, price = 2, quantity = 3, id = 4, time = 5 }

    public mutating func decode(
        _ frame: UnsafeRawBufferPointer, receivedTime: Timestamp, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame {
        let context = FrameContext(venue: .kraken, frame: frame, receivedTime: receivedTime)
        if JSONCursor.isArray(frame) { return try decodeFirstVersion(context) }
        do {
            try cursor.open(frame)
            try cursor.readFields(Self.message)
        } catch { throw context.notJSON(error) }
        let channel = cursor[Message.channel]
        if channel.equals("trade") { return try decodeTrades(context, into: &trades) }
        if channel.equals("heartbeat") { return .control(.heartbeat) }
        if channel.equals("status") { return try decodeStatus(context) }
        if channel.isMissing { return try decodeAnswer(context) }
        return .ignored(channel: channel.printable)
    }

    private func decodeTrades(
        _ context: FrameContext, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame {
        let data = cursor[Message.data]
        guard data.isArray else { throw reader.wrong(data, "data", expected: "an array") }
        let isSnapshot = cursor[Message.type].equals("snapshot")
        let before = trades.count
        try cursor.readTrades(in: Message.data, Self.trade, into: &trades, context: context) {
            () throws(DecodingError) in try decodeTrade(receivedTime: context.receivedTime)
        }
        return .trades(count: trades.count - before, isSnapshot: isSnapshot)
    }

    @inline(__always)
    private func decodeTrade(receivedTime: Timestamp) throws(DecodingError) -> Trade {
        let side = cursor[Field.side]
        guard side.equals("buy") || side.equals("sell") else {
            throw reader.wrong(side, "side", expected: "buy or sell")
        }
        return try reader.trade(
            try reader.symbol(cursor[Field.symbol], "symbol"),
            id: try reader.identifier(cursor[Field.id], "trade_id"),
            eventTime: try reader.time(iso8601: cursor[Field.time], "timestamp", received: receivedTime),
            knownTime: receivedTime,
            price: try reader.price(cursor[Field.price], "price"),
            quantity: try reader.quantity(cursor[Field.quantity], "qty"),
            takerSide: side.equals("buy") ? .buy : .sell)
    }
}
