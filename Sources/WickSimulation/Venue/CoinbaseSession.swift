import WickDomain

/// One connection to Coinbase Advanced Trade: channels are subscribed one by one, every message is numbered.
struct CoinbaseSession: VenueSession {
    /// `{"type":"subscribe","product_ids":["BTC-USD"],"channel":"market_trades"}`
    private struct Message: Decodable {
        let type: String
        let product_ids: [String]?
        let channel: String?
    }

    /// How many trades a snapshot has.
    private static let snapshotCount = 100

    private(set) var hasSubscribed = false
    private var subscribed = AssetPair(repeating: false)
    private var hasHeartbeats = false
    private var wire: CoinbaseWire

    init() throws(SimulationError) { wire = try CoinbaseWire() }

    var batchInterval: Duration { wire.batchInterval }
    var heartbeatRule: HeartbeatRule { hasHeartbeats ? wire.heartbeatRule : .never }

    func isSubscribed(to asset: Asset) -> Bool { subscribed[asset] }

    mutating func greet(at time: Timestamp, send: ([UInt8]) -> Void) {}

    func parse(_ text: [UInt8]) -> ClientRequest {
        guard let message = ClientJSON.decode(Message.self, from: text) else {
            return .malformed(reason: "failed to parse message", requestID: nil)
        }
        let topics: [ClientRequest.Topic] =
            switch message.channel {
            case "heartbeats": [.init(channel: .heartbeats, name: "heartbeats", asset: nil)]
            case "market_trades":
                (message.product_ids ?? []).map { name in
                    .init(channel: .trades, name: name, asset: Asset(listedAs: name, on: .coinbase))
                }
            default: []
            }
        guard !topics.isEmpty else { return .malformed(reason: "no channels or products", requestID: nil) }
        switch message.type {
        case "subscribe": return .subscribe(topics, snapshot: true, requestID: nil)
        case "unsubscribe": return .unsubscribe(topics, requestID: nil)
        default: return .malformed(reason: "unknown type", requestID: nil)
        }
    }

    mutating func answer(
        _ request: ClientRequest, refused: [String], at time: Timestamp, latest: (Asset, Int) -> [TakerOrder],
        send: ([UInt8]) -> Void
    ) {
        switch request {
        case .subscribe(let topics, _, _):
            subscribe(topics, refused: refused, at: time, latest: latest, send: send)
        case .unsubscribe(let topics, _):
            for topic in topics { set(topic, to: false) }
            wire.subscriptions(
                trades: Asset.allCases.filter(isSubscribed), heartbeats: hasHeartbeats, at: time, send: send)
        case .ping: break
        case .malformed(let reason, _): send(Self.error(reason))
        }
    }

    private mutating func subscribe(
        _ topics: [ClientRequest.Topic], refused: [String], at time: Timestamp,
        latest: (Asset, Int) -> [TakerOrder], send: ([UInt8]) -> Void
    ) {
        for topic in topics {
            if topic.channel == .trades, topic.asset == nil {
                send(Self.error("subscription to an unknown product"))
            } else if refused.contains(topic.name) {
                send(Self.error("subscription refused, try again later"))
            } else {
                let isNew = topic.asset.map { !subscribed[$0] } ?? false
                set(topic, to: true)
                guard isNew, let asset = topic.asset else { continue }
                let trades = latest(asset, Self.snapshotCount)
                if !trades.isEmpty { wire.trades(trades, isSnapshot: true, at: time, send: send) }
            }
        }
        wire.subscriptions(trades: Asset.allCases.filter(isSubscribed), heartbeats: hasHeartbeats, at: time, send: send)
    }

    private mutating func set(_ topic: ClientRequest.Topic, to isSubscribed: Bool) {
        hasSubscribed = hasSubscribed || isSubscribed
        if topic.channel == .heartbeats { hasHeartbeats = isSubscribed }
        if let asset = topic.asset { subscribed[asset] = isSubscribed }
    }

    private static func error(_ reason: String) -> [UInt8] { Array(#"{"type":"error","message":"\#(reason)"}"#.utf8) }

    mutating func encode(
        _ orders: [PublishedOrder], at time: Timestamp, send: ([UInt8], ClosedRange<UInt64>) -> Void
    ) {
        guard let first = orders.first, let last = orders.last else { return }
        let ids = first.ids.lowerBound...last.ids.upperBound
        wire.trades(orders.map(\.order), at: time) { send($0, ids) }
    }

    mutating func heartbeat(at time: Timestamp, send: ([UInt8]) -> Void) { wire.heartbeat(at: time, send: send) }
}
