import Foundation
import Testing
import WickDomain
import WickFrames
import WickSimulation

@Suite struct BinanceWireTests {
    @Test(arguments: [BinanceWire.TimeUnit.milliseconds, .microseconds])
    func tradeFramesAreWrittenAsBinanceWritesThem(unit: BinanceWire.TimeUnit) async throws {
        let recorded = try await RecordedFrames.make(venue: .binance, options: .init(binanceTimeUnit: unit))
        #expect(recorded.header.timeUnits == ["binance": unit.rawValue])
        let texts = recorded.frames(of: .venue(.binance)).map(\.text)
        #expect(texts.first == #"{"result":null,"id":1}"#)
        let time = unit == .milliseconds ? #"\d{13}"# : #"\d{16}"#
        let pattern = try Regex(
            #"\{"stream":"(btc|eth)usdt@trade","data":\{"e":"trade","E":\#(time),"s":"(BTC|ETH)USDT","t":\d+,"#
                + #""p":"\d+\.\d\d000000","q":"\d+\.\d{8}","T":\#(time),"m":(true|false),"M":true\}\}"#)
        for text in texts.dropFirst() { #expect(text.wholeMatch(of: pattern) != nil, "\(text)") }
    }

    @Test func everyTradeHasAFrameOfItsOwnWithContiguousIds() async throws {
        var ids = IdentifierChecker()
        for (frame, json) in try await RecordedFrames.make(venue: .binance).objects(of: .binance).dropFirst() {
            let data = try #require(json["data"] as? [String: Any])
            ids.check(try #require(data["t"] as? UInt64), of: try #require(data["s"] as? String))
            let latency = frame.receivedTime - Timestamp(milliseconds: try #require(data["T"] as? Int64))
            #expect(latency > .milliseconds(20) && latency < .seconds(2))
        }
        #expect(ids.names == ["BTCUSDT", "ETHUSDT"])
    }

    @Test func aggregatesCoverTheSameTradesLevelByLevel() async throws {
        let recorded = try await RecordedFrames.make(
            venue: .binance, options: .init(binanceStream: .aggregateTrade))
        var aggregates = IdentifierChecker()
        var trades = IdentifierChecker()
        var largest: UInt64 = 0
        for (_, json) in try recorded.objects(of: .binance).dropFirst() {
            let data = try #require(json["data"] as? [String: Any])
            let symbol = try #require(data["s"] as? String)
            let first = try #require(data["f"] as? UInt64)
            let last = try #require(data["l"] as? UInt64)
            #expect(data["e"] as? String == "aggTrade" && last >= first)
            aggregates.check(try #require(data["a"] as? UInt64), of: symbol)
            trades.check(first, of: symbol, count: last - first + 1)
            largest = max(largest, last - first + 1)
        }
        #expect(largest > 1)
    }

    @Test func theBuyerIsTheMakerWhereTheTakerSells() throws {
        var wire = try BinanceWire()
        let fill = try #require(try sellOrder())
        var sent: [String] = []
        wire.trades([fill], at: fill.eventTime) { sent.append(String(decoding: $0, as: UTF8.self)) }
        #expect(sent.count == fill.fills.count && sent.allSatisfy { $0.contains(#""m":true"#) })
    }

    private func sellOrder() throws -> TakerOrder? {
        var market = try SyntheticMarket(parameters: MarketParameters(seed: 7, venue: .binance))
        for _ in 0..<1000 {
            if case .order(let order) = market.next(), order.takerSide == .sell { return order }
        }
        return nil
    }
}
