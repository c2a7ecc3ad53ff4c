import WickDomain

/// One connection to Kraken's WebSocket API, version 2: subscribing, acknowledgements one a symbol, ping and pong.
struct KrakenSession: VenueSession {
    /// `{"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","ETH/USD"],"snapshot":true},"req_id":1}`
    private struct Message: Decodable {
        struct Parameters: Decodable {
            let channel: String?
            let symbol: [String]?
            let snapshot: Bool?
        }

        let method: String
        let params: Parameters?
        let req_id: UInt64?
    }

    /// How many trades a snapshot has.
    private static let snapshotCount = 50

    let batchInterval = Duration.zero
    private(set) var hasSubscribed = false
    private var subscribed = AssetPair(repeating: false)
    private var wire: KrakenWire
    private var timeText = TimeText()

    init(seed: UInt64) throws(SimulationError) { wire = try KrakenWire(seed: seed) }

    var heartbeatRule: HeartbeatRule { hasSubscribed ? wire.heartbeatRule : .never }

    func isSubscribed(to asset: Asset) -> Bool { subscribed[asset] }

    mutating func greet(at time: Timestamp, send: ([UInt8]) -> Void) { wire.status(send: send) }

    func parse(_ text: [UInt8]) -> ClientRequest {
        guard let message = ClientJSON.decode(Message.self, from: text) else {
            return .malformed(reason: "Malformed request", requestID: nil)
        }
        let topics = (message.params?.symbol ?? []).map { name in
            ClientRequest.Topic(
                channel: message.params?.channel == "trade" ? .trades : .other(message.params?.channel ?? ""),
                name: name, asset: Asset(listedAs: name, on: .kraken))
        }
        switch message.method {
        case "ping": return .ping(requestID: message.req_id)
        case "subscribe" where !topics.isEmpty:
            return .subscribe(topics, snapshot: message.params?.snapshot ?? false, requestID: message.req_id)
        case "unsubscribe" where !topics.isEmpty: return .unsubscribe(topics, requestID: message.req_id)
        case "subscribe", "unsubscribe": return .malformed(reason: "Missing symbol", requestID: message.req_id)
        default: return .malformed(reason: "Unknown method", requestID: message.req_id)
        }
    }

    mutating func answer(
        _ request: ClientRequest, refused: [String], at time: Timestamp, latest: (Asset, Int) -> [TakerOrder],
        send: ([UInt8]) -> Void
    ) {
        switch request {
        case .subscribe(let topics, let snapshot, let requestID):
            for topic in topics {
                if let reason = refusal(of: topic, refused: refused) {
                    send(error(reason, method: "subscribe", symbol: topic.name, requestID: requestID, at: time))
                } else if let asset = topic.asset {
                    subscribe(asset, snapshot: snapshot, requestID: requestID, at: time, latest: latest, send: send)
                }
            }
        case .unsubscribe(let topics, let requestID):
            for case let asset? in topics.map(\.asset) {
                subscribed[asset] = false
                send(unsubscribed(asset, requestID: requestID, at: time))
            }
        case .ping(let requestID): send(pong(requestID: requestID, at: time))
        case .malformed(let reason, let requestID):
            send(error(reason, method: nil, symbol: nil, requestID: requestID, at: time))
        }
    }

    private func refusal(of topic: ClientRequest.Topic, refused: [String]) -> String? {
        guard topic.channel == .trades else { return "Unknown channel" }
        guard topic.asset != nil else { return "Currency pair not supported \(topic.name)" }
        return refused.contains(topic.name) ? "Service unavailable" : nil
    }

    private mutating func subscribe(
        _ asset: Asset, snapshot: Bool, requestID: UInt64?, at time: Timestamp, latest: (Asset, Int) -> [TakerOrder],
        send: ([UInt8]) -> Void
    ) {
        guard !subscribed[asset] else {
            let name = KrakenPair.of(asset).symbol
            return send(
                error("Already subscribed", method: "subscribe", symbol: name, requestID: requestID, at: time))
        }
        hasSubscribed = true
        subscribed[asset] = true
        wire.subscribed(asset, snapshot: snapshot, requestID: requestID, at: time, send: send)
        let trades = snapshot ? latest(asset, Self.snapshotCount) : []
        if !trades.isEmpty { wire.trades(trades, type: .snapshot, send: send) }
    }

    /// `{"error":"Currency pair not supported FOO/BAR","method":"subscribe","req_id":1,"success":false,"symbol":"FOO/BAR","time_in":"…","time_out":"…"}`
    private mutating func error(
        _ reason: String, method: String?, symbol: String?, requestID: UInt64?, at time: Timestamp
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(text: #"{"error":"#)
        bytes.append(jsonString: Self.printable(reason))
        if let method {
            bytes.append(text: #","method":"#)
            bytes.append(jsonString: method.utf8)
        }
        append(requestID, to: &bytes)
        bytes.append(text: #","success":false"#)
        if let symbol {
            bytes.append(text: #","symbol":"#)
            bytes.append(jsonString: Self.printable(symbol))
        }
        appendTimes(time, to: &bytes)
        return bytes
    }

    /// What a client wrote may hold anything.
    private static func printable(_ text: String) -> [UInt8] { text.utf8.prefix(64).filter { $0 >= 0x20 && $0 < 0x7f } }

    private mutating func unsubscribed(_ asset: Asset, requestID: UInt64?, at time: Timestamp) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(text: #"{"method":"unsubscribe","result":{"channel":"trade","symbol":"#)
        bytes.append(jsonString: KrakenPair.of(asset).symbol.utf8)
        bytes.append(text: #"},"success":true"#)
        append(requestID, to: &bytes)
        appendTimes(time, to: &bytes)
        return bytes
    }

    /// `{"method":"pong","req_id":101,"time_in":"…","time_out":"…"}`
    private mutating func pong(requestID: UInt64?, at time: Timestamp) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(text: #"{"method":"pong""#)
        append(requestID, to: &bytes)
        appendTimes(time, to: &bytes)
        return bytes
    }

    private func append(_ requestID: UInt64?, to bytes: inout [UInt8]) {
        guard let requestID else { return }
        bytes.append(text: #","req_id":"#)
        bytes.append(number: requestID)
    }

    /// Ends the object.
    private mutating func appendTimes(_ time: Timestamp, to bytes: inout [UInt8]) {
        bytes.append(text: #","time_in":""#)
        timeText.append(time, to: &bytes)
        bytes.append(text: #"","time_out":""#)
        timeText.append(time + .microseconds(31), to: &bytes)
        bytes.append(text: #""}"#)
    }

    mutating func encode(
        _ orders: [PublishedOrder], at time: Timestamp, send: ([UInt8], ClosedRange<UInt64>) -> Void
    ) {
        for published in orders {
            wire.trades([published.order], type: .update) { send($0, published.ids) }
        }
    }

    mutating func heartbeat(at time: Timestamp, send: ([UInt8]) -> Void) { wire.heartbeat(at: time, send: send) }
}

/// What Kraken calls a market: on the socket, in REST requests, and in REST answers.
struct KrakenPair: Sendable {
    let asset: Asset
    /// "BTC/USD".
    let symbol: String
    /// "XXBTZUSD": the key of answers.
    let key: String
    /// What requests may say.
    let aliases: [String]
    /// Decimal places of prices in REST answers.
    let priceDecimals: Int

    static func of(_ asset: Asset) -> KrakenPair { asset == .bitcoin ? bitcoin : ether }

    private static let bitcoin = KrakenPair(
        asset: .bitcoin, symbol: "BTC/USD", key: "XXBTZUSD",
        aliases: ["XBTUSD", "XXBTZUSD", "XBT/USD", "BTC/USD", "BTCUSD"], priceDecimals: 5)
    private static let ether = KrakenPair(
        asset: .ether, symbol: "ETH/USD", key: "XETHZUSD", aliases: ["ETHUSD", "XETHZUSD", "ETH/USD"],
        priceDecimals: 5)
}
