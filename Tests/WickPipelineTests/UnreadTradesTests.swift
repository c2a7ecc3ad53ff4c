import Testing
import WickDomain
import WickFrames

@testable import WickPipeline

@Suite struct UnreadTradesTests {
    private func fold(_ frames: [(Venue, String)]) -> MarketStage.Counts {
        var batch = FrameBatch()
        for (index, frame) in frames.enumerated() {
            batch.append(
                Frame(
                    receivedNanoseconds: 1_732_881_600_000_000_000 + Int64(index), origin: .venue(frame.0),
                    payload: Array(frame.1.utf8)))
        }
        var stage = MarketStage()
        var output = MarketStage.Output()
        stage.fold(batch, into: &output)
        return stage.counts
    }

    @Test func channelsThatHoldTradesAreNamedWithTheirFrames() {
        let first = #"[0,[["5541.20000","0.15850568","1534614057.321597","s","l",""]],"trade","XBT/USD"]"#
        let book = #"[0,{"a":[["1","2","3"]]},"book-10","XBT/USD"]"#
        let counts = fold([
            (.kraken, first), (.kraken, book), (.kraken, first), (.coinbase, #"{"channel":"rfq_matches","events":[]}"#),
            (.coinbase, #"{"channel":"l2_data","events":[]}"#), (.kraken, "[1"), (.kraken, "[]"),
        ])
        #expect(counts.ignored == 5)
        #expect(counts.malformed == 2)
        #expect(
            counts.unread.lines == [
                "2 frames of kraken's channel trade (WebSocket v1), which holds trades, were not read",
                "1 frame of coinbase's channel rfq_matches, which holds trades, was not read",
            ])
    }

    @Test func ofTwoStreamsOfOneSymbolTheFirstIsRead() {
        let trade = #"{"e":"trade","s":"BTCUSDT","t":1,"p":"10","q":"1","T":1732881600000,"m":true}"#
        let aggregate = #"{"e":"aggTrade","s":"BTCUSDT","a":7,"p":"10","q":"1","f":1,"l":1,"T":1732881600000,"m":true}"#
        let both = fold([(.binance, trade), (.binance, aggregate), (.binance, trade)])
        #expect(both.unread.lines == ["1 frame of binance's channel aggTrade, which holds trades, was not read"])
        let other = fold([(.binance, trade), (.binance, aggregate.replacing("BTC", with: "ETH"))])
        #expect(other.unread.frames == 0)
        #expect(fold([(.binance, aggregate), (.binance, trade)]).unread.frames == 1)
    }

    @Test func namesWithoutEndAreCountedWithTheLast() {
        var unread = UnreadTrades()
        for index in 0..<1000 { unread.note("trade\(index)", of: .binance) }
        #expect(unread.frames == 1000)
        #expect(unread.channels.count == UnreadTrades.maximumChannels)
    }
}
