import Testing
import WickDomain

@testable import WickVenues

@Suite struct RestDecoderTests {
    private func symbol(_ text: String) throws -> Symbol { try Symbol(text) }

    private func decode(
        _ venue: Venue, _ body: String, symbol: String = "BTC/USD", status: Int = 200, unit: TimeUnit? = nil,
        from: Timestamp? = nil
    ) throws -> RestPage {
        let answer = RestAnswer(
            request: "/x", symbol: try Symbol(symbol), status: status, timeUnit: unit, from: from, body: body)
        return try RestDecoders().decode(answer, of: venue, receivedTime: received)
    }

    private func error(_ venue: Venue, _ body: String, status: Int = 200) -> String {
        do throws(any Error) {
            _ = try decode(venue, body, status: status)
            return "none"
        } catch { return "\(error)" }
    }

    @Test func krakenRowsAreReadExactlyWhateverThePairIsCalled() throws {
        let page = try decode(
            .kraken,
            #"{"error":[],"result":{"XXBTZUSD":[["64000.10000","0.00210000",1732881600.1234567,"b","m","",7],"#
                + #"["64000.2","1",1732881601,"s","l","x",9]],"last":"1732881601000000001"}}"#)
        #expect(page.cursor == "1732881601000000001")
        #expect(page.ids == 7...9)
        let first = try #require(page.trades.first)
        #expect(
            "\(first.instrument) \(first.price) \(first.quantity) \(first.takerSide)"
                == "kraken BTC/USD 64000.1 0.0021 buy")
        #expect(first.eventTime == Timestamp(microseconds: 1_732_881_600_123_456))
        #expect(page.trades.last?.takerSide == .sell)
    }

    @Test func krakensCursorMayStandBeforeTheTradesAndAnEmptyListIsAPage() throws {
        let page = try decode(.kraken, #"{"result":{"last":"12","ZZ":[]},"error":[]}"#)
        #expect(page == RestPage(trades: [], cursor: "12"))
        #expect(page.ids == nil)
    }

    @Test func krakensErrorsAreCheckedThoughTheStatusIs200() {
        #expect(
            error(.kraken, #"{"error":["EGeneral:Too many requests","b"]}"#)
                == "asking kraken: it answered 'EGeneral:Too many requests, b'")
        #expect(error(.kraken, #"{"result":{}}"#) == "decoding a kraken REST trade: error is missing")
        #expect(error(.kraken, #"{"error":[]}"#) == "decoding a kraken REST answer: result is missing")
    }

    @Test func aRowThatIsWrongIsSetAsideAndCostsNoOther() throws {
        let rows =
            #"["1","1",1732881600,"b","m","",7],["1e","1",1732881601,"b","m","",8],["1","1",1732881602,"b"],7,null,"#
            + #"["1","1",1732881603,"b","m","",10,1,2,3,4,5,6,7,8,9,10,11,12]"#
        let page = try decode(.kraken, #"{"error":[],"result":{"P":[\#(rows)],"last":"1"}}"#)
        #expect(page.trades.map(\.id) == [7, 10])
        #expect(!page.isWhole)
        #expect(
            page.unusable.map { "\($0.position) \($0.time.map(\.description) ?? "-") \($0.reason)" } == [
                "1 2024-11-29T12:00:01Z decoding a kraken REST trade: price '1e' is not a decimal",
                "1 2024-11-29T12:00:02Z decoding a kraken REST trade: trade_id is missing",
                "1 - decoding a kraken REST trade: row is not a list",
                "1 - decoding a kraken REST trade: row is not a list",
            ])
        let binance = try decode(
            .binance,
            #"[{"id":1,"price":"x"},{"id":2,"price":"4","qty":"1","time":1732881600123,"isBuyerMaker":true}]"#,
            symbol: "BTCUSDT")
        #expect(binance.trades.map(\.id) == [2])
        #expect(binance.unusable.count == 1)
    }

    @Test func floatNoiseIsDroppedFromTradesAndMoreDigitsAreNot() throws {
        let row = { (price: String, quantity: String) in #"["\#(price)",\#(quantity),1732881600,"b","m","",7]"# }
        let noise = try decode(
            .kraken, #"{"error":[],"result":{"P":[\#(row("64000.100000000006", "14.697630010000001"))],"last":"1"}}"#)
        #expect(noise.trades.map { "\($0.price) \($0.quantity)" } == ["64000.1 14.69763001"])
        let digits = try decode(
            .kraken, #"{"error":[],"result":{"P":[\#(row("64000.1", "0.123456789"))],"last":"1"}}"#)
        #expect(
            digits.unusable.map { "\($0.reason)" }
                == ["decoding a kraken REST trade: volume '0.123456789' has more than 8 decimal places"])
    }

    @Test func binancesTimesAreInTheUnitThatWasAskedFor() throws {
        let row =
            #"[{"id":28457,"price":"4.00000100","qty":"12.0","quoteQty":"48","time":TIME,"isBuyerMaker":true,"isBestMatch":true}]"#
        let micros = try decode(
            .binance, row.replacing("TIME", with: "1732881600123456"), symbol: "BTCUSDT", unit: .microseconds)
        #expect(micros.trades.first?.eventTime == Timestamp(microseconds: 1_732_881_600_123_456))
        #expect(micros.trades.first?.takerSide == .sell)
        let millis = try decode(.binance, row.replacing("TIME", with: "1732881600123"), symbol: "BTCUSDT")
        #expect(millis.trades.first?.eventTime == Timestamp(milliseconds: 1_732_881_600_123))
    }

    @Test func coinbasesSideIsTheMakers() throws {
        let page = try decode(
            .coinbase,
            #"[{"trade_id":9,"side":"buy","size":"0.3","price":"64000.10","time":"2024-11-29T12:00:00.5Z"},"#
                + #"{"trade_id":8,"side":"sell","size":"0.3","price":"64000.10","time":"2024-11-29T12:00:00Z"}]"#,
            symbol: "BTC-USD")
        #expect(page.trades.map(\.takerSide) == [.sell, .buy])
        #expect(page.trades.map(\.id) == [9, 8])
    }

    @Test func anErrorObjectIsARefusalInTheVenuesWords() {
        #expect(
            error(.binance, #" {"code":-1121,"msg":"Invalid symbol."}"#)
                == "asking binance: it answered 'Invalid symbol.'")
        #expect(error(.coinbase, #"{"message":"NotFound"}"#) == "asking coinbase: it answered 'NotFound'")
        #expect(error(.binance, "[]", status: 503) == "asking binance: it answered 'HTTP status 503'")
    }

    @Test(arguments: [Venue.kraken, .binance, .coinbase])
    func whatIsNoJSONIsSaidWithAnExcerpt(venue: Venue) {
        #expect(error(venue, "<html>down</html>").contains("'<html>down</html>'"))
        #expect(error(venue, "").hasPrefix("decoding a \(venue) frame"))
        #expect(error(venue, "[{]").hasPrefix("decoding a \(venue) frame"))
    }

    @Test func tradesBeforeTheMomentAskedForAreLeftOut() throws {
        let page = try decode(
            .kraken,
            #"{"error":[],"result":{"P":[["1","1",1732881599.9,"b","m","",7],["1","1",1732881600,"b","m","",8]],"last":"1"}}"#,
            from: Timestamp(seconds: 1_732_881_600))
        #expect(page.trades.map(\.id) == [8])
    }
}

@Suite struct RestAnswerTests {
    @Test func itSurvivesAFrameWhateverTheBodyHolds() throws {
        let answer = RestAnswer(
            request: "/0/public/Trades?pair=XBTUSD&since=1", symbol: try Symbol("BTC/USD"), status: 200,
            timeUnit: .microseconds, from: Timestamp(seconds: 1_732_881_600), completeIDs: 3...9,
            body: "{\"a\":\"\\n\"}\n\u{1b}[2Jé\u{2028}")
        let payload = answer.payload
        #expect(!payload.contains(10))
        let read = payload.withUnsafeBytes { RestAnswer(payload: $0) }
        #expect(read == answer)
        #expect(read?.completeIDs == 3...9)
        #expect(read?.fromTime == Timestamp(seconds: 1_732_881_600))
    }

    @Test(arguments: ["", "{}", "[]", #"{"request":"/","symbol":"X","status":"200","body":""}"#])
    func anythingElseIsNoAnswer(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes { RestAnswer(payload: $0) } == nil)
    }

    @Test func idsThatAreNoRangeAreNone() {
        let text = #"{"request":"/","symbol":"X","status":200,"body":"","firstID":9,"lastID":3}"#
        #expect(Array(text.utf8).withUnsafeBytes { RestAnswer(payload: $0)?.completeIDs } == nil)
    }
}
