import Testing
import WickDomain

@testable import WickVenues

/// Answers are scripted; the span begins with 2024-11-29T12:00Z and ends after so many minutes.
@Suite struct BackfillPlanTests {
    private let base: Int64 = 1_732_881_600

    private func minute(_ index: Int) -> Timestamp { Timestamp(seconds: base + Int64(index) * 60) }

    private func plan(
        _ venue: Venue, _ symbol: String, minutes: Int, after last: BackfillPlan.LastCandle? = nil
    ) throws -> BackfillPlan {
        BackfillPlan(
            instrument: Instrument(venue: venue, symbol: try Symbol(symbol)), since: minute(0),
            now: minute(minutes) + .seconds(30), after: last)
    }

    private func take(_ plan: inout BackfillPlan, _ body: String) throws -> [String] {
        let candles = try plan.take(Array(body.utf8), receivedTime: minute(1440))
        #expect(candles.allSatisfy { $0.knownTime == $0.closeTime }, "known when they could have been")
        return candles.map { candle in
            "\((candle.openTime - minute(0)).microseconds / 60_000_000) \(candle.close) \(candle.volume) \(candle.state)"
        }
    }

    private func binance(_ index: Int, volume: String = "2", trades: Int = 3, high: String = "11") -> String {
        let open = (base + Int64(index) * 60) * 1000
        let prices = trades == 0 ? #""10","10","10","10""# : #""10","\#(high)","9","10.5""#
        let bought = trades == 0 ? "0" : "0.5"
        return #"[\#(open),\#(prices),"\#(volume)",\#(open + 59_999),"20.5",\#(trades),"\#(bought)","5","0"]"#
    }

    @Test func binanceIsAskedWindowByWindowAndNeverForTheRunningMinute() throws {
        var plan = try plan(.binance, "BTCUSDT", minutes: 1001)
        #expect(plan.totalMinutes == 1001)
        #expect(
            plan.request
                == "/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=1732881600000&endTime=1732941599999&limit=1000")
        // 0 is there, 1 has no volume, 2 is not there, 1000 is beyond the window.
        let rows = [binance(0), binance(1, volume: "0.00", trades: 0), binance(3), binance(1000)]
        let first = try take(&plan, "[" + rows.joined(separator: ",") + "]")
        #expect(first == ["0 10.5 2 final", "1 10 0 empty", "3 10.5 2 final"])
        #expect(plan.counts.missing == 997)
        #expect(plan.request?.contains("startTime=1732941600000&endTime=1732941659999") == true)
        #expect(try take(&plan, "[" + binance(1000) + "," + binance(1001) + "]") == ["1000 10.5 2 final"])
        #expect(plan.request == nil)
        #expect(plan.counts.candles == 4)
        #expect(plan.counts.empty == 1)
        #expect(plan.doneMinutes == 1001)
    }

    @Test func itGoesOnBehindTheLastCandleAndAsksForNothingWhenThereIsNothing() throws {
        let last = BackfillPlan.LastCandle(openTime: minute(4), close: Price(raw: 1), lastID: nil)
        #expect(
            try plan(.binance, "X", minutes: 6, after: last).request
                == "/api/v3/klines?symbol=X&interval=1m&startTime=1732881900000&endTime=1732881959999&limit=1000")
        #expect(try plan(.binance, "X", minutes: 5, after: last).request == nil)
        #expect(try plan(.binance, "X", minutes: 0).request == nil)
    }

    @Test func aPageThatIsWrongLeavesThePlanWhereItWas() throws {
        for body in [
            "[" + binance(0) + "," + binance(1, high: "8") + "]", "[" + binance(0, volume: "-1") + "]", "<html>", "",
            #"{"code":-1121,"msg":"Invalid symbol."}"#, "[" + binance(0).replacing("600000,", with: "600001,") + "]",
            "[" + binance(0, volume: "0.1") + "]",
        ] {
            var plan = try plan(.binance, "BTCUSDT", minutes: 5)
            let request = plan.request
            #expect(throws: DecodingError.self, "\(body)") { try take(&plan, body) }
            #expect(plan.request == request)
            #expect(plan.counts == BackfillPlan.Counts())
        }
    }

    @Test func coinbaseIsAskedFor300MinutesAndItsMissingMinutesAreLeftOut() throws {
        var plan = try plan(.coinbase, "BTC-USD", minutes: 301)
        #expect(
            plan.request
                == "/products/BTC-USD/candles?granularity=60&start=2024-11-29T12:00:00Z&end=2024-11-29T16:59:00Z")
        let candles = try take(
            &plan, "[[\(base + 120),9,11,10,10.5,1.5],[\(base),9,11,10,10.25,1]]")
        #expect(candles == ["0 10.25 1 final", "2 10.5 1.5 final"])
        #expect(plan.counts.missing == 298)
        #expect(plan.request?.hasSuffix("start=2024-11-29T17:00:00Z&end=2024-11-29T17:00:00Z") == true)
        #expect(try take(&plan, "[]") == [])
        #expect(plan.request == nil)
        #expect(plan.counts.missing == 299)
    }

    @Test func krakensBarsAreUsedWhereTheyReachAndTheOpenOneIsNot() throws {
        var plan = try plan(.kraken, "BTC/USD", minutes: 700)
        #expect(plan.request == "/0/public/OHLC?pair=XBTUSD&interval=1&since=\(base - 60)")
        let row = { (index: Int64, count: Int) in
            #"[\#(base + index * 60),"10","10","10","10","0","\#(count)",\#(count)]"#
        }
        let body = #"{"error":[],"result":{"XXBTZUSD":[\#(row(0, 2)),\#(row(1, 0)),\#(row(2, 4))],"last":1}}"#
        #expect(try take(&plan, body) == ["0 10 2 final", "1 10 0 empty"])
        #expect(plan.request == nil)
        #expect(plan.counts.missing == 698)
    }

    private func kraken(_ trades: [(second: Int, id: Int)], last: String) -> String {
        let rows = trades.map { #"["10.\#($0.id % 10)","1",\#(base + Int64($0.second)).5,"b","m","",\#($0.id)]"# }
        return #"{"error":[],"result":{"XXBTZUSD":[\#(rows.joined(separator: ","))],"last":"\#(last)"}}"#
    }

    @Test func krakensTradesAreFoldedByItsCursorAndOnlyContiguousIdsProveAnEmptyMinute() throws {
        var plan = try plan(.kraken, "BTC/USD", minutes: 800)
        #expect(plan.request == "/0/public/Trades?pair=XBTUSD&since=1732881599999999999&count=1000")
        // Minute 0 has nothing before it; 2 is proven, 4 is not because id 5 is missing.
        let first = try take(
            &plan, kraken([(60, 1), (61, 2), (180, 3), (185, 4), (300, 6)], last: "1732881900500000001"))
        #expect(first == ["1 10.2 2 final", "2 10.2 0 empty", "3 10.4 2 final"])
        #expect(plan.request == "/0/public/Trades?pair=XBTUSD&since=1732881900500000001&count=1000")
        // A page may repeat trades; the one behind the span proves minutes and is no candle.
        let second = try take(&plan, kraken([(300, 6), (310, 7), (48_010, 8)], last: "2"))
        #expect(second.first == "5 10.7 2 final")
        #expect(second.last == "799 10.7 0 empty")
        #expect(plan.request == nil)
        #expect(plan.counts.missing == 2)
        #expect(plan.counts.candles == 798)
    }

    @Test func krakensListEndsWhereItsCursorStaysAndWhatFollowsIsNotProven() throws {
        var plan = try plan(.kraken, "BTC/USD", minutes: 800)
        #expect(try take(&plan, kraken([(0, 1)], last: "77")) == [])
        #expect(try take(&plan, kraken([], last: "77")) == ["0 10.1 1 final"])
        #expect(plan.request == nil)
        #expect(plan.counts.missing == 799)
    }

    @Test func aFileBegunFromTradesGoesOnFromTrades() throws {
        let last = BackfillPlan.LastCandle(openTime: minute(9), close: try Price("9.5"), lastID: 41)
        let request = try plan(.kraken, "BTC/USD", minutes: 20, after: last).request
        #expect(request == "/0/public/Trades?pair=XBTUSD&since=1732882199999999999&count=1000")
    }

    @Test func anEarlierRunsLastIdProvesTheFirstEmptyMinutes() throws {
        let last = BackfillPlan.LastCandle(openTime: minute(9), close: try Price("9.5"), lastID: 41)
        var plan = try plan(.kraken, "BTC/USD", minutes: 800, after: last)
        let candles = try take(&plan, kraken([(720, 42), (48_010, 43)], last: "2"))
        #expect(candles.prefix(3) == ["10 9.5 0 empty", "11 9.5 0 empty", "12 10.2 1 final"])
    }
}
