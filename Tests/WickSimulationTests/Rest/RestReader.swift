import Foundation
import Testing
import WickDomain
import WickSimulation

/// Reads a venue's REST as a client that pages does. A copy of the venue, so that nobody is disturbed.
struct RestReader {
    var venue: SimulatedVenue

    init(_ venue: SimulatedVenue) { self.venue = venue }

    /// One answer of 200 as JSON; waits for the venue's rate limit before.
    mutating func get(_ target: String, timeUnit: String? = nil) throws -> Any {
        venue.advance(to: venue.now + .seconds(1))
        let answer = venue.answer(RestRequest(target: target, timeUnit: timeUnit))
        try #require(answer.status == 200, "\(target): \(String(decoding: answer.body, as: UTF8.self))")
        return try JSONSerialization.jsonObject(with: Data(answer.body))
    }

    /// Every trade's id by the venue's way of paging, ascending.
    mutating func allIDs(of asset: Asset, page: Int = 100) throws -> [UInt64] {
        switch venue.venue {
        case .kraken: try krakenIDs(pair: asset == .bitcoin ? "XBTUSD" : "ETHUSD", page: page)
        case .binance: try binanceIDs(symbol: asset == .bitcoin ? "BTCUSDT" : "ETHUSDT", page: page)
        case .coinbase: try coinbaseIDs(product: asset == .bitcoin ? "BTC-USD" : "ETH-USD", page: page)
        case .bitfinex: []
        }
    }

    private mutating func krakenIDs(pair: String, page: Int) throws -> [UInt64] {
        var ids: [UInt64] = []
        var cursor = "0"
        while true {
            let json = try get("/0/public/Trades?pair=\(pair)&since=\(cursor)&count=\(page)")
            let result = try #require((json as? [String: Any])?["result"] as? [String: Any])
            let rows = try #require(result.first { $0.key != "last" }?.value as? [[Any]])
            guard !rows.isEmpty else { return ids }
            ids += try rows.map { try #require($0[6] as? UInt64) }
            cursor = try #require(result["last"] as? String)
        }
    }

    private mutating func binanceIDs(symbol: String, page: Int) throws -> [UInt64] {
        var ids: [UInt64] = []
        while true {
            let from = (ids.last ?? 0) + 1
            let json = try get("/api/v3/historicalTrades?symbol=\(symbol)&fromId=\(from)&limit=\(page)")
            let rows = try #require(json as? [[String: Any]])
            guard !rows.isEmpty else { return ids }
            ids += try rows.map { try #require($0["id"] as? UInt64) }
        }
    }

    private mutating func coinbaseIDs(product: String, page: Int) throws -> [UInt64] {
        var ids: [UInt64] = []
        while true {
            let after = ids.first.map { "&after=\($0)" } ?? ""
            let json = try get("/products/\(product)/trades?limit=\(page)\(after)")
            let rows = try #require(json as? [[String: Any]])
            guard !rows.isEmpty else { return ids }
            ids = try rows.map { try #require($0["trade_id"] as? UInt64) }.reversed() + ids
        }
    }
}
