import Foundation
import Testing
import WickDomain
import WickFrames
import WickSimulation

@Suite struct CoinbaseWireTests {
    @Test func everyMessageIsNumberedWithoutAHole() async throws {
        let objects = try await RecordedFrames.make(venue: .coinbase).objects(of: .coinbase)
        #expect(objects.map { $0.json["sequence_num"] as? Int } == (0..<objects.count).map { $0 })
        #expect(objects.first?.json["channel"] as? String == "subscriptions")
    }

    @Test func batchesHoldTheTradesOfAQuarterSecondNewestFirst() async throws {
        var ids = IdentifierChecker()
        var largest = 0
        let recorded = try await RecordedFrames.make(venue: .coinbase, tradesPerSecond: 6)
        for (frame, json) in try recorded.objects(of: .coinbase) where json["channel"] as? String == "market_trades" {
            let event = try #require((json["events"] as? [[String: Any]])?.first)
            let trades = try #require(event["trades"] as? [[String: String]])
            #expect(event["type"] as? String == "update" && Set(trades.map { $0["product_id"] }).count == 1)
            largest = max(largest, trades.count)
            var windows: Set<Timestamp> = []
            for trade in trades.reversed() {
                ids.check(try #require(UInt64(trade["trade_id"] ?? "")), of: try #require(trade["product_id"]))
                let time = try Timestamp(iso8601: try #require(trade["time"]))
                windows.insert(time.floored(to: .milliseconds(250)))
                #expect(time < frame.receivedTime)
                #expect(["BUY", "SELL"].contains(trade["side"]))
                #expect(try Price(try #require(trade["price"])) > .zero)
                #expect(try Quantity(try #require(trade["size"])) > .zero)
            }
            #expect(windows.count == 1)
        }
        #expect(ids.names == ["BTC-USD", "ETH-USD"])
        #expect(largest > 5)
    }

    @Test func heartbeatsCountTheSeconds() async throws {
        let objects = try await RecordedFrames.make(venue: .coinbase, seconds: 120).objects(of: .coinbase)
        let beats = objects.filter { $0.json["channel"] as? String == "heartbeats" }
        let counters = beats.compactMap { ($0.json["events"] as? [[String: Any]])?.first?["heartbeat_counter"] as? Int }
        #expect(counters == (1...counters.count).map { $0 })
        #expect((118...120).contains(counters.count))
    }

    @Test func theSideIsTheMakers() throws {
        var wire = try CoinbaseWire()
        var market = try SyntheticMarket(parameters: MarketParameters(seed: 7, venue: .coinbase))
        for _ in 0..<50 {
            guard case .order(let order) = market.next() else { continue }
            wire.trades([order], at: order.eventTime) { payload in
                let text = String(decoding: payload, as: UTF8.self)
                #expect(text.contains(order.takerSide == .buy ? #""side":"SELL""# : #""side":"BUY""#))
            }
        }
    }
}
