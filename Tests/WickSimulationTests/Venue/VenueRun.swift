import Foundation
import Testing
import WickDomain
import WickSimulation

/// A simulated venue with one client that subscribes to everything, and whatever it was sent.
struct VenueRun {
    static let all: [Venue] = [.kraken, .binance, .coinbase]

    var venue: SimulatedVenue
    var outputs: [VenueOutput] = []
    private(set) var connection = 0

    init(
        _ name: Venue, seed: UInt64 = 7, faults: String = "none", tradesPerSecond: Double = 20, seconds: Int? = nil,
        historySeconds: Int = 0
    ) throws {
        var options = SimulatedVenue.Options(
            market: MarketParameters(seed: seed, venue: name, tradesPerSecond: tradesPerSecond))
        options.faults = try FaultPlan(faults)
        options.history = .seconds(historySeconds)
        options.duration = seconds.map { .seconds($0) }
        venue = try SimulatedVenue(options)
    }

    static func target(_ venue: Venue) -> String {
        switch venue {
        case .kraken: "/v2"
        case .binance: "/stream?streams=btcusdt@trade/ethusdt@trade&timeUnit=MICROSECOND"
        case .coinbase, .bitfinex: "/"
        }
    }

    static func subscriptions(_ venue: Venue) -> [String] {
        switch venue {
        case .kraken:
            [
                #"{"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","ETH/USD"],"snapshot":true},"req_id":1}"#
            ]
        case .binance, .bitfinex: []
        case .coinbase:
            [
                #"{"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],"channel":"market_trades"}"#,
                #"{"type":"subscribe","channel":"heartbeats"}"#,
            ]
        }
    }

    /// Connects and subscribes; false where the venue does not let it.
    @discardableResult mutating func connect() -> Bool {
        guard venue.acceptsConnection(), case .accepted(let id) = venue.upgrade(target: Self.target(venue.venue))
        else { return false }
        connection = id
        for text in Self.subscriptions(venue.venue) { send(text) }
        return true
    }

    mutating func send(_ text: String) { send(.text(Array(text.utf8))) }

    mutating func send(_ message: ClientMessage) {
        venue.receive(message, on: connection)
        collect()
    }

    /// Lets time pass in steps, answers pings, and connects again when the connection is over.
    mutating func run(seconds: Int, step: Duration = .milliseconds(100)) {
        let end = venue.now + .seconds(seconds)
        while venue.now < end {
            venue.advance(to: min(end, venue.now + step))
            collect()
            if venue.connectionCount == 0 { connect() }
        }
    }

    mutating func collect() {
        let new = venue.takeOutputs()
        outputs += new
        for case .ping(let payload) in new.map(\.action) { venue.receive(.pong(payload), on: connection) }
    }

    /// The messages so far, those in several frames put together.
    var texts: [String] {
        outputs.compactMap { output in
            switch output.action {
            case .text(let bytes): String(decoding: bytes, as: UTF8.self)
            case .fragments(let parts): String(decoding: parts.joined(), as: UTF8.self)
            default: nil
            }
        }
    }

    /// Ids of one symbol in messages that are whole JSON, in the order in which they were sent.
    func sentIDs(of symbol: String) -> [UInt64] {
        texts.filter { $0.utf8.count < 1 << 20 }.flatMap { Self.ids(in: $0, of: symbol) }
    }

    private static func ids(in text: String, of symbol: String) -> [UInt64] {
        guard let json = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { return [] }
        var rows: [[String: Any]] = json["data"] as? [[String: Any]] ?? []
        if let trade = json["data"] as? [String: Any] { rows = [trade] }
        for event in json["events"] as? [[String: Any]] ?? [] {
            // Coinbase has the newest first.
            rows += (event["trades"] as? [[String: Any]] ?? []).reversed()
        }
        return rows.compactMap { row in
            guard (row["symbol"] ?? row["s"] ?? row["product_id"]) as? String == symbol else { return nil }
            return (row["trade_id"] ?? row["t"]) as? UInt64 ?? (row["trade_id"] as? String).flatMap { UInt64($0) }
        }
    }

    /// A message that came by another way, as an output.
    func text(_ text: String) -> VenueOutput {
        VenueOutput(connection: 0, time: venue.now, action: .text(Array(text.utf8)))
    }

    func faults(_ kind: FaultKind) -> [InjectedFault] { venue.log.faults.filter { $0.kind == kind } }
}
