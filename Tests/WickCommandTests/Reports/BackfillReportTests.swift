import Foundation
import Testing
import WickSimulation

/// What venues really answer, through `wick backfill`: reports of users of programs of its kind, one test each.
@Suite struct BackfillReportTests {
    /// A Binance page: each minute that is asked for, with the columns that a test changes.
    private static func klines(
        _ query: URLComponents, _ change: (Int, inout [String]) -> Void = { _, _ in }
    ) -> StubAnswer {
        let (start, end) = (query.number("startTime"), query.number("endTime"))
        let rows = stride(from: start, to: end, by: 60_000).enumerated().map { index, open in
            var row = [
                "\(open)", #""10""#, #""11""#, #""9""#, #""10.5""#, #""2""#, "\(open + 59_999)", #""20.5""#, "3",
                #""0.5""#,
                #""5""#, #""0""#,
            ]
            change(index, &row)
            return "[" + row.joined(separator: ",") + "]"
        }
        return StubAnswer("[" + rows.joined(separator: ",") + "]")
    }

    @Test("A15: a volume with float noise is rounded and counted, and the page is used")
    func aVolumeWithFloatNoise() throws {
        let backfill = try StubbedBackfill("binance") { query in
            Self.klines(query) { index, row in if index % 2 == 0 { row[5] = "14.697630010000001" } }
        }
        defer { backfill.server.stop() }
        let result = try backfill.run("BTCUSDT", since: "10m")
        #expect(result.status == 0, "\(result.errors)")
        let rows = try backfill.rows("BTCUSDT")
        // Minutes may pass on a slow machine between the start and the asking.
        #expect(rows.count >= 5)
        #expect(rows.prefix(2) == ["10.5 14.69763001 final", "10.5 2 final"])
        #expect(
            result.errors.contains("binance BTCUSDT: \((rows.count + 1) / 2) bars have more digits than wick keeps"),
            "\(result.errors)")
    }

    @Test("A8: a symbol that is not ASCII is percent-encoded in the request and stored under its name")
    func aSymbolThatIsNotASCII() throws {
        let backfill = try StubbedBackfill("binance") { query in
            query.value("symbol") == "币安人生USDT"
                ? Self.klines(query) : StubAnswer(status: 400, #"{"code":-1121,"msg":"Invalid symbol."}"#)
        }
        defer { backfill.server.stop() }
        let result = try backfill.run("币安人生USDT", since: "10m")
        #expect(result.status == 0, "\(result.errors)")
        #expect(backfill.asked.allSatisfy { $0.contains("symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&") })
        #expect(try backfill.rows("币安人生USDT").count >= 5)
    }

    @Test("B4: rows off the minute are left out and minutes that closed early are incomplete, and the rest is used")
    func rowsOffTheMinute() throws {
        let backfill = try StubbedBackfill("binance") { query in
            Self.klines(query) { index, row in
                let open = Int(row[0]) ?? 0
                if index == 2 { row[6] = "\(open + 14_788)" }
                if index == 4 { (row[0], row[6]) = ("\(open + 14_789)", "\(open + 74_788)") }
            }
        }
        defer { backfill.server.stop() }
        let result = try backfill.run("BTCUSDT", since: "10m")
        #expect(result.status == 3, "\(result.errors)")
        let rows = try backfill.rows("BTCUSDT")
        #expect(rows.filter { $0 == "10.5 2 incomplete" }.count == 1)
        #expect(rows[2] == "10.5 2 incomplete")
        #expect(rows.count >= 5)
        #expect(
            result.errors.contains(
                "binance BTCUSDT: 1 row could not be used, by open time; the first in the minute of "),
            "\(result.errors)")
        // A later run is not blocked, and asks for nothing again but what may have been late.
        let again = try backfill.run("BTCUSDT", since: "10m")
        #expect(again.status == 0, "\(again.errors)")
    }

    @Test("B8: ids that Kraken's list leaves out make no minute incomplete, since the list is its last word")
    func idsMissingBetweenMinutes() throws {
        let backfill = try StubbedBackfill("kraken") { query in
            if query.path.hasSuffix("OHLC") { return StubAnswer(#"{"error":[],"result":{"XXBTZUSD":[],"last":1}}"#) }
            let since = query.number("since")
            // One page: every second minute has a trade, and three ids are skipped between two.
            guard query.value("since")?.hasSuffix("999999999") == true else {
                return StubAnswer(#"{"error":[],"result":{"XXBTZUSD":[],"last":"\#(since)"}}"#)
            }
            let start = (since + 1) / 1_000_000_000
            let trades = (0..<400).map { #"["10.5","1",\#(start + $0 * 120).5,"b","m","",\#(1 + $0 * 4)]"# }
            let last = "\(start + 399 * 120)500000001"
            return StubAnswer(
                #"{"error":[],"result":{"XXBTZUSD":[\#(trades.joined(separator: ","))],"last":"\#(last)"}}"#)
        }
        defer { backfill.server.stop() }
        let result = try backfill.run("BTC/USD", since: "14h")
        #expect(result.status == 0, "\(result.errors)")
        let rows = try backfill.rows("BTC/USD")
        #expect(rows.prefix(4) == ["10.5 1 final", "10.5 0 empty", "10.5 1 final", "10.5 0 empty"])
        #expect(Set(rows) == ["10.5 1 final", "10.5 0 empty"])
    }

    @Test(
        "N8: bars of an hour or a week are refused as a whole, and nothing is stored",
        arguments: [3_600_000, 604_800_000])
    func barsOfAnotherInterval(length: Int) throws {
        let backfill = try StubbedBackfill("binance") { query in
            Self.klines(query) { _, row in row[6] = "\((Int(row[0]) ?? 0) + length - 1)" }
        }
        defer { backfill.server.stop() }
        let result = try backfill.run("BTCUSDT", since: "10m")
        #expect(result.status == 1)
        let words = length == 3_600_000 ? "1 h" : "7 d"
        #expect(
            result.errors.contains(
                "wick backfill binance BTCUSDT: decoding a binance kline: interval: these bars are of \(words), not of the minute"
            ),
            "\(result.errors)")
        #expect(try backfill.rows("BTCUSDT").isEmpty)
    }

    @Test("A backfill that reaches further back than the one before asks only for the older part")
    func reachingFurtherBack() throws {
        let backfill = try StubbedBackfill("binance") { query in Self.klines(query) }
        defer { backfill.server.stop() }
        #expect(try backfill.run("BTCUSDT", since: "2h").status == 0)
        let first = try #require(URLComponents(string: backfill.asked.first ?? ""))
        #expect(try backfill.run("BTCUSDT", since: "5h").status == 0)
        let older = backfill.asked.dropFirst().compactMap { URLComponents(string: $0) }
            .filter { $0.number("startTime") < first.number("startTime") }
        #expect(older.map { $0.number("endTime") + 1 } == [first.number("startTime")])
        let rows = try backfill.rows("BTCUSDT")
        #expect(rows.count >= 290, "the older part is more than half of it")
        #expect(Set(rows) == ["10.5 2 final"])
    }

    @Test("Kraken's bars of twelve hours come before its trades, and a long rest is pointed to the archive")
    func krakensBarsComeFirst() throws {
        let now = Int(Date().timeIntervalSince1970)
        let backfill = try StubbedBackfill("kraken") { query in
            let since = query.number("since")
            if query.path.hasSuffix("OHLC") {
                let first = max(since / 60 + 1, now / 60 - 719)
                let rows = (first...now / 60).map { #"[\#($0 * 60),"10","11","9","10.5","10","2",70]"# }
                return StubAnswer(#"{"error":[],"result":{"P":[\#(rows.joined(separator: ","))],"last":1}}"#)
            }
            let start = (since + 1) / 1_000_000_000
            guard since % 1_000_000_000 == 999_999_999 else {
                return StubAnswer(#"{"error":[],"result":{"P":[],"last":"\#(since)"}}"#)
            }
            let trades = (0..<900).map { #"["10.5","1",\#(start + $0 * 180).5,"s","l","",\#($0 + 1)]"# }
            return StubAnswer(
                #"{"error":[],"result":{"P":[\#(trades.joined(separator: ","))],"last":"\#(start + 899 * 180)5"}}"#)
        }
        defer { backfill.server.stop() }
        let result = try backfill.run("BTC/USD", since: "2d")
        #expect(result.status == 0, "\(result.errors)")
        #expect(backfill.asked.first?.hasPrefix("/0/public/OHLC?pair=XBTUSD") == true)
        #expect(backfill.asked.dropFirst().allSatisfy { $0.hasPrefix("/0/public/Trades?pair=XBTUSD") })
        // 2,170 minutes of 70 trades are 152 pages at some 1.3 s.
        #expect(
            result.errors.contains(
                "minutes are older than its bars and come as trades, some 152 requests at one a second: about 3 min")
                || result.errors.contains("some 151 requests"), "\(result.errors)")
        #expect(result.errors.contains("wick import FILE --venue kraken --symbol BTC/USD --kind trades"))
        let rows = try backfill.rows("BTC/USD")
        #expect(rows.count >= 2870)
        #expect(rows.suffix(700).allSatisfy { $0 == "10.5 2 final" })
        // A whole one asks for nothing that it has.
        let asked = backfill.asked.count
        #expect(try backfill.run("BTC/USD", since: "1d").status == 0)
        #expect(backfill.asked.count <= asked + 1)
    }

    @Test("Minutes that Coinbase leaves out are empty up to --silence-minutes and unknown beyond")
    func silencesOfCoinbase() throws {
        let backfill = try StubbedBackfill("coinbase") { query in
            let start = Int(ISO8601DateFormatter().date(from: query.value("start") ?? "")?.timeIntervalSince1970 ?? 0)
            // Minutes 1 to 5 and 7 to 46 have no trade.
            let rows = [0, 6, 47, 48].reversed().map { "[\(start + $0 * 60),9,11,10,10.5,1.25]" }
            return StubAnswer("[" + rows.joined(separator: ",") + "]")
        }
        defer { backfill.server.stop() }
        let result = try backfill.run("BTC-USD", since: "1h")
        #expect(result.status == 0, "\(result.errors)")
        let rows = try backfill.rows("BTC-USD")
        #expect(
            rows == ["10.5 1.25 final"] + Array(repeating: "10.5 0 empty", count: 5)
                + Array(repeating: "10.5 1.25 final", count: 3))
        #expect(
            result.errors.contains(
                "coinbase BTC-USD: 1 silence longer than --silence-minutes, 40 minutes, left out as unknown"),
            "\(result.errors)")
        let wrong = try backfill.run("BTC-USD", since: "1h", "--silence-minutes", "1441")
        #expect(wrong.errors.contains("--silence-minutes is 1441, not 0 to 1440 (a day)"), "\(wrong.errors)")
    }

    @Test("A web page in place of an answer is said, and nothing is stored")
    func aWebPageInPlaceOfAnAnswer() throws {
        let backfill = try StubbedBackfill("binance") { query in
            query.path == "/login"
                ? StubAnswer(type: "text/html", "<html><title>Sign in</title></html>")
                : StubAnswer(status: 302, "").with("Location", "/login")
        }
        defer { backfill.server.stop() }
        let result = try backfill.run("BTCUSDT", since: "10m")
        #expect(result.status == 1)
        #expect(
            result.errors.contains("a web page came in place of data ('<html><title>Sign in</title></html>')"),
            "\(result.errors)")
        #expect(try backfill.rows("BTCUSDT").isEmpty)
    }
}
