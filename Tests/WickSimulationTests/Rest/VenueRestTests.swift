import Foundation
import Testing
import WickDomain
import WickSimulation

@Suite struct VenueRestTests {
    @Test(arguments: VenueRun.all, [1, 7, 1000])
    func pagingReachesEveryTradeOnce(name: Venue, page: Int) throws {
        var run = try VenueRun(name, seconds: 30)
        run.run(seconds: 30)
        var reader = RestReader(run.venue)
        for (asset, instrument) in zip(Asset.allCases, run.venue.instruments) {
            let truth = run.venue.truth(for: instrument).map(\.trade.id)
            #expect(try reader.allIDs(of: asset, page: page) == truth && truth.count > 50)
        }
    }

    @Test func krakensCursorIsTheNanosecondOfTheLastRow() throws {
        var reader = try reader(.kraken)
        let (rows, last) = try trades(&reader, since: "0", count: 10)
        #expect(rows.count == 10 && last.count == 19 && last.allSatisfy(\.isNumber))
        let next = try trades(&reader, since: last, count: 10)
        #expect(try #require(next.rows[0][6] as? UInt64) == 70_000_011)
    }

    @Test func krakensCursorMadeOfMicrosecondsRepeatsTheRestOfThatInstant() throws {
        var reader = try reader(.kraken)
        let truth = reader.venue.truth(for: reader.venue.instruments[0]).map(\.trade)
        let index = try #require(truth.indices.dropLast().first { truth[$0].eventTime == truth[$0 + 1].eventTime })
        let (rows, _) = try trades(&reader, since: "\(truth[index].eventTime.microseconds * 1000)", count: 5)
        #expect(rows[0][6] as? UInt64 == truth[index + 1].id)
        let (before, _) = try trades(&reader, since: "\(truth[index].eventTime.microseconds * 1000 - 1)", count: 5)
        #expect(before[0][6] as? UInt64 == truth[index].id)
    }

    @Test func krakensPageBehindTheNewestIsEmptyAndKeepsTheCursor() throws {
        var reader = try reader(.kraken)
        let (rows, last) = try trades(&reader, since: "4102444800000000000", count: 10)
        #expect(rows.isEmpty && last == "4102444800000000000")
    }

    @Test func krakensRowsAreTheTrades() throws {
        var reader = try reader(.kraken)
        let trade = reader.venue.truth(for: reader.venue.instruments[0])[0].trade
        let row = try trades(&reader, since: "0", count: 1).rows[0]
        #expect(try Price(try #require(row[0] as? String)) == trade.price)
        #expect(try Quantity(try #require(row[1] as? String)) == trade.quantity)
        #expect(abs(try #require(row[2] as? Double) - Double(trade.eventTime.microseconds) / 1e6) < 1e-6)
        #expect(row[3] as? String == (trade.takerSide == .buy ? "b" : "s") && row[6] as? UInt64 == trade.id)
    }

    @Test(arguments: [
        "Trades?pair=FOOUSD", "Trades", "Trades?pair=XBTUSD&count=0", "Trades?pair=XBTUSD&since=x",
        "OHLC?pair=XBTUSD&interval=2",
        "Depth",
    ])
    func krakenSaysWhatIsWrongInTheBodyOfA200(target: String) throws {
        var reader = try reader(.kraken)
        let json = try #require(try reader.get("/0/public/" + target) as? [String: Any])
        #expect((json["error"] as? [String])?.first?.hasPrefix("E") == true && json["result"] == nil)
    }

    @Test func krakenRefusesTooManyRequestsInTheBody() throws {
        var venue = try reader(.kraken).venue
        let request = RestRequest(target: "/0/public/Time")
        let answers = (0..<11).map { _ in String(decoding: venue.answer(request).body, as: UTF8.self) }
        #expect(answers[9].contains("unixtime") && answers[10] == #"{"error":["EGeneral:Too many requests"]}"#)
        #expect(venue.log.violations.count == 1)
    }

    @Test(arguments: ["XBTUSD", "XXBTZUSD", "BTC%2FUSD"])
    func krakenAnswersUnderItsOwnName(pair: String) throws {
        var reader = try reader(.kraken)
        let json = try #require(try reader.get("/0/public/Trades?pair=\(pair)") as? [String: Any])
        #expect(Set(try #require(json["result"] as? [String: Any]).keys) == ["XXBTZUSD", "last"])
    }

    @Test func barsAreTheTradesOfTheirMinute() throws {
        var reader = try reader(.binance, seconds: 200)
        let trades = reader.venue.truth(for: reader.venue.instruments[0]).map(\.trade)
        let start = try #require(trades.first).eventTime.floored(to: .seconds(60)) + .seconds(60)
        let minute = trades.filter { $0.eventTime >= start && $0.eventTime < start + .seconds(60) }
        let target = "/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=\(start.microseconds / 1000)&limit=1"
        let row = try #require((try reader.get(target) as? [[Any]])?.first)
        #expect(row[0] as? Int64 == start.microseconds / 1000 && row[6] as? Int64 == start.microseconds / 1000 + 59_999)
        #expect(try Price(try #require(row[1] as? String)) == minute.first?.price)
        #expect(try Price(try #require(row[2] as? String)) == minute.map(\.price).max())
        #expect(try Price(try #require(row[3] as? String)) == minute.map(\.price).min())
        #expect(try Price(try #require(row[4] as? String)) == minute.last?.price)
        #expect(try Volume(try #require(row[5] as? String)).raw == minute.reduce(0) { $0 + Int128($1.quantity.raw) })
        #expect(row[8] as? Int == minute.count)
    }

    @Test func krakensBarsAreAtMost720AndTheLastRuns() throws {
        var reader = try reader(.kraken, seconds: 13 * 3600, tradesPerSecond: 0.5)
        let json = try #require(try reader.get("/0/public/OHLC?pair=XBTUSD") as? [String: Any])
        let result = try #require(json["result"] as? [String: Any])
        let rows = try #require(result["XXBTZUSD"] as? [[Any]])
        let times = try rows.map { try #require($0[0] as? Int64) }
        #expect(rows.count == 720 && zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 60 })
        #expect(times.last == reader.venue.now.floored(to: .seconds(60)).microseconds / 1_000_000)
        #expect(result["last"] as? Int64 == times[718])
    }

    @Test func binancesAggregatesJoinTradesOfOnePrice() throws {
        var reader = try reader(.binance)
        let json = try reader.get("/api/v3/aggTrades?symbol=BTCUSDT&fromId=20000001&limit=100")
        let rows = try #require(json as? [[String: Any]])
        var id: UInt64 = 70_000_001
        for (number, row) in rows.enumerated() {
            #expect(row["a"] as? UInt64 == 20_000_001 + UInt64(number) && row["f"] as? UInt64 == id)
            id = try #require(row["l"] as? UInt64) + 1
        }
        #expect(rows.count == 100 && id > 70_000_101)
    }

    @Test func binancesAggregatesAreNumberedAsOnTheSocket() throws {
        var run = try VenueRun(.binance, historySeconds: 30)
        let target = "/stream?streams=btcusdt@aggTrade"
        guard case .accepted = run.venue.upgrade(target: target) else { return }
        run.venue.advance(to: run.venue.now + .seconds(5))
        run.outputs += run.venue.takeOutputs()
        var reader = RestReader(run.venue)
        for text in run.texts.prefix(20) {
            let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let sent = try #require(json?["data"] as? [String: Any])
            let number = try #require(sent["a"] as? UInt64)
            let rows = try reader.get("/api/v3/aggTrades?symbol=BTCUSDT&fromId=\(number)&limit=1") as? [[String: Any]]
            #expect(rows?.first?["f"] as? UInt64 == sent["f"] as? UInt64)
            #expect(rows?.first?["q"] as? String == sent["q"] as? String)
        }
    }

    @Test func binanceTellsMicrosecondsWhenAsked() throws {
        var reader = try reader(.binance)
        let trade = reader.venue.truth(for: reader.venue.instruments[0])[0].trade
        let target = "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=0&limit=1"
        let fine = try reader.get(target, timeUnit: "MICROSECOND") as? [[String: Any]]
        let coarse = try reader.get(target) as? [[String: Any]]
        #expect(fine?.first?["time"] as? Int64 == trade.eventTime.microseconds)
        #expect(coarse?.first?["time"] as? Int64 == trade.eventTime.microseconds / 1000)
    }

    @Test func binanceAnswersBadRequestsWithItsCodes() throws {
        var venue = try reader(.binance).venue
        for (target, code) in [
            ("trades?symbol=FOO", -1121), ("trades", -1102), ("klines?symbol=BTCUSDT&interval=7m", -1120),
        ] {
            let answer = venue.answer(RestRequest(target: "/api/v3/" + target))
            #expect(answer.status == 400 && String(decoding: answer.body, as: UTF8.self).contains("\(code)"))
        }
    }

    @Test func coinbasesTickerHasTheNewestOfASpanFirst() throws {
        var reader = try reader(.coinbase)
        let truth = reader.venue.truth(for: reader.venue.instruments[0]).map(\.trade)
        let start = reader.venue.opened.microseconds / 1_000_000 + 5
        let json = try reader.get(
            "/api/v3/brokerage/market/products/BTC-USD/ticker?limit=1000&start=\(start)&end=\(start + 10)")
        let rows = try #require((json as? [String: Any])?["trades"] as? [[String: Any]])
        let span = Timestamp(seconds: start)..<Timestamp(seconds: start + 10)
        let expected = truth.filter { span.contains($0.eventTime) }.map { "\($0.id)" }.reversed()
        #expect(rows.compactMap { $0["trade_id"] as? String } == Array(expected) && rows.count > 10)
    }

    private func reader(_ venue: Venue, seconds: Int = 30, tradesPerSecond: Double = 20) throws -> RestReader {
        var run = try VenueRun(venue, tradesPerSecond: tradesPerSecond)
        run.venue.advance(to: run.venue.now + .seconds(seconds))
        return RestReader(run.venue)
    }

    private func trades(_ reader: inout RestReader, since: String, count: Int) throws -> (rows: [[Any]], last: String) {
        let json = try reader.get("/0/public/Trades?pair=XBTUSD&since=\(since)&count=\(count)")
        let result = try #require((json as? [String: Any])?["result"] as? [String: Any])
        return (try #require(result["XXBTZUSD"] as? [[Any]]), try #require(result["last"] as? String))
    }
}
