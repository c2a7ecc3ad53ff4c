public import WickDomain

/// Coinbase Advanced Trade (docs.cdp.coinbase.com, websocket-channels): an asset's trades of 250 ms in one message, the
/// newest first, every message of the connection numbered.
///
/// `side` is the maker's, as in Coinbase's other feeds: "SELL" where the taker bought.
public struct CoinbaseWire: VenueWire {
    public let venue = Venue.coinbase
    public let batchInterval = Duration.milliseconds(250)
    public let heartbeatRule = HeartbeatRule.always(every: .seconds(1))
    private let symbols: AssetPair<Symbol>
    private var nextSequenceNumber: UInt64 = 0
    private var heartbeatCounter: UInt64 = 0
    private var timeText = TimeText()
    private var bytes: [UInt8] = []

    public init() throws(SimulationError) {
        symbols = try AssetPair { asset throws(SimulationError) in try Listing(asset, on: .coinbase).instrument.symbol }
    }

    public mutating func open(at time: Timestamp, send: ([UInt8]) -> Void) {
        subscriptions(trades: Asset.allCases, heartbeats: false, at: time, send: send)
        subscriptions(trades: Asset.allCases, heartbeats: true, at: time, send: send)
    }

    /// `{"channel":"subscriptions","timestamp":"2026-03-02T00:00:00.000000000Z","sequence_num":0,"events":[{"subscriptions":{"market_trades":["BTC-USD","ETH-USD"]}}]}`
    public mutating func subscriptions(
        trades assets: [Asset], heartbeats: Bool, at time: Timestamp, send: ([UInt8]) -> Void
    ) {
        begin("subscriptions", at: time)
        bytes.append(text: #"{"subscriptions":{"#)
        if !assets.isEmpty {
            let names = assets.map { "\"\(symbols[$0])\"" }.joined(separator: ",")
            bytes.append(text: #""market_trades":["#)
            bytes.append(text: names)
            bytes.append(text: heartbeats ? "]," : "]")
        }
        if heartbeats { bytes.append(text: #""heartbeats":["heartbeats"]"#) }
        bytes.append(text: "}}]}")
        send(bytes)
    }

    /// `{"channel":"market_trades","timestamp":"2026-03-02T00:00:04.750000000Z","sequence_num":7,"events":[{"type":"update","trades":[{"trade_id":"70000001","product_id":"BTC-USD","price":"81262.5","size":"0.00317","side":"SELL","time":"2026-03-02T00:00:04.585581Z"}]}]}`
    public mutating func trades(_ orders: [TakerOrder], at time: Timestamp, send: ([UInt8]) -> Void) {
        trades(orders, isSnapshot: false, at: time, send: send)
    }

    /// As `trades(_:at:send:)`; a snapshot says what happened before the subscription.
    public mutating func trades(
        _ orders: [TakerOrder], isSnapshot: Bool, at time: Timestamp, send: ([UInt8]) -> Void
    ) {
        begin("market_trades", at: time)
        bytes.append(text: isSnapshot ? #"{"type":"snapshot","trades":["# : #"{"type":"update","trades":["#)
        for order in orders.reversed() {
            for fill in order.fills.reversed() { append(fill, of: order) }
        }
        // The comma after the last trade.
        bytes.removeLast()
        bytes.append(text: "]}]}")
        send(bytes)
    }

    private mutating func append(_ fill: TakerOrder.Fill, of order: TakerOrder) {
        bytes.append(text: #"{"trade_id":""#)
        bytes.append(number: fill.id)
        bytes.append(text: #"","product_id":""#)
        bytes.append(text: symbols[order.asset])
        bytes.append(text: #"","price":""#)
        bytes.append(trimmed: fill.price.raw, scale: Price.scale)
        bytes.append(text: #"","size":""#)
        bytes.append(trimmed: fill.quantity.raw, scale: Quantity.scale)
        bytes.append(text: order.takerSide == .buy ? #"","side":"SELL","time":""# : #"","side":"BUY","time":""#)
        timeText.append(order.eventTime, to: &bytes)
        bytes.append(text: #""},"#)
    }

    /// `{"channel":"heartbeats","timestamp":"2026-03-02T00:00:01.000000000Z","sequence_num":2,"events":[{"current_time":"2026-03-02 00:00:01.000000000 +0000 UTC m=+1.000000000","heartbeat_counter":1}]}`
    public mutating func heartbeat(at time: Timestamp, send: ([UInt8]) -> Void) {
        heartbeatCounter += 1
        begin("heartbeats", at: time)
        bytes.append(text: #"{"current_time":""#)
        timeText.appendDate(time, to: &bytes)
        bytes.append(text: " ")
        timeText.appendClock(time, to: &bytes, decimals: 9)
        bytes.append(text: " +0000 UTC m=+")
        bytes.append(number: heartbeatCounter)
        bytes.append(text: #".000000000","heartbeat_counter":"#)
        bytes.append(number: heartbeatCounter)
        bytes.append(text: "}]}")
        send(bytes)
    }

    private mutating func begin(_ channel: StaticString, at time: Timestamp) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(text: #"{"channel":""#)
        bytes.append(text: channel)
        bytes.append(text: #"","timestamp":""#)
        timeText.append(time, to: &bytes, decimals: 9)
        bytes.append(text: #"","sequence_num":"#)
        bytes.append(number: nextSequenceNumber)
        nextSequenceNumber += 1
        bytes.append(text: #","events":["#)
    }
}
