import Foundation
import Synchronization
import WickDomain
import WickNetwork
import WickSimulation
import WickVenues

/// A venue in memory that follows a script: trades at set times, and faults. Speaks the venues' formats on a socket and REST.
final class FakeVenue: WebSocketConnector, HTTPClient {
    struct Print: Sendable {
        let id: UInt64
        /// Seconds after the start.
        let second: Double
        let symbol: String
    }

    /// What goes wrong; seconds count from the start.
    struct Faults: Sendable {
        /// Never sent on the socket, still in REST.
        var lost: Set<UInt64> = []
        /// Sent twice.
        var doubled: Set<UInt64> = []
        /// In neither.
        var hidden: Set<UInt64> = []
        var refused: [String: String] = [:]
        /// Connections break at these times, with or without a word.
        var drops: [Double] = []
        /// Nothing is said from the first to the second; connections stay open.
        var silences: [ClosedRange<Double>] = []
        var refusesConnects: [ClosedRange<Double>] = []
        var shutdowns: [Double] = []
        var wrongPongs = false
        /// Sent so much later than the others, in seconds.
        var delays: [UInt64: Double] = [:]
        /// Garbage is sent at these times.
        var garbage: [Double] = []
        /// Kraken's 50 latest trades come first on every connection.
        var snapshots = false
        /// REST answers with these instead.
        var statuses: [(during: ClosedRange<Double>, status: Int, retryAfter: String?)] = []
        var latency = 0.03
    }

    private struct State {
        var connections: [FakeConnection] = []
        var subscriptions: [Int: Set<String>] = [:]
        var connectTimes: [Double] = []
        var requests: [(second: Double, path: String)] = []
        var messages: [String] = []
    }

    static let start = Timestamp(seconds: 1_732_881_600)

    let venue: Venue
    let prints: [Print]
    let faults: Faults
    private let time: VirtualTime
    private let state = Mutex(State())
    /// What the client's network puts on what it receives; the time as it is, where nil.
    private let stamp: (@Sendable () -> Int64)?

    init(
        _ venue: Venue, _ prints: [Print], faults: Faults = Faults(), time: VirtualTime,
        stamp: (@Sendable () -> Int64)? = nil
    ) {
        self.stamp = stamp
        self.venue = venue
        self.prints = prints
        self.faults = faults
        self.time = time
    }

    var connectTimes: [Double] { state.withLock { $0.connectTimes } }
    var requests: [(second: Double, path: String)] { state.withLock { $0.requests } }
    var messages: [String] { state.withLock { $0.messages } }
    var openConnections: Int { state.withLock { $0.connections.filter { !$0.isClosed }.count } }

    var second: Double { time.elapsed / .seconds(1) }
    var wallNanoseconds: Int64 {
        Self.start.microseconds * 1000 + Int64(second * 1e9)
    }

    private enum Step {
        case trade(Print)
        case drop
        case garbage
        case shutdown
        case heartbeat
    }

    /// Plays a part of the script.
    func run(from start: Double, until end: Double) async {
        var steps: [(Double, Step)] = prints.map {
            ($0.second + faults.latency + (faults.delays[$0.id] ?? 0), .trade($0))
        }
        steps += faults.drops.map { ($0, .drop) } + faults.shutdowns.map { ($0, .shutdown) }
        steps += faults.garbage.map { ($0, .garbage) }
        if venue != .binance { steps += stride(from: 0.5, to: end, by: 1).map { ($0, .heartbeat) } }
        for (at, step) in steps.sorted(by: { $0.0 < $1.0 }) where at >= start && at < end {
            do { try await time.clock.sleep(until: .init(elapsed: .seconds(at))) } catch { return }
            play(step)
        }
    }

    private func play(_ step: Step) {
        let open = state.withLock { state in
            state.connections.removeAll(where: \.isClosed)
            return state.connections
        }
        switch step {
        case .drop:
            for connection in open { connection.end(error(.receive, "connection reset")) }
        case .shutdown:
            for connection in open {
                say(#"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}"#, to: connection)
            }
        case .garbage: for connection in open { say(#"{"channel":"trade","data":[{"#, to: connection) }
        case .heartbeat:
            let text =
                venue == .kraken
                ? #"{"channel":"heartbeat"}"# : #"{"channel":"heartbeats","sequence_num":1,"events":[]}"#
            for connection in open { say(text, to: connection) }
        case .trade(let print):
            guard !faults.lost.contains(print.id), !faults.hidden.contains(print.id) else { return }
            for connection in open
            where state.withLock({ $0.subscriptions[connection.id]?.contains(print.symbol) == true }) {
                for _ in 0..<(faults.doubled.contains(print.id) ? 2 : 1) { say(frame(print), to: connection) }
            }
        }
    }

    private func say(_ text: String, to connection: FakeConnection, _ kind: WebSocketBatch.Kind = .text) {
        guard !faults.silences.contains(where: { $0.contains(second) }) else { return }
        connection.deliver(kind, text, at: stamp?() ?? wallNanoseconds)
    }

    private func error(_ phase: NetworkError.Phase, _ cause: String) -> NetworkError {
        NetworkError(phase: phase, place: "fake", cause: cause, canRetry: true)
    }
}

// The socket.
extension FakeVenue {
    func connect(_ request: WebSocketRequest) async throws(NetworkError) -> any WebSocketConnection {
        let now = second
        let id = state.withLock { state in
            state.connectTimes.append(now)
            return state.connectTimes.count
        }
        guard !faults.refusesConnects.contains(where: { $0.contains(now) }) else {
            throw error(.connect, "connection refused")
        }
        let connection = FakeConnection(id: id) { [weak self] in self?.hear($0, $1, isPing: $2) }
        state.withLock { $0.connections.append(connection) }
        if venue == .kraken {
            say(#"{"channel":"status","type":"update","data":[{"system":"online"}]}"#, to: connection)
        }
        return connection
    }

    private func hear(_ connection: FakeConnection, _ bytes: [UInt8], isPing: Bool) {
        let text = String(decoding: bytes, as: UTF8.self)
        state.withLock { $0.messages.append(text) }
        if isPing { return say(faults.wrongPongs ? "wrong" : text, to: connection, .pong) }
        if text.contains("\"ping\"") {
            let id = text.split(separator: ":").last.map { $0.dropLast() } ?? ""
            return say(#"{"method":"pong","req_id":\#(faults.wrongPongs ? "999999" : String(id))}"#, to: connection)
        }
        switch venue {
        case .kraken: subscribeKraken(connection, text)
        case .coinbase: subscribeCoinbase(connection, text)
        default: subscribeBinance(connection, text)
        }
    }

    private func words(_ text: String, after key: String) -> [String] {
        guard let start = text.range(of: "\"\(key)\":["), let end = text[start.upperBound...].firstIndex(of: "]") else {
            return []
        }
        return text[start.upperBound..<end].split(separator: ",").map { String($0.filter { $0 != "\"" }) }
    }

    private func subscribeKraken(_ connection: FakeConnection, _ text: String) {
        for symbol in words(text, after: "symbol") {
            if let reason = faults.refused[symbol] {
                say(
                    #"{"error":"\#(reason)","method":"subscribe","req_id":1,"success":false,"symbol":"\#(symbol)"}"#,
                    to: connection)
                continue
            }
            say(
                #"{"method":"subscribe","result":{"channel":"trade","symbol":"\#(symbol)","snapshot":true},"success":true,"req_id":1}"#,
                to: connection)
            state.withLock { _ = $0.subscriptions[connection.id, default: []].insert(symbol) }
            guard faults.snapshots else { continue }
            for print in published(symbol).suffix(50) where !faults.lost.contains(print.id) {
                say(frame(print).replacing("update", with: "snapshot"), to: connection)
            }
        }
    }

    private func subscribeBinance(_ connection: FakeConnection, _ text: String) {
        let symbols = words(text, after: "params").map { $0.replacing("@trade", with: "").uppercased() }
        let id = text.split(separator: ":").last.map { $0.dropLast() } ?? ""
        if let symbol = symbols.first(where: { faults.refused[$0] != nil }), let reason = faults.refused[symbol] {
            return say(#"{"error":{"code":2,"msg":"\#(reason)"},"id":\#(id)}"#, to: connection)
        }
        state.withLock { $0.subscriptions[connection.id, default: []].formUnion(symbols) }
        say(#"{"result":null,"id":\#(id)}"#, to: connection)
    }

    private func subscribeCoinbase(_ connection: FakeConnection, _ text: String) {
        let symbols = words(text, after: "product_ids")
        if let symbol = symbols.first, let reason = faults.refused[symbol] {
            return say(#"{"type":"error","message":"\#(reason)"}"#, to: connection)
        }
        let all = state.withLock { state in
            state.subscriptions[connection.id, default: []].formUnion(symbols)
            return state.subscriptions[connection.id, default: []].sorted()
        }
        let list = all.map { "\"\($0)\"" }.joined(separator: ",")
        let trades = all.isEmpty ? "" : #""market_trades":[\#(list)],"#
        say(
            #"{"channel":"subscriptions","sequence_num":0,"events":[{"subscriptions":{\#(trades)"heartbeats":["heartbeats"]}}]}"#,
            to: connection)
    }

    private func micros(_ print: Print) -> Int64 { Self.start.microseconds + Int64((print.second * 1e6).rounded()) }

    private func frame(_ print: Print) -> String {
        if venue == .kraken {
            return
                #"{"channel":"trade","type":"update","data":[{"symbol":"\#(print.symbol)","side":"buy","price":\#(print.price),"qty":0.5,"#
                + #""ord_type":"limit","trade_id":\#(print.id),"timestamp":"\#(Timestamp(microseconds: micros(print)))"}]}"#
        }
        if venue == .coinbase {
            return
                #"{"channel":"market_trades","sequence_num":1,"events":[{"type":"update","trades":[{"trade_id":"\#(print.id)","#
                + #""product_id":"\#(print.symbol)","price":"\#(print.price)","size":"0.5","side":"SELL","#
                + #""time":"\#(Timestamp(microseconds: micros(print)))"}]}]}"#
        }
        return
            #"{"stream":"\#(print.symbol.lowercased())@trade","data":{"e":"trade","E":\#(micros(print)),"s":"\#(print.symbol)","#
            + #""t":\#(print.id),"p":"\#(print.price)","q":"0.5","T":\#(micros(print)),"m":false,"M":true}}"#
    }
}

extension FakeVenue.Print {
    /// Any function of the id will do.
    var price: String { "\(100 + id * 7 % 50).\(id % 10)" }
}

// REST.
extension FakeVenue {
    func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
        let now = second
        let path = String(request.url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" })
        state.withLock { $0.requests.append((now, path)) }
        do { try await time.clock.sleep(until: time.clock.now.advanced(by: .milliseconds(40))) } catch {
            throw self.error(.receive, "cancelled")
        }
        if let fault = faults.statuses.first(where: { $0.during.contains(now) }) {
            let headers = fault.retryAfter.map { [HTTPHeader("retry-after", $0)] } ?? []
            return HTTPResponse(
                status: fault.status, headers: headers, body: Array("<html>".utf8), receivedNanoseconds: wallNanoseconds
            )
        }
        let body =
            switch venue {
            case .kraken: krakenTrades(path)
            case .coinbase: coinbaseTrades(path)
            default: binanceTrades(path)
            }
        return HTTPResponse(status: 200, headers: [], body: Array(body.utf8), receivedNanoseconds: wallNanoseconds)
    }

    private func parameter(_ name: String, of path: String) -> String? {
        path.split(separator: "?").last?.split(separator: "&").first { $0.hasPrefix("\(name)=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }

    /// What the venue admits to have happened so far.
    private func published(_ symbol: String) -> [Print] {
        prints.filter { $0.symbol == symbol && $0.second <= second && !faults.hidden.contains($0.id) }
    }

    private func krakenTrades(_ path: String) -> String {
        let names = ["XBTUSD": "BTC/USD", "ETHUSD": "ETH/USD"]
        let symbol = parameter("pair", of: path).flatMap { names[$0] } ?? ""
        let since = parameter("since", of: path).flatMap { Int64($0) } ?? 0
        let limit = parameter("count", of: path).flatMap { Int($0) } ?? 0
        let page = published(symbol).filter { micros($0) * 1000 > since }.prefix(limit)
        let rows = page.map { print in
            let fraction = String(String(micros(print) % 1_000_000 + 1_000_000).dropFirst())
            return #"["\#(print.price)","0.5","# + "\(micros(print) / 1_000_000).\(fraction)1"
                + #","b","l","",\#(print.id)]"#
        }
        let last = page.last.map { micros($0) * 1000 } ?? since
        return #"{"error":[],"result":{"XX":[\#(rows.joined(separator: ","))],"last":"\#(last)"}}"#
    }

    private func coinbaseTrades(_ path: String) -> String {
        let symbol = path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        let after = parameter("after", of: path).flatMap { UInt64($0) } ?? .max
        let before = parameter("before", of: path).flatMap { UInt64($0) } ?? 0
        let limit = parameter("limit", of: path).flatMap { Int($0) } ?? 0
        let page = published(symbol).filter { $0.id < after && $0.id > before }.suffix(limit).reversed()
        let rows = page.map {
            #"{"trade_id":\#($0.id),"side":"sell","size":"0.50000000","price":"\#($0.price)","#
                + #""time":"\#(Timestamp(microseconds: micros($0)))"}"#
        }
        return "[\(rows.joined(separator: ","))]"
    }

    private func binanceTrades(_ path: String) -> String {
        let from = parameter("fromId", of: path).flatMap { UInt64($0) } ?? 0
        let limit = parameter("limit", of: path).flatMap { Int($0) } ?? 0
        let page = published(parameter("symbol", of: path) ?? "").filter { $0.id >= from }.prefix(limit)
        let rows = page.map {
            #"{"id":\#($0.id),"price":"\#($0.price)","qty":"0.5","time":\#(micros($0)),"isBuyerMaker":false,"isBestMatch":true}"#
        }
        return "[\(rows.joined(separator: ","))]"
    }
}
