public import WickDomain

/// Decodes Binance spot streams, plain or combined: `@trade`, `@aggTrade`, answers, errors and the shutdown notice.
///
/// Source: binance-spot-api-docs, web-socket-streams. A combined trade frame; the plain one is the object in `data`:
///
///     {"stream":"btcusdt@trade","data":{"e":"trade","E":1672515782136,"s":"BTCUSDT","t":12345,"p":"64000.10",
///     "q":"0.00210","T":1672515782136,"m":true,"M":true}}
///
/// `m` says that the buyer was the maker, so true means that the taker sold. An aggregate trade has its own id in `a` and the
/// trades that it sums in `f` to `l`: it counts as one trade with id `a`. Of a symbol with both streams the one that came first is read.
public struct BinanceDecoder: VenueDecoder {
    let cursor = JSONCursor()
    private let timeUnit: TimeUnit
    private var streams = TradeStreams()

    /// - Parameter timeUnit: of the connection: microseconds where it was opened with `timeUnit=MICROSECOND`.
    public init(timeUnit: TimeUnit) { self.timeUnit = timeUnit }

    enum Field {
        static let stream = 0, data = 1, type = 2, symbol = 3, id = 4, price = 5, quantity = 6, time = 7
        static let buyerIsMaker = 8, aggregateID = 9, result = 10, error = 11, request = 12
    }

    private static let names: [StaticString] = [
        "stream", "data", "e", "s", "t", "p", "q", "T", "m", "a", "result", "error", "id",
    ]
    /// At the root a wrapper ends the pass at once, and a plain event is read whole.
    private static let root = JSONKeys(names, stopAfter: [Field.stream, Field.data])
    private static let event = JSONKeys(
        names,
        stopAfter: [
            Field.type, Field.symbol, Field.id, Field.price, Field.quantity, Field.time, Field.buyerIsMaker,
        ])

    public mutating func decode(
        _ frame: UnsafeRawBufferPointer, receivedTime: Timestamp, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame {
        let context = FrameContext(venue: .binance, frame: frame, receivedTime: receivedTime)
        do {
            try cursor.open(frame)
            try cursor.readFields(Self.root)
            if cursor[Field.stream].isString, cursor[Field.data].isObject {
                let stream = cursor[Field.stream]
                // Books and the like are known by their stream's name, which spares the walk through their levels.
                guard carriesEvents(stream) else { return .ignored(channel: stream.printable) }
                try cursor.enter(Field.data)
                try cursor.readFields(Self.event)
            }
        } catch { throw context.notJSON(error) }
        return try decodeEvent(context, into: &trades)
    }

    /// Trade streams, and those that start with "!", such as the shutdown notice.
    @inline(__always)
    private func carriesEvents(_ stream: JSONValue) -> Bool {
        stream.hasSuffix("@trade") || stream.hasSuffix("@aggTrade") || stream.bytes.first == UInt8(ascii: "!")
    }

    @inline(__always)
    private mutating func decodeEvent(
        _ context: FrameContext, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame {
        let type = cursor[Field.type]
        if type.equals("trade") {
            let trade = try decodeTrade(context, record: "trade", idField: "t", id: cursor[Field.id])
            guard streams.reads(trade.instrument.symbol, isAggregate: false) else { return .ignored(channel: "trade") }
            trades.append(trade)
            return .trades(count: 1, isSnapshot: false)
        }
        if type.equals("aggTrade") {
            let trade = try decodeTrade(context, record: "aggTrade", idField: "a", id: cursor[Field.aggregateID])
            guard streams.reads(trade.instrument.symbol, isAggregate: true) else {
                return .ignored(channel: "aggTrade")
            }
            trades.append(trade)
            return .trades(count: 1, isSnapshot: false)
        }
        if type.equals("serverShutdown") { return .control(.shutdownNotice) }
        if type.isMissing { return try decodeAnswer(context) }
        return .ignored(channel: type.printable)
    }

    @inline(__always)
    private func decodeTrade(
        _ context: FrameContext, record: StaticString, idField: StaticString, id: JSONValue
    ) throws(DecodingError) -> Trade {
        let reader = FieldReader(venue: .binance, record: record)
        guard let buyerIsMaker = cursor[Field.buyerIsMaker].boolean else {
            throw reader.wrong(cursor[Field.buyerIsMaker], "m", expected: "true or false")
        }
        return try reader.trade(
            try reader.symbol(cursor[Field.symbol], "s"),
            id: try reader.identifier(id, idField),
            eventTime: try reader.time(cursor[Field.time], unit: timeUnit, "T", received: context.receivedTime),
            knownTime: context.receivedTime,
            price: try reader.price(cursor[Field.price], "p"),
            quantity: try reader.quantity(cursor[Field.quantity], "q"),
            takerSide: buyerIsMaker ? .sell : .buy)
    }
}
