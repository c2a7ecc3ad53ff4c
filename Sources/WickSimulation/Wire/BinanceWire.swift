public import WickDomain

/// Binance's combined spot streams (binance-spot-api-docs, web-socket-streams): one frame a trade, or one for each
/// price level that an order ate.
public struct BinanceWire: VenueWire {
    public enum Stream: String, Sendable, CaseIterable {
        case trade
        case aggregateTrade = "aggTrade"
    }

    /// `timeUnit` of the connection: milliseconds unless asked otherwise.
    public enum TimeUnit: String, Sendable, CaseIterable {
        case milliseconds = "ms"
        case microseconds = "us"
    }

    /// "BTCUSDT" in payloads, "btcusdt" in stream names.
    private struct Names: Sendable {
        let upper: String
        let lower: String
    }

    static let firstAggregateID: UInt64 = 20_000_001

    public let venue = Venue.binance
    public let batchInterval = Duration.zero
    public let heartbeatRule = HeartbeatRule.never
    private let stream: Stream
    private let timeUnit: TimeUnit
    private let names: AssetPair<Names>
    /// Ids of aggregates are numbered apart from those of trades.
    private var nextAggregateID = AssetPair<UInt64>(repeating: Self.firstAggregateID)
    private var bytes: [UInt8] = []

    public init(stream: Stream = .trade, timeUnit: TimeUnit = .milliseconds) throws(SimulationError) {
        self.stream = stream
        self.timeUnit = timeUnit
        names = try AssetPair { asset throws(SimulationError) in
            let upper = try Listing(asset, on: .binance).instrument.symbol.description
            return Names(upper: upper, lower: upper.lowercased())
        }
    }

    public mutating func open(at time: Timestamp, send: ([UInt8]) -> Void) { acknowledge(1, send: send) }

    /// `{"result":null,"id":1}`
    public mutating func acknowledge(_ requestID: UInt64, send: ([UInt8]) -> Void) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(text: #"{"result":null,"id":"#)
        bytes.append(number: requestID)
        bytes.append(text: "}")
        send(bytes)
    }

    /// For a connection that did not see the market's beginning.
    ///
    /// - Parameter number: of the asset's next aggregate, counted from 0.
    mutating func setNextAggregate(_ number: UInt32, of asset: Asset) {
        nextAggregateID[asset] = Self.firstAggregateID + UInt64(number)
    }

    public mutating func trades(_ orders: [TakerOrder], at time: Timestamp, send: ([UInt8]) -> Void) {
        for order in orders {
            switch stream {
            case .trade: for fill in order.fills { trade(fill, of: order, send: send) }
            case .aggregateTrade: aggregateTrades(order, send: send)
            }
        }
    }

    /// `{"stream":"btcusdt@trade","data":{"e":"trade","E":1772409604585,"s":"BTCUSDT","t":70000001,"p":"81262.50000000","q":"0.00317000","T":1772409604585,"m":true,"M":true}}`
    private mutating func trade(_ fill: TakerOrder.Fill, of order: TakerOrder, send: ([UInt8]) -> Void) {
        begin(order)
        bytes.append(text: #"","t":"#)
        bytes.append(number: fill.id)
        append(price: fill.price, quantity: fill.quantity.raw)
        finish(order, send: send)
    }

    /// `{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1772409604585,"s":"BTCUSDT","a":20000001,"p":"81262.50000000","q":"0.00317000","f":70000001,"l":70000003,"T":1772409604585,"m":true,"M":true}}`
    private mutating func aggregateTrades(_ order: TakerOrder, send: ([UInt8]) -> Void) {
        var fills = order.fills[...]
        while let first = fills.first {
            let level = fills.prefix { $0.price == first.price }
            fills = fills.dropFirst(level.count)
            begin(order)
            bytes.append(text: #"","a":"#)
            bytes.append(number: nextAggregateID[order.asset])
            nextAggregateID[order.asset] += 1
            append(price: first.price, quantity: level.reduce(0) { $0 + $1.quantity.raw })
            bytes.append(text: #","f":"#)
            bytes.append(number: first.id)
            bytes.append(text: #","l":"#)
            bytes.append(number: first.id + UInt64(level.count - 1))
            finish(order, send: send)
        }
    }

    /// Nothing: Binance pings below the level of frames.
    public mutating func heartbeat(at time: Timestamp, send: ([UInt8]) -> Void) {}

    private mutating func begin(_ order: TakerOrder) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(text: #"{"stream":""#)
        bytes.append(text: names[order.asset].lower)
        bytes.append(text: stream == .trade ? #"@trade","data":{"e":"trade""# : #"@aggTrade","data":{"e":"aggTrade""#)
        bytes.append(text: #","E":"#)
        append(order.eventTime)
        bytes.append(text: #","s":""#)
        bytes.append(text: names[order.asset].upper)
    }

    private mutating func append(price: Price, quantity: Int128) {
        bytes.append(text: #","p":""#)
        bytes.append(raw: price.raw, scale: Price.scale, decimals: 8)
        bytes.append(text: #"","q":""#)
        bytes.append(raw: quantity, scale: Quantity.scale, decimals: 8)
        bytes.append(text: #"""#)
    }

    private mutating func finish(_ order: TakerOrder, send: ([UInt8]) -> Void) {
        bytes.append(text: #","T":"#)
        append(order.eventTime)
        // `m`: the buyer was the maker, so the taker sold.
        bytes.append(text: order.takerSide == .sell ? #","m":true,"M":true}}"# : #","m":false,"M":true}}"#)
        send(bytes)
    }

    private mutating func append(_ time: Timestamp) {
        let divisor: Int64 = timeUnit == .microseconds ? 1 : 1000
        bytes.append(number: UInt64(time.microseconds / divisor))
    }
}
