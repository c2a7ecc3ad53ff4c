import Testing
import WickDomain

@testable import WickVenues

/// Answers are scripted; the span begins with 2024-11-29T12:00Z and ends after so many minutes.
@Suite struct BackfillPlanTests {
    private let base: Int64 = 1_732_881_600

    private func minute(_ index: Int) -> Timestamp { Timestamp(seconds: base + Int64(index) * 60) }

    private func plan(
        _ venue: Venue, _ symbol: String, minutes: Int, from start: Int = 0, source: BackfillPlan.Source = .bars,
        after last: BackfillPlan.LastCandle? = nil, isNewest: Bool = false
    ) throws -> BackfillPlan {
        BackfillPlan(
            instrument: Instrument(venue: venue, symbol: try Symbol(symbol)), span: minute(start)..<minute(minutes),
            source: source, after: last, isNewest: isNewest)
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

    @Test func wholeMinutesThatAreOverAreWanted() {
        #expect(BackfillPlan.wanted(since: minute(0), now: minute(5) + .seconds(30)) == minute(0)..<minute(5))
        #expect(
            BackfillPlan.wanted(since: minute(0) + .seconds(1), now: minute(5) + .seconds(4)) == minute(1)..<minute(4))
        #expect(BackfillPlan.wanted(since: minute(3), now: minute(3) + .seconds(10)).isEmpty)
    }

    @Test func symbolsArePercentEncoded() throws {
        #expect(
            try plan(.binance, "币安人生USDT", minutes: 5).request?.contains(
                "?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&") == true)
        #expect(try plan(.coinbase, "É-USD", minutes: 5).request?.hasPrefix("/products/%C3%89-USD/candles?") == true)
        #expect(try plan(.kraken, "A:B/USD", minutes: 5).request?.contains("?pair=A%3ABUSD&") == true)
    }

    @Test func itAsksForItsSpanAndForNothingWhereThatIsEmpty() throws {
        #expect(
            try plan(.binance, "X", minutes: 6, from: 5).request
                == "/api/v3/klines?symbol=X&interval=1m&startTime=1732881900000&endTime=1732881959999&limit=1000")
        #expect(try plan(.binance, "X", minutes: 5, from: 5).request == nil)
    }

    @Test func anAnswerThatIsNoPageLeavesThePlanWhereItWas() throws {
        for body in [
            "[" + binance(0, volume: "-1") + "," + binance(1, high: "8") + "]", "<html>", "", "[", "[" + binance(0),
            #"{"code":-1121,"msg":"Invalid symbol."}"#, "{}", String(repeating: "[", count: 100_000),
        ] {
            var plan = try plan(.binance, "BTCUSDT", minutes: 5)
            let request = plan.request
            #expect(throws: DecodingError.self, "\(body.prefix(80))") { try take(&plan, body) }
            #expect(plan.request == request)
            #expect(plan.counts == BackfillCounts())
            #expect(plan.covered == nil)
        }
    }

    @Test func coinbaseIsAskedFor300MinutesAndLeavesOutQuietOnes() throws {
        var plan = try plan(.coinbase, "BTC-USD", minutes: 301)
        #expect(
            plan.request
                == "/products/BTC-USD/candles?granularity=60&start=2024-11-29T12:00:00Z&end=2024-11-29T16:59:00Z")
        let candles = try take(
            &plan, "[[\(base + 120),9,11,10,10.5,1.5],[\(base),9,11,10,10.25,1]]")
        #expect(candles == ["0 10.25 1 final", "1 10.25 0 empty", "2 10.5 1.5 final"])
        #expect(plan.counts.missing == 297)
        #expect(plan.request?.hasSuffix("start=2024-11-29T17:00:00Z&end=2024-11-29T17:00:00Z") == true)
        #expect(try take(&plan, "[]") == [])
        #expect(plan.request == nil)
        #expect(plan.counts.missing == 298)
    }

    @Test func krakensBarsAreUsedWhereTheyReachAndTheOpenOneIsNot() throws {
        var plan = try plan(.kraken, "BTC/USD", minutes: 700)
        #expect(plan.request == "/0/public/OHLC?pair=XBTUSD&interval=1&since=\(base - 660)")
        let row = { (index: Int64, count: Int) in
            #"[\#(base + index * 60),"10","10","10","10","0","\#(count)",\#(count)]"#
        }
        let rows = [row(-2, 1), row(0, 2), row(1, 0), row(4, 1), row(6, 4)].joined(separator: ",")
        let body = #"{"error":[],"result":{"XXBTZUSD":[\#(rows)],"last":1}}"#
        // The running minute at 6 ends the silence before it; 2, 3 and 5 have no row.
        #expect(
            try take(&plan, body) == [
                "0 10 2 final", "1 10 0 empty", "2 10 0 empty", "3 10 0 empty", "4 10 1 final", "5 10 0 empty",
            ])
        #expect(plan.request == nil)
        #expect(plan.counts.missing == 694)
        #expect(plan.covered == minute(0)..<minute(700))
    }

    private func kraken(_ trades: [(second: Int, id: Int)], last: String) -> String {
        let rows = trades.map { #"["10.\#($0.id % 10)","1",\#(base + Int64($0.second)).5,"b","m","",\#($0.id)]"# }
        return #"{"error":[],"result":{"XXBTZUSD":[\#(rows.joined(separator: ","))],"last":"\#(last)"}}"#
    }

    @Test func krakensTradesAreFoldedByItsCursorAndItsListIsTheLastWord() throws {
        var plan = try plan(.kraken, "BTC/USD", minutes: 800, source: .trades)
        #expect(plan.request == "/0/public/Trades?pair=XBTUSD&since=1732881599999999999&count=1000")
        // Minute 0 has nothing before it; 2 has no trade, and neither has 4, though id 5 is missing.
        let first = try take(
            &plan, kraken([(60, 1), (61, 2), (180, 3), (185, 4), (300, 6)], last: "1732881900500000001"))
        #expect(first == ["1 10.2 2 final", "2 10.2 0 empty", "3 10.4 2 final"])
        #expect(plan.request == "/0/public/Trades?pair=XBTUSD&since=1732881900500000001&count=1000")
        // A page may repeat trades; the one behind the span proves minutes and is no candle.
        let second = try take(&plan, kraken([(300, 6), (310, 7), (48_010, 8)], last: "2"))
        #expect(second.prefix(2) == ["4 10.4 0 empty", "5 10.7 2 final"])
        // More than half a day without a trade: the ids on both sides follow each other.
        #expect(second.last == "799 10.7 0 empty")
        #expect(plan.request == nil)
        #expect(plan.counts.missing == 1)
        #expect(plan.counts.candles == 799)
    }

    @Test func krakensListEndsWhereItsCursorStaysAndWhatFollowsIsNotProven() throws {
        var plan = try plan(.kraken, "BTC/USD", minutes: 800, source: .trades)
        #expect(try take(&plan, kraken([(0, 1)], last: "77")) == [])
        #expect(try take(&plan, kraken([], last: "77")) == ["0 10.1 1 final"])
        #expect(plan.request == nil)
        #expect(plan.counts.missing == 799)
    }

    @Test func anEarlierRunsLastTradeProvesTheFirstEmptyMinutes() throws {
        let last = BackfillPlan.LastCandle(openTime: minute(9), close: try Price("9.5"), lastID: 41)
        var joined = try plan(.kraken, "BTC/USD", minutes: 800, from: 10, source: .trades, after: last)
        #expect(joined.request == "/0/public/Trades?pair=XBTUSD&since=1732882199999999999&count=1000")
        // An hour: longer than a silence that counts as quiet, but the ids prove it.
        let candles = try take(&joined, kraken([(4200, 42), (48_010, 43)], last: "2"))
        #expect(candles.prefix(2) == ["10 9.5 0 empty", "11 9.5 0 empty"])
        #expect(candles[60] == "70 10.2 1 final")
        // What does not reach up to the span proves nothing.
        var apart = try plan(.kraken, "BTC/USD", minutes: 800, from: 11, source: .trades, after: last)
        #expect(try take(&apart, kraken([(4200, 42), (48_010, 43)], last: "2")).first == "70 10.2 1 final")
    }

    @Test func aSilenceLongerThanTheLimitStaysUnknownAndIsCounted() throws {
        var plan = try plan(.kraken, "BTC/USD", minutes: 800, source: .trades)
        // Minutes 1 to 30 have no trade, and 32 to 62: ids are missing in both.
        let candles = try take(&plan, kraken([(0, 1), (1860, 3), (3780, 5), (48_010, 6)], last: "2"))
        #expect(candles.prefix(32).last == "31 10.3 1 final")
        #expect(candles[32] == "63 10.5 1 final")
        #expect(plan.counts.silences == 1)
        #expect(plan.counts.silent == 31)
        #expect(plan.counts.missing == 31)
    }

    @Test func whatWasCoveredNeedNotBeAskedAgainButTheNewestEndMayOnlyBeLate() throws {
        var bars = try plan(.binance, "X", minutes: 100, isNewest: true)
        #expect(bars.covered == nil)
        _ = try take(&bars, "[" + binance(0) + "," + binance(90) + "]")
        #expect(bars.covered == minute(0)..<minute(91))
        var nothing = try plan(.binance, "X", minutes: 100, isNewest: true)
        _ = try take(&nothing, "[]")
        #expect(nothing.covered == minute(0)..<minute(40))
        var older = try plan(.binance, "X", minutes: 100)
        _ = try take(&older, "[]")
        #expect(older.covered == minute(0)..<minute(100))
    }

    @Test func krakensBarsThatReachLessFarAreNotTakenForTheRest() throws {
        var plan = try plan(.kraken, "BTC/USD", minutes: 700)
        let rows = (20...30).map { (index: Int64) in #"[\#(base + index * 60),"10","10","10","10","0","1",1]"# }
        let body = #"{"error":[],"result":{"P":[\#(rows.joined(separator: ","))],"last":1}}"#
        #expect(try take(&plan, body).count == 10)
        #expect(plan.covered == minute(20)..<minute(700))
    }
}
