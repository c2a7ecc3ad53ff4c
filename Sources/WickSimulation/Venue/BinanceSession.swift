import WickDomain

/// One connection to Binance's combined streams: what the URL names is subscribed from the start, more by SUBSCRIBE.
struct BinanceSession: VenueSession {
    /// `{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}`
    private struct Message: Decodable {
        let method: String
        let params: [String]?
        let id: UInt64?
    }

    let batchInterval = Duration.zero
    let heartbeatRule = HeartbeatRule.never
    private(set) var hasSubscribed = false
    private var trades = AssetPair(repeating: false)
    private var aggregates = AssetPair(repeating: false)
    private var tradeWire: BinanceWire
    private var aggregateWire: BinanceWire
    private let timeUnit: BinanceWire.TimeUnit

    /// - Parameter target: path and query of the upgrade, e.g. `/stream?streams=btcusdt@trade&timeUnit=MICROSECOND`.
    init(target: RestRequest) throws(SimulationError) {
        let isMicroseconds = target["timeUnit"]?.uppercased() == "MICROSECOND"
        timeUnit = isMicroseconds ? .microseconds : .milliseconds
        tradeWire = try BinanceWire(stream: .trade, timeUnit: timeUnit)
        aggregateWire = try BinanceWire(stream: .aggregateTrade, timeUnit: timeUnit)
        for name in (target["streams"] ?? "").split(separator: "/") { set(Self.topic(String(name)), to: true) }
    }

    func isSubscribed(to asset: Asset) -> Bool { trades[asset] || aggregates[asset] }

    mutating func greet(at time: Timestamp, send: ([UInt8]) -> Void) {}

    func parse(_ text: [UInt8]) -> ClientRequest {
        guard let message = ClientJSON.decode(Message.self, from: text) else {
            return .malformed(reason: "Invalid JSON: expected value at line 1 column 1", requestID: nil)
        }
        let topics = (message.params ?? []).map(Self.topic)
        switch message.method {
        case "SUBSCRIBE": return .subscribe(topics, snapshot: false, requestID: message.id)
        case "UNSUBSCRIBE": return .unsubscribe(topics, requestID: message.id)
        default: return .malformed(reason: "Invalid request: unknown variant", requestID: message.id)
        }
    }

    /// `btcusdt@trade`. Upper case names no stream.
    private static func topic(_ name: String) -> ClientRequest.Topic {
        let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
        let channel: ClientRequest.Topic.Channel =
            switch parts.last {
            case "trade": .trades
            case "aggTrade": .aggregateTrades
            default: .other(parts.last ?? "")
            }
        let symbol = parts.first ?? ""
        let isLower = symbol == symbol.lowercased()
        return ClientRequest.Topic(
            channel: channel, name: name, asset: isLower ? Asset(listedAs: symbol.uppercased(), on: .binance) : nil)
    }

    mutating func answer(
        _ request: ClientRequest, refused: [String], at time: Timestamp, latest: (Asset, Int) -> [TakerOrder],
        send: ([UInt8]) -> Void
    ) {
        switch request {
        case .subscribe(_, _, let requestID) where !refused.isEmpty:
            send(Self.error(code: -1003, "Too many requests; please use fewer streams.", requestID: requestID))
        case .subscribe(let topics, _, let requestID):
            for topic in topics { set(topic, to: true) }
            tradeWire.acknowledge(requestID ?? 0, send: send)
        case .unsubscribe(let topics, let requestID):
            for topic in topics { set(topic, to: false) }
            tradeWire.acknowledge(requestID ?? 0, send: send)
        case .ping: break
        case .malformed(let reason, let requestID): send(Self.error(code: 2, reason, requestID: requestID))
        }
    }

    /// A stream that does not exist is taken without a word, as the real venue does.
    private mutating func set(_ topic: ClientRequest.Topic, to isSubscribed: Bool) {
        hasSubscribed = hasSubscribed || isSubscribed
        guard let asset = topic.asset else { return }
        switch topic.channel {
        case .trades: trades[asset] = isSubscribed
        case .aggregateTrades: aggregates[asset] = isSubscribed
        case .heartbeats, .other: break
        }
    }

    /// `{"error":{"code":2,"msg":"Invalid request: …"},"id":1}`
    private static func error(code: Int, _ reason: String, requestID: UInt64?) -> [UInt8] {
        let id = requestID.map { String($0) } ?? "null"
        return Array(#"{"error":{"code":\#(code),"msg":"\#(reason)"},"id":\#(id)}"#.utf8)
    }

    mutating func encode(
        _ orders: [PublishedOrder], at time: Timestamp, send: ([UInt8], ClosedRange<UInt64>) -> Void
    ) {
        for published in orders {
            let asset = published.order.asset
            if trades[asset] {
                var id = published.ids.lowerBound
                tradeWire.trades([published.order], at: time) {
                    send($0, id...id)
                    id += 1
                }
            }
            if aggregates[asset] {
                aggregateWire.setNextAggregate(published.aggregate, of: asset)
                aggregateWire.trades([published.order], at: time) { send($0, published.ids) }
            }
        }
    }

    mutating func heartbeat(at time: Timestamp, send: ([UInt8]) -> Void) {}

    /// `{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1772409604585}}`
    func shutdownNotice(at time: Timestamp) -> [UInt8]? {
        let stamp = timeUnit == .microseconds ? time.microseconds : time.microseconds / 1000
        return Array(#"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":\#(stamp)}}"#.utf8)
    }
}
