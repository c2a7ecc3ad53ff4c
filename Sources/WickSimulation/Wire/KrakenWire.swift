public import WickDomain

/// Kraken's WebSocket API, version 2 (docs.kraken.com, spot-websocket-v2): one frame for the trades of one instant.
public struct KrakenWire: VenueWire {
    /// What a data frame says about itself.
    public enum FrameType: Sendable {
        case snapshot
        case update
    }

    public let venue = Venue.kraken
    public let batchInterval = Duration.zero
    public let heartbeatRule = HeartbeatRule.whenQuiet(.seconds(1))
    private let listings: AssetPair<Listing>
    private let connectionID: UInt64
    private var timeText = TimeText()
    private var bytes: [UInt8] = []

    /// - Parameter seed: Gives the connection its id.
    public init(seed: UInt64) throws(SimulationError) {
        listings = try AssetPair { asset throws(SimulationError) in try Listing(asset, on: .kraken) }
        var random = RandomSource(seed: seed, stream: 6)
        connectionID = random.next() >> 1
    }

    public mutating func open(at time: Timestamp, send: ([UInt8]) -> Void) {
        status(send: send)
        for asset in Asset.allCases { subscribed(asset, snapshot: false, requestID: nil, at: time, send: send) }
    }

    /// `{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online","api_version":"v2","connection_id":42}]}`
    public mutating func status(send: ([UInt8]) -> Void) {
        begin(#"{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online","api_version":"v2","#)
        bytes.append(text: #""connection_id":"#)
        bytes.append(number: connectionID)
        bytes.append(text: "}]}")
        send(bytes)
    }

    /// `{"method":"subscribe","result":{"channel":"trade","snapshot":false,"symbol":"BTC/USD"},"success":true,"time_in":"2026-03-02T00:00:00.000031Z","time_out":"2026-03-02T00:00:00.000062Z"}`
    public mutating func subscribed(
        _ asset: Asset, snapshot: Bool, requestID: UInt64?, at time: Timestamp, send: ([UInt8]) -> Void
    ) {
        begin(#"{"method":"subscribe","result":{"channel":"trade","snapshot":"#)
        bytes.append(text: snapshot ? "true" : "false")
        bytes.append(text: #","symbol":""#)
        bytes.append(text: listings[asset].instrument.symbol)
        bytes.append(text: #""},"success":true,"time_in":""#)
        timeText.append(time, to: &bytes)
        bytes.append(text: #"","time_out":""#)
        timeText.append(time + .microseconds(31), to: &bytes)
        bytes.append(text: #"""#)
        if let requestID {
            bytes.append(text: #","req_id":"#)
            bytes.append(number: requestID)
        }
        bytes.append(text: "}")
        send(bytes)
    }

    public mutating func trades(_ orders: [TakerOrder], at time: Timestamp, send: ([UInt8]) -> Void) {
        trades(orders, type: .update, send: send)
    }

    /// `{"channel":"trade","type":"update","data":[{"symbol":"ETH/USD","side":"buy","price":2915.14,"qty":0.00147959,"ord_type":"limit","trade_id":30000001,"timestamp":"2026-03-02T00:00:04.585581Z"}]}`
    public mutating func trades(_ orders: [TakerOrder], type: FrameType, send: ([UInt8]) -> Void) {
        begin(#"{"channel":"trade","type":""#)
        bytes.append(text: type == .update ? "update" : "snapshot")
        bytes.append(text: #"","data":["#)
        for order in orders {
            for fill in order.fills { append(fill, of: order) }
        }
        // The comma after the last trade.
        bytes.removeLast()
        bytes.append(text: "]}")
        send(bytes)
    }

    private mutating func append(_ fill: TakerOrder.Fill, of order: TakerOrder) {
        let listing = listings[order.asset]
        bytes.append(text: #"{"symbol":""#)
        bytes.append(text: listing.instrument.symbol)
        bytes.append(text: order.takerSide == .buy ? #"","side":"buy","price":"# : #"","side":"sell","price":"#)
        bytes.append(raw: fill.price.raw, scale: Price.scale, decimals: listing.priceDecimals)
        bytes.append(text: #","qty":"#)
        bytes.append(raw: fill.quantity.raw, scale: Quantity.scale, decimals: listing.quantityDecimals)
        bytes.append(text: order.isMarketOrder ? #","ord_type":"market""# : #","ord_type":"limit""#)
        bytes.append(text: #","trade_id":"#)
        bytes.append(number: fill.id)
        bytes.append(text: #","timestamp":""#)
        timeText.append(order.eventTime, to: &bytes)
        bytes.append(text: #""},"#)
    }

    public mutating func heartbeat(at time: Timestamp, send: ([UInt8]) -> Void) {
        begin(#"{"channel":"heartbeat"}"#)
        send(bytes)
    }

    private mutating func begin(_ text: StaticString) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(text: text)
    }
}
