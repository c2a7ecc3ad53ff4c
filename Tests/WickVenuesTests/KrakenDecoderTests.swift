import Testing
import WickDomain
import WickVenues

@Suite struct KrakenDecoderTests {
    private static let trade = """
        {"symbol":"BTC/USD","side":"buy","price":64000.1,"qty":0.0021,"ord_type":"limit","trade_id":1234567,\
        "timestamp":"2024-11-29T12:00:00.123456Z"}
        """

    private func expected(id: UInt64 = 1_234_567) throws -> Trade {
        Trade(
            instrument: Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")), id: id,
            eventTime: Timestamp(microseconds: 1_732_881_600_123_456), knownTime: received,
            price: try Price("64000.1"), quantity: try Quantity("0.0021"), takerSide: .buy)
    }

    private func decode(_ text: String) -> Decoded {
        var decoder = KrakenDecoder()
        return WickVenuesTests.decode(text, with: &decoder)
    }

    @Test func anUpdateGivesItsTrades() throws {
        let two = "\(Self.trade),\(Self.trade.replacing("1234567", with: "1234568"))"
        let decoded = decode(#"{"channel":"trade","type":"update","data":[\#(two)]}"#)
        #expect(decoded.frame == .trades(count: 2, isSnapshot: false))
        #expect(decoded.trades == [try expected(), try expected(id: 1_234_568)])
    }

    @Test func aSnapshotIsToldApart() {
        let decoded = decode(#"{"channel":"trade","type":"snapshot","data":[\#(Self.trade)]}"#)
        #expect(decoded.frame == .trades(count: 1, isSnapshot: true))
    }

    @Test func orderOfKeysDoesNotMatter() throws {
        let trade = """
            {"timestamp":"2024-11-29T12:00:00.123456Z","extra":{"deep":[1,{"symbol":"X"}]},"trade_id":1234567,"qty":0.0021,\
            "price":64000.1,"side":"buy","symbol":"BTC/USD"}
            """
        for frame in [
            #"{"data":[\#(trade)],"type":"update","channel":"trade"}"#,
            #" { "type" : "update" , "data" : [ \#(trade) ] , "channel" : "trade" } "#,
            #"{"data":[\#(trade)],"channel":"trade"}"#,
        ] {
            #expect(decode(frame).trades == [try expected()])
        }
    }

    @Test func numbersAreReadAsTextWhateverTheirSize() throws {
        let huge = Self.trade.replacing("\"ord_type\"", with: #""connection_id":18446744073709551615,"ord_type""#)
        #expect(decode(#"{"channel":"trade","data":[\#(huge)]}"#).trades == [try expected()])
        let largest = Self.trade.replacing("1234567", with: "18446744073709551615")
        #expect(decode(#"{"channel":"trade","data":[\#(largest)]}"#).trades == [try expected(id: .max)])
        let exponent = Self.trade.replacing("0.0021", with: "2.1e-3")
        #expect(decode(#"{"channel":"trade","data":[\#(exponent)]}"#).trades == [try expected()])
    }

    @Test func escapedStringsAreResolved() throws {
        let escaped = Self.trade.replacing("BTC/USD", with: #"BTC\/U\u0053D"#)
        #expect(decode(#"{"channel":"tr\u0061de","data":[\#(escaped)]}"#).trades == [try expected()])
    }

    @Test func controlFramesAreUnderstood() {
        #expect(decode(#"{"channel":"heartbeat"}"#).frame == .control(.heartbeat))
        #expect(decode(#"{"method":"pong","req_id":101,"time_in":"x"}"#).frame == .control(.pong(request: 101)))
        let status =
            #"{"channel":"status","type":"update","data":[{"version":"2","system":"maintenance","connection_id":12345678901234567890123}]}"#
        #expect(decode(status).frame == .control(.status("maintenance")))
        let ack =
            #"{"method":"subscribe","result":{"channel":"trade","snapshot":true,"symbol":"BTC/USD"},"success":true,"req_id":1}"#
        #expect(decode(ack).frame == .control(.acknowledged(channels: ["trade"], symbols: ["BTC/USD"], request: 1)))
        let refusal =
            #"{"error":"Currency pair not supported FOO/BAR","method":"subscribe","success":false,"symbol":"FOO/BAR","req_id":2}"#
        #expect(
            decode(refusal).frame
                == .control(.refused(symbol: "FOO/BAR", reason: "Currency pair not supported FOO/BAR", request: 2)))
        #expect(decode(#"{"error":"bad method","success":false}"#).frame == .control(.error(reason: "bad method")))
    }

    @Test func booksAndUnknownChannelsAreIgnoredByName() {
        #expect(
            decode(#"{"channel":"book","type":"update","data":[{"bids":[],"asks":[]}]}"#).frame
                == .ignored(channel: "book"))
        #expect(decode(#"{"channel":"new\u001b[31m","data":7}"#).frame == .ignored(channel: "new?[31m"))
    }

    @Test(arguments: [
        ("64000.1", "1e", "price '1e' is not a decimal"), ("64000.1", "-5", "price '-5' is not above zero"),
        ("64000.1", "0", "price '0' is not above zero"), ("64000.1", "null", "price is missing"),
        ("64000.1", "[]", "price 'an array' is not a decimal"),
        ("64000.1", "99999999999", "price '99999999999' is out of range"),
        ("0.0021", "0.000000001", "qty '0.000000001' has more than 8 decimal places"),
        ("\"buy\"", "\"hold\"", "side 'hold' is not buy or sell"), ("\"buy\"", "1", "side '1' is not buy or sell"),
        ("1234567", "-1", "trade_id '-1' is not a trade id"), ("1234567", "1.5", "trade_id '1.5' is not a trade id"),
        ("1234567", "18446744073709551616", "trade_id '18446744073709551616' is not a trade id"),
        ("12:00:00.123456Z", "12:00:00", "timestamp '2024-11-29T12:00:00' is not a UTC time"),
        ("BTC/USD", "BTC USD", "symbol 'BTC USD' is not a symbol: it has ' ' (U+0020); \(Symbol.rule)"),
        ("\"symbol\":", "\"symbl\":", "symbol is missing"),
    ])
    func anErrorNamesFieldValueAndReason(good: String, bad: String, reason: String) {
        let decoded = decode(#"{"channel":"trade","data":[\#(Self.trade.replacing(good, with: bad))]}"#)
        #expect(decoded.error.map { "\($0)" } == "decoding a kraken trade: \(reason)")
        #expect(decoded.trades.isEmpty)
    }

    @Test func aBrokenTimeFarAheadIsRefused() {
        let future = Self.trade.replacing("2024-11-29", with: "2924-11-29")
        let decoded = decode(#"{"channel":"trade","data":[\#(future)]}"#)
        #expect("\(decoded.error, default: "")".contains("is more than a day after it was received"))
    }

    @Test func aTimeBeforeTheFirstCoinIsRefused() {
        let old = Self.trade.replacing("2024-11-29", with: "1970-01-21")
        let decoded = decode(#"{"channel":"trade","data":[\#(old)]}"#)
        #expect("\(decoded.error, default: "")".contains("before the first coin of 2009: a broken time or unit"))
        #expect(decoded.trades.isEmpty)
    }

    @Test func quantitiesBeyond64BitsAreExact() throws {
        let large = Self.trade.replacing("64000.1", with: "0.000003871").replacing(
            "0.0021", with: "150000108000.12345678")
        let decoded = decode(#"{"channel":"trade","data":[\#(large)]}"#)
        #expect(decoded.trades.map(\.quantity.description) == ["150000108000.12345678"])
    }

    @Test func aTradeWhoseNotionalDoesNotFitIsRefused() {
        let huge = Self.trade.replacing("64000.1", with: "9000000000").replacing("0.0021", with: "900000000000")
        let decoded = decode(#"{"channel":"trade","data":[\#(huge)]}"#)
        #expect("\(decoded.error, default: "")".contains("9000000000 times quantity 900000000000 is beyond 128 bits"))
        let most = Self.trade.replacing("64000.1", with: "0.1").replacing("0.0021", with: "100000000000000000001")
        #expect(
            "\(decode(#"{"channel":"trade","data":[\#(most)]}"#).error, default: "")".contains("is out of range"))
    }

    @Test func symbolsOfOtherScriptsAreKeptInTradesAndAnswers() throws {
        let trade = Self.trade.replacing("BTC/USD", with: "币安人生/USD")
        let symbol = try Symbol("币安人生/USD")
        #expect(decode(#"{"channel":"trade","data":[\#(trade)]}"#).trades.map(\.instrument.symbol) == [symbol])
        let ack =
            #"{"method":"subscribe","result":{"channel":"trade","snapshot":true,"symbol":"币安人生/USD"},"success":true,"req_id":1}"#
        #expect(
            decode(ack).frame == .control(.acknowledged(channels: ["trade"], symbols: ["币安人生/USD"], request: 1)))
        let refusal = #"{"error":"no","method":"subscribe","success":false,"symbol":"币安人生/USD","req_id":2}"#
        #expect(decode(refusal).frame == .control(.refused(symbol: "币安人生/USD", reason: "no", request: 2)))
    }

    @Test func oneBadTradeDoesNotCostTheOthers() throws {
        let bad = Self.trade.replacing("64000.1", with: "oops")
        let decoded = decode(
            #"{"channel":"trade","data":[\#(Self.trade.replacing("64000.1", with: "\"x\"")),\#(Self.trade)]}"#)
        #expect(decoded.error != nil)
        #expect(decoded.trades == [try expected()])
        #expect(decode(#"{"channel":"trade","data":[\#(bad)]}"#).trades.isEmpty)
    }

    @Test(arguments: [
        "", " ", "null", "[]", "7", "{", "{\"channel\":", "{\"channel\":\"trade\",\"data\":[{",
        "{\"channel\":\"trade\",\"data\":[7]}",
        "\u{0}", "{\"channel\":\"\u{0}\"",
    ])
    func whatIsNoJSONObjectIsAnError(text: String) {
        #expect(decode(text).error != nil)
    }

    @Test func aDecoderGoesOnAfterAnError() throws {
        var decoder = KrakenDecoder()
        for _ in 0..<3 {
            #expect(WickVenuesTests.decode(#"{"channel":"trade","data":[{"#, with: &decoder).error != nil)
            let good = WickVenuesTests.decode(#"{"channel":"trade","data":[\#(Self.trade)]}"#, with: &decoder)
            #expect(good.trades == [try expected()])
        }
    }
}
