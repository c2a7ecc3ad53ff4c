import Testing
import WickDomain
import WickVenues

/// Real recordings, where this checkout has them beside it.
@Suite struct RealFramesTests {
    private func count(_ file: String, with decoder: inout some VenueDecoder) throws -> [String: [UInt64]]? {
        guard let lines = try realFrames(file) else { return nil }
        var ids: [String: [UInt64]] = [:]
        let evening = try Timestamp(iso8601: "2026-07-08T00:00:00Z")
        for line in lines {
            let decoded = decode(String(line), with: &decoder, at: evening)
            #expect(decoded.error == nil, "\(line)")
            for trade in decoded.trades { ids[trade.instrument.symbol.description, default: []].append(trade.id) }
        }
        return ids
    }

    private static let isPresent = (try? realFrames("kraken-v2-btc-eth-2026-07-07.ndjson")) ?? nil != nil

    @Test(.enabled(if: isPresent, "no real recordings beside this checkout"))
    func krakensFramesAreAllUnderstood() throws {
        var decoder = KrakenDecoder()
        let ids = try #require(try count("kraken-v2-btc-eth-2026-07-07.ndjson", with: &decoder))
        #expect(ids.mapValues(\.count) == ["BTC/USD": 12, "ETH/USD": 5])
        for list in ids.values { #expect(list == Array(list[0]..<list[0] + UInt64(list.count))) }
    }

    @Test(.enabled(if: isPresent, "no real recordings beside this checkout"))
    func binancesFramesAreAllUnderstood() throws {
        var decoder = BinanceDecoder(timeUnit: .milliseconds)
        let ids = try #require(try count("binance-btc-eth-2026-07-07.ndjson", with: &decoder))
        #expect(ids.mapValues(\.count) == ["BTCUSDT": 748, "ETHUSDT": 415])
        for list in ids.values { #expect(list == Array(list[0]..<list[0] + UInt64(list.count))) }
    }

    @Test(.enabled(if: isPresent, "no real recordings beside this checkout"))
    func coinbasesExchangeFeedIsReadAsWell() throws {
        // The recording is of the Exchange feed, whose trades are messages of their own.
        var decoder = CoinbaseDecoder()
        let ids = try #require(try count("coinbase-btc-eth-2026-07-07.ndjson", with: &decoder))
        #expect(ids.mapValues(\.count) == ["BTC-USD": 345, "ETH-USD": 92])
        for list in ids.values { #expect(list == Array(list[0]..<list[0] + UInt64(list.count))) }
    }
}
