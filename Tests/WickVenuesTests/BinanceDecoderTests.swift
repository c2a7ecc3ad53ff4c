import Testing
import WickDomain
import WickVenues

@Suite struct BinanceDecoderTests {
    private static let trade = """
        {"e":"trade","E":1732881600124,"s":"BTCUSDT","t":12345,"p":"64000.10000000","q":"0.00210000",\
        "T":1732881600123,"m":true,"M":true}
        """
    private static let aggregate = """
        {"e":"aggTrade","E":1732881600124,"s":"BTCUSDT","a":777,"p":"64000.1","q":"0.0021","f":100,"l":105,\
        "T":1732881600123,"m":false,"M":true}
        """

    private func expected(id: UInt64 = 12345, side: TakerSide = .sell) throws -> Trade {
        Trade(
            instrument: Instrument(venue: .binance, symbol: try Symbol("BTCUSDT")), id: id,
            eventTime: Timestamp(milliseconds: 1_732_881_600_123), knownTime: received, price: try Price("64000.1"),
            quantity: try Quantity("0.0021"), takerSide: side)
    }

    private func decode(_ text: String, unit: TimeUnit = .milliseconds) -> Decoded {
        var decoder = BinanceDecoder(timeUnit: unit)
        return WickVenuesTests.decode(text, with: &decoder)
    }

    @Test func plainAndCombinedFramesGiveTheSameTrade() throws {
        let combined = #"{"stream":"btcusdt@trade","data":\#(Self.trade)}"#
        let swapped = #"{"data":\#(Self.trade),"stream":"btcusdt@trade"}"#
        for frame in [Self.trade, combined, swapped] {
            let decoded = decode(frame)
            #expect(decoded.frame == .trades(count: 1, isSnapshot: false))
            #expect(decoded.trades == [try expected()])
        }
    }

    @Test func theMakersSideTellsTheTakers() throws {
        #expect(decode(Self.trade.replacing("\"m\":true", with: "\"m\":false")).trades == [try expected(side: .buy)])
    }

    @Test func aggregateTradesCountUnderTheirOwnId() throws {
        for frame in [Self.aggregate, #"{"stream":"btcusdt@aggTrade","data":\#(Self.aggregate)}"#] {
            #expect(decode(frame).trades == [try expected(id: 777, side: .buy)])
        }
    }

    @Test func oldOrderIdsAreNoTradeIds() throws {
        // Until 2023 trades carried the orders' ids in a and b.
        let old = Self.trade.replacing("\"T\":", with: #""b":88,"a":50,"T":"#)
        #expect(decode(old).trades == [try expected()])
    }

    @Test func timesAreReadInTheConnectionsUnit() throws {
        let micro = Self.trade.replacing("1732881600123,", with: "1732881600123000,")
        #expect(decode(micro, unit: .microseconds).trades == [try expected()])
        // Nothing is guessed: microseconds read as milliseconds are a time far ahead, and said to be.
        #expect("\(decode(micro).error, default: "")".contains("more than a day after it was received"))
        #expect("\(decode(Self.trade, unit: .microseconds).error, default: "")".contains("before the first coin"))
    }

    @Test func controlFramesAreUnderstood() {
        #expect(
            decode(#"{"result":null,"id":1}"#).frame == .control(.acknowledged(channels: [], symbols: [], request: 1)))
        let refusal = #"{"error":{"code":2,"msg":"Invalid request: unknown"},"id":3}"#
        #expect(
            decode(refusal).frame
                == .control(.refused(symbol: nil, reason: "Invalid request: unknown (code 2)", request: 3)))
        let shutdown = #"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1732881600124}}"#
        #expect(decode(shutdown).frame == .control(.shutdownNotice))
        #expect(decode(#"{"e":"serverShutdown","E":1732881600124}"#).frame == .control(.shutdownNotice))
        #expect(decode(#"{"code":-1,"msg":"down"}"#).frame == .control(.error(reason: "down (code -1)")))
    }

    @Test func otherStreamsAreIgnoredByName() {
        let book = #"{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","b":[["1","2"]],"a":[]}}"#
        #expect(decode(book).frame == .ignored(channel: "btcusdt@depth@100ms"))
        #expect(decode(#"{"e":"depthUpdate","b":[["1","2"]],"a":[]}"#).frame == .ignored(channel: "depthUpdate"))
        #expect(decode("{}").frame == .ignored(channel: "unknown"))
    }

    @Test(arguments: [
        ("\"64000.10000000\"", "\"1e\"", "p '1e' is not a decimal"),
        ("\"0.00210000\"", "\"\"", "q '' is not a decimal"),
        ("\"m\":true,", "", "m is missing"), ("\"m\":true", "\"m\":\"yes\"", "m 'yes' is not true or false"),
        ("\"t\":12345", "\"t\":{}", "t 'an object' is not a trade id"),
        ("1732881600123,", "\"soon\",", "T 'soon' is not a time in ms"),
        ("1732881600123,", "99999999999999999999,", "T '99999999999999999999' is not a time in ms"),
        ("BTCUSDT", "", "s '' is not a symbol: it is empty; \(Symbol.rule)"),
    ])
    func anErrorNamesFieldValueAndReason(good: String, bad: String, reason: String) {
        let decoded = decode(Self.trade.replacing(good, with: bad))
        #expect(decoded.error.map { "\($0)" } == "decoding a binance trade: \(reason)")
        #expect(decoded.trades.isEmpty)
    }

    @Test func symbolsOfOtherScriptsAreRead() throws {
        let symbol = try Symbol("币安人生USDT")
        for text in ["币安人生USDT", #"\u5e01\u5b89\u4eba\u751fUSDT"#] {
            let event = Self.trade.replacing("BTCUSDT", with: text)
            let frame = #"{"stream":"币安人生usdt@trade","data":\#(event)}"#
            #expect(decode(frame).trades.map(\.instrument.symbol) == [symbol])
        }
    }

    @Test func aTimeInAnotherUnitThanWasAskedForIsRefused() {
        let early = decode(Self.trade, unit: .microseconds)
        #expect(early.trades.isEmpty)
        #expect(
            early.error.map { "\($0)" }
                == "decoding a binance trade: T '1732881600123' is 1970-01-21T01:21:21.600123Z, before the first coin of 2009: "
                + "a broken time or unit")
        let late = decode(Self.trade.replacing("1732881600123,\"m", with: "1732881600123456,\"m"))
        #expect(late.trades.isEmpty)
        #expect("\(late.error, default: "")".contains("a broken time or unit"))
        for number in ["0", "9223372036854775807", "18446744073709551615"] {
            let broken = Self.trade.replacing("\"T\":1732881600123", with: "\"T\":\(number)")
            #expect(decode(broken).error != nil && decode(broken, unit: .microseconds).error != nil)
        }
    }
}
