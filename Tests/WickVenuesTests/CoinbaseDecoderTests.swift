import Testing
import WickDomain
import WickVenues

@Suite struct CoinbaseDecoderTests {
    private static let trade = """
        {"trade_id":"12345","product_id":"BTC-USD","price":"64000.1","size":"0.0021","side":"SELL",\
        "time":"2024-11-29T12:00:00.123456Z"}
        """

    private func frame(_ events: String) -> String {
        #"{"channel":"market_trades","client_id":"","timestamp":"2024-11-29T12:00:00.2Z","sequence_num":7,"events":[\#(events)]}"#
    }

    private func expected(id: UInt64 = 12345) throws -> Trade {
        Trade(
            instrument: Instrument(venue: .coinbase, symbol: try Symbol("BTC-USD")), id: id,
            eventTime: Timestamp(microseconds: 1_732_881_600_123_456), knownTime: received,
            price: try Price("64000.1"), quantity: try Quantity("0.0021"), takerSide: .buy)
    }

    private func decode(_ text: String) -> Decoded {
        var decoder = CoinbaseDecoder()
        return WickVenuesTests.decode(text, with: &decoder)
    }

    @Test func theSideIsTheMakers() {
        let sold = Self.trade.replacing("SELL", with: "BUY")
        #expect(decode(frame(#"{"type":"update","trades":[\#(sold)]}"#)).trades.first?.takerSide == .sell)
    }

    @Test func everyTradeOfEveryEventIsRead() throws {
        let second = Self.trade.replacing("\"12345\"", with: "\"12346\"")
        let event = #"{"type":"update","trades":[\#(second),\#(Self.trade)]}"#
        let empty = #"{"type":"update","trades":[]}"#
        let reversed = #"{"trades":[\#(Self.trade)],"type":"update"}"#
        let decoded = decode(frame("\(event),\(empty),\(reversed)"))
        #expect(decoded.frame == .trades(count: 3, isSnapshot: false))
        #expect(decoded.trades == [try expected(id: 12346), try expected(), try expected()])
    }

    @Test func controlFramesAreUnderstood() {
        let beat =
            #"{"channel":"heartbeats","sequence_num":2,"events":[{"current_time":"x","heartbeat_counter":3049}]}"#
        #expect(decode(beat).frame == .control(.heartbeat))
        let subscriptions =
            #"{"channel":"subscriptions","events":[{"subscriptions":{"market_trades":["BTC-USD","ETH-USD"],"heartbeats":["heartbeats"]}}]}"#
        #expect(
            decode(subscriptions).frame
                == .control(
                    .acknowledged(
                        channels: ["market_trades", "heartbeats"], symbols: ["BTC-USD", "ETH-USD"], request: nil)))
        #expect(
            decode(#"{"type":"error","message":"authentication failure"}"#).frame
                == .control(.error(reason: "authentication failure")))
        #expect(decode(#"{"channel":"l2_data","events":[]}"#).frame == .ignored(channel: "l2_data"))
    }

    @Test func theExchangeFeedsTradesAreMessagesOfTheirOwn() throws {
        let match =
            #"{"type":"match","trade_id":12345,"maker_order_id":"a","taker_order_id":"b","side":"sell","size":"0.0021","#
            + #""price":"64000.1","product_id":"BTC-USD","sequence":50,"time":"2024-11-29T12:00:00.123456Z"}"#
        let decoded = decode(match)
        #expect(decoded.frame == .trades(count: 1, isSnapshot: false))
        #expect(decoded.trades == [try expected()])
        let last = decode(match.replacing(#""match""#, with: #""last_match""#))
        #expect(last.frame == .trades(count: 1, isSnapshot: true))
        #expect(last.trades == [try expected()])
        #expect(decode(#"{"type":"heartbeat","last_trade_id":1}"#).frame == .control(.heartbeat))
        #expect(decode(#"{"type":"l2update","changes":[]}"#).frame == .ignored(channel: "l2update"))
        let bad = decode(match.replacing(#""sell""#, with: #""SELL""#))
        #expect(bad.error.map { "\($0)" } == "decoding a coinbase trade: side 'SELL' is not buy or sell")
    }

    @Test func oneBadTradeDoesNotCostTheOthers() throws {
        let bad = Self.trade.replacing("SELL", with: "sell")
        let decoded = decode(frame(#"{"type":"update","trades":[\#(bad),\#(Self.trade)]}"#))
        #expect(decoded.error.map { "\($0)" } == "decoding a coinbase trade: side 'sell' is not BUY or SELL")
        #expect(decoded.trades == [try expected()])
    }

    @Test func missingListsAreErrors() {
        #expect(
            "\(decode(#"{"channel":"market_trades"}"#).error, default: "")"
                == "decoding a coinbase trade: events is missing")
        #expect(
            "\(decode(frame(#"{"type":"update"}"#)).error, default: "")"
                == "decoding a coinbase trade: trades is missing")
    }
}
