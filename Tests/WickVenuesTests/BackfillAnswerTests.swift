import Testing
import WickDomain

@testable import WickVenues

/// What venues really answer: each row as it may come, and what becomes of it. The span begins with 2024-11-29T12:00Z.
@Suite struct BackfillAnswerTests {
    private static let base: Int64 = 1_732_881_600

    private func minute(_ index: Int) -> Timestamp { Timestamp(seconds: Self.base + Int64(index) * 60) }

    private func plan(
        _ venue: Venue, minutes: Int = 100, source: BackfillPlan.Source = .bars, silence: Int = 30
    ) throws -> BackfillPlan {
        let symbols: [Venue: String] = [.binance: "BTCUSDT", .coinbase: "BTC-USD", .kraken: "BTC/USD"]
        return BackfillPlan(
            instrument: Instrument(venue: venue, symbol: try Symbol(symbols[venue] ?? "X")),
            span: minute(0)..<minute(minutes), source: source, longestSilence: silence)
    }

    private func take(_ plan: inout BackfillPlan, _ body: String) throws -> [String] {
        try plan.take(Array(body.utf8), receivedTime: minute(1440)).map { candle in
            "\((candle.openTime - minute(0)).microseconds / 60_000_000) \(candle.close) \(candle.volume) \(candle.state)"
        }
    }

    /// One row of Binance's with some columns replaced.
    private func row(_ index: Int, _ changes: [Int: String] = [:]) -> String {
        let open = (Self.base + Int64(index) * 60) * 1000
        var columns = [
            "\(open)", #""10""#, #""11""#, #""9""#, #""10.5""#, #""2""#, "\(open + 59_999)", #""20.5""#, "3", #""0.5""#,
            #""5""#, #""0""#,
        ]
        for (index, text) in changes {
            while columns.count <= index { columns.append("0") }
            columns[index] = text
        }
        return "[" + columns.joined(separator: ",") + "]"
    }

    private func page(_ rows: String...) -> String { "[" + rows.joined(separator: ",") + "]" }

    private func kraken(_ rows: [String], last: String = "2") -> String {
        #"{"error":[],"result":{"XXBTZUSD":[\#(rows.joined(separator: ","))],"last":"\#(last)"}}"#
    }

    private func trade(_ second: Int, _ id: Int, quantity: String = "1", time: String? = nil) -> String {
        #"["10.\#(id % 10)",\#(quantity),\#(time ?? "\(Self.base + Int64(second)).5"),"b","m","",\#(id)]"#
    }

    @Test func barsWithMoreDigitsThanAreKeptAreRoundedToTheNearestAndCounted() throws {
        var plan = try plan(.binance)
        let candles = try take(
            &plan,
            page(
                row(0, [5: "14.697630010000001", 9: "14.697630010000001"]), row(1, [4: #""10.12345678949""#]),
                row(2, [5: "0.1234567850000001", 9: "0.123456786"]), row(3, [5: "2e0", 7: "2.05E1"])))
        #expect(
            candles == [
                "0 10.5 14.69763001 final", "1 10.123456789 2 final", "2 10.5 0.12345679 final", "3 10.5 2 final",
            ])
        #expect(plan.counts.rounded == 3)
        #expect(plan.counts.unusable.isEmpty)
        #expect(plan.counts.lines.count == 2)
        #expect(plan.counts.lines.last?.hasPrefix("3 bars have more digits than wick keeps") == true)
    }

    @Test(arguments: [
        ([5: #""x""#], "volume"), ([5: "null"], "volume"), ([5: "-1"], "volume"), ([1: "null"], "open"),
        ([2: #""8""#], "high"), ([4: "0"], "close"), ([4: "1e40"], "close"), ([5: "{}"], "volume"),
        ([5: "1e38"], "volume"), ([8: "99999999999999999999"], "trades"), ([8: "-1"], "trades"),
        ([9: #""3""#], "taker buy volume"), ([6: "1"], "close time"), ([6: "true"], "close time"),
        ([0: "1732881660001"], "open time"), ([0: "1732881690000", 6: "1732881749999"], "open time"),
    ])
    func aRowThatCannotBeUsedCostsItselfAlone(changes: [Int: String], field: String) throws {
        var plan = try plan(.binance)
        let candles = try take(&plan, page(row(0), row(1, changes), row(2)))
        #expect(candles == ["0 10.5 2 final", "2 10.5 2 final"])
        #expect(plan.counts.unusable.reasons.map { "\($0.field) \($0.count)" } == ["\(field) 1"])
        #expect(plan.counts.unusable.reasons.first?.firstTime == minute(1))
        #expect(
            plan.counts.lines.last?.hasPrefix("1 row could not be used, by \(field); the first in the minute of 2024")
                == true)
        #expect(plan.request == nil, "later runs are not blocked")
    }

    @Test(arguments: [
        "null", "7", "{}", "[]", #"{"a":[1]}"#, #""row""#, #"["x"]"#, "[99999999999999999999999]", "[1e300]", "[-1]",
        "[1732881600]",
    ])
    func aRowWithoutATimeCostsItselfAlone(text: String) throws {
        var plan = try plan(.binance)
        #expect(try take(&plan, page(row(0), text, row(2))) == ["0 10.5 2 final", "2 10.5 2 final"])
        #expect(plan.counts.unusable.count == 1)
        #expect(plan.counts.unusable.reasons.first?.firstTime == nil)
    }

    @Test func aMinuteThatClosedEarlyIsIncomplete() throws {
        var plan = try plan(.binance)
        let closed = (Self.base + 60) * 1000 + 14_788
        #expect(
            try take(&plan, page(row(0), row(1, [6: "\(closed)"]), row(2, [6: "\((Self.base + 180) * 1000)"])))
                == ["0 10.5 2 final", "1 10.5 2 incomplete", "2 10.5 2 final"])
        #expect(plan.counts.incomplete == 1)
    }

    @Test(arguments: [(3600, "1 h"), (604_800, "7 d"), (300, "5 min"), (180, "3 min")])
    func barsOfAnotherIntervalAreRefusedAsAWholeByTheirCloseTime(seconds: Int64, words: String) throws {
        var plan = try plan(.binance)
        let rows = (0..<3).map { index in
            let open = (Self.base + Int64(index) * seconds) * 1000
            return row(0, [0: "\(open)", 6: "\(open + seconds * 1000 - 1)"])
        }
        #expect(
            throws: DecodingError.badField(
                venue: .binance, record: "kline", field: "interval:",
                reason: "these bars are of \(words), not of the minute that was asked for")
        ) { try take(&plan, "[" + rows.joined(separator: ",") + "]") }
        // One alone as well.
        #expect(throws: DecodingError.self) { try take(&plan, page(rows[0])) }
    }

    @Test func barsOfAnotherIntervalAreRefusedByTheirSpacingWhereNoCloseTimeTells() throws {
        for (venue, step, count) in [
            (Venue.coinbase, Int64(5), 12), (.coinbase, 60, 5), (.kraken, 15, 10), (.kraken, 1440, 3),
        ] {
            var plan = try plan(venue, minutes: 300)
            let rows = (0..<count).map { index in
                let open = Self.base + Int64(index) * step * 60
                return venue == .coinbase
                    ? "[\(open),9,11,10,10.5,2]" : #"[\#(open),"10","11","9","10.5","10","2",3]"#
            }
            let body = venue == .coinbase ? "[" + rows.joined(separator: ",") + "]" : kraken(rows)
            #expect(throws: DecodingError.self, "\(venue) \(step)") { try take(&plan, body) }
        }
        // A quiet market is none of hours: two rows, and rows off the grid.
        for offsets in [[0, 60], [0, 5, 10, 12, 15], [0, 60, 120, 180, 181]] {
            var plan = try plan(.coinbase, minutes: 300)
            let rows = offsets.map { "[\(Self.base + Int64($0) * 60),9,11,10,10.5,2]" }
            _ = try take(&plan, "[" + rows.joined(separator: ",") + "]")
            #expect(plan.counts.answers == 1)
        }
    }

    @Test func rowsMayComeInAnyOrderTwiceAndFromOutside() throws {
        var plan = try plan(.binance, minutes: 4)
        let partial = row(1, [5: #""0.5""#, 8: "1"])
        let candles = try take(
            &plan, page(row(3), partial, row(-1), row(0), row(1), row(1), row(4), row(2, [12: "1", 20: "2"]), row(400)))
        #expect(candles == ["0 10.5 2 final", "1 10.5 2 final", "2 10.5 2 final", "3 10.5 2 final"])
        #expect(plan.counts.differing == 1)
        #expect(plan.counts.outside == 3)
        #expect(plan.request == nil)
    }

    @Test func numbersAndStringsMayBeMixedAndOptionalColumnsAbsent() throws {
        var plan = try plan(.binance, minutes: 3)
        let short = "[\(Self.base * 1000),10,\"11\",9,\"10.5\",2]"
        #expect(
            try take(
                &plan,
                page(short, row(1, [6: "null", 7: "null", 8: "null", 9: "null"]), row(2, [6: #""1732881779999""#])))
                == ["0 10.5 2 final", "1 10.5 2 final", "2 10.5 2 final"])
    }

    @Test func aHoleInBinancesListIsUnknownHoweverShort() throws {
        var plan = try plan(.binance, minutes: 3)
        #expect(try take(&plan, page(row(0), row(2))) == ["0 10.5 2 final", "2 10.5 2 final"])
        #expect(plan.counts.missing == 1)
        #expect(plan.counts.silences == 0)
    }

    @Test func aSilenceOfCoinbasesIsQuietUpToTheLimitAlsoAcrossPages() throws {
        var plan = try plan(.coinbase, minutes: 400, silence: 10)
        let row = { (index: Int) in "[\(Self.base + Int64(index) * 60),9,11,10,10.5,2]" }
        // 1 to 10 are quiet, 12 to 22 are eleven minutes and too many, 296 to 303 lie across the pages.
        let first = try take(&plan, page(row(295), row(294), row(23), row(11), row(0)))
        #expect(first.count == 1 + 10 + 1 + 1 + 2)
        #expect(first[11] == "11 10.5 2 final")
        #expect(first[12] == "23 10.5 2 final")
        let second = try take(&plan, page(row(304)))
        // The four minutes up to the page's end were left out with it.
        #expect(
            second == [
                "300 10.5 0 empty", "301 10.5 0 empty", "302 10.5 0 empty", "303 10.5 0 empty", "304 10.5 2 final",
            ])
        #expect(plan.counts.silences == 2)
        #expect(plan.counts.silent == 11 + 270)
    }

    @Test func aRowThatCannotBeUsedIsNoSilence() throws {
        var plan = try plan(.coinbase, minutes: 10)
        let row = { (index: Int) in "[\(Self.base + Int64(index) * 60),9,11,10,10.5,2]" }
        let bad = "[\(Self.base + 120),9,11,10,null,2]"
        #expect(
            try take(&plan, page(row(6), row(4), bad, row(0)))
                == ["0 10.5 2 final", "4 10.5 2 final", "5 10.5 0 empty", "6 10.5 2 final"])
        // Without a time it may be in any hole.
        var unplaced = try self.plan(.coinbase, minutes: 10)
        #expect(try take(&unplaced, page(row(6), row(4), "[null,9,11,10,10,2]", row(0))).count == 3)
    }

    @Test func aTradeThatCannotBeUsedMakesItsMinuteIncomplete() throws {
        var plan = try plan(.kraken, source: .trades)
        let candles = try take(
            &plan,
            kraken([
                trade(0, 1), trade(70, 2), trade(71, 3, quantity: "0.123456789"), trade(130, 4),
                trade(200, 5, quantity: "-1"), trade(310, 6), trade(6010, 7),
            ]))
        // Minute 3 had a trade that is not known, so that neither it nor 4 can be told.
        #expect(candles.prefix(4) == ["0 10.1 1 final", "1 10.2 1 incomplete", "2 10.4 1 final", "5 10.6 1 final"])
        #expect(plan.counts.unusable.reasons.map { "\($0.field) \($0.count)" } == ["volume 2"])
        #expect(plan.counts.incomplete == 1)
        #expect(plan.request == nil)
    }

    @Test func aTradeWithoutATimeSpoilsTheMinutesOnBothSides() throws {
        var plan = try plan(.kraken, source: .trades)
        let candles = try take(
            &plan,
            kraken([trade(0, 1), trade(70, 2), trade(0, 3, time: "null"), trade(190, 4), trade(250, 5), trade(6010, 6)])
        )
        #expect(
            candles.prefix(4) == ["0 10.1 1 final", "1 10.2 1 incomplete", "3 10.4 1 incomplete", "4 10.5 1 final"])
        // At the end of a page the trade behind it is the next page's first.
        var across = try self.plan(.kraken, source: .trades)
        #expect(
            try take(&across, kraken([trade(0, 1), trade(70, 2), trade(0, 3, time: "null")])) == ["0 10.1 1 final"])
        let second = try take(&across, kraken([trade(130, 4), trade(190, 5), trade(6010, 6)], last: "3"))
        #expect(second.prefix(3) == ["1 10.2 1 incomplete", "2 10.4 1 incomplete", "3 10.5 1 final"])
    }

    @Test func aPageOfTradesWithoutAUsableOneIsRefused() throws {
        var plan = try plan(.kraken, source: .trades)
        let request = plan.request
        #expect(throws: DecodingError.self) {
            try take(&plan, kraken([trade(0, 1, quantity: "x"), trade(1, 2, quantity: "x")]))
        }
        #expect(plan.request == request)
    }

    @Test func tradesOutOfOrderWithinAPageAreSortedAndTakenOnce() throws {
        var plan = try plan(.kraken, source: .trades)
        let candles = try take(
            &plan,
            kraken([
                trade(70, 2), trade(0, 1), trade(70, 2), trade(130, 3), trade(131, 4), trade(-60, 0), trade(6010, 5),
            ]))
        #expect(candles.prefix(3) == ["0 10.1 1 final", "1 10.2 1 final", "2 10.4 2 final"])
    }

    @Test func idsThatKrakensListLeavesOutNeverWere() throws {
        var plan = try plan(.kraken, source: .trades)
        let candles = try take(&plan, kraken([trade(0, 1), trade(70, 9), trade(250, 30), trade(6010, 31)]))
        #expect(
            candles.prefix(5) == [
                "0 10.1 1 final", "1 10.9 1 final", "2 10.9 0 empty", "3 10.9 0 empty",
                "4 10.0 1 final".replacing("10.0", with: "10"),
            ])
        #expect(plan.counts.incomplete == 0)
    }

    @Test(arguments: [
        ("[1]", "row is not a list"), (#"[["1","1",1,"b"]]"#, "trade_id is missing"),
        (#"[["1","1",99999999999999999999,"b","m","",7]]"#, "out of range"),
        (#"[["1","1",1732881600.5,"b","m","",99999999999999999999999]]"#, "is not a trade id"),
    ])
    func noValueOfATradeEndsTheProcess(rows: String, reason: String) throws {
        var plan = try plan(.kraken, source: .trades)
        let body = #"{"error":[],"result":{"P":\#(rows),"last":"77"}}"#
        #expect(try take(&plan, body).isEmpty)
        // A time before what is wanted is not counted.
        if let first = plan.counts.unusable.reasons.first { #expect(first.first.contains(reason), "\(first)") }
        #expect(plan.request?.contains("since=77") == true)
    }

    @Test func venuesSayInTheirOwnWordsWhatIsWrong() throws {
        let long = String(repeating: "restricted location ", count: 5)
        for (venue, body, words) in [
            (Venue.binance, #"{"code":0,"msg":"\#(long)\u001b[31m"}"#, long + "?[31m"),
            (.coinbase, #"{"message":"NotFound"}"#, "NotFound"), (.coinbase, #"{"error":"rate limit"}"#, "rate limit"),
            (.kraken, #"{"error":["EQuery:Unknown asset pair"]}"#, "EQuery:Unknown asset pair"),
            (.kraken, #"{"error":"down"}"#, "down"), (.binance, #"{"code":-1003}"#, "-1003"),
        ] {
            var plan = try plan(venue)
            #expect(throws: DecodingError.refused(venue: venue, reason: words)) { try take(&plan, body) }
        }
    }
}
