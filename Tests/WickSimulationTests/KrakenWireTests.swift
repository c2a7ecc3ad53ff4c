import Foundation
import Testing
import WickDomain
import WickFrames
import WickSimulation

@Suite struct KrakenWireTests {
    @Test func aConnectionBeginsWithStatusAndOneAckForEachSymbol() async throws {
        let recorded = try await RecordedFrames.make(venue: .kraken, seconds: 60)
        let first = recorded.frames(of: .venue(.kraken)).prefix(3).map(\.text)
        let status =
            #"{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online","api_version":"v2","#
        #expect(first[0].hasPrefix(status))
        #expect(
            first[1]
                == #"{"method":"subscribe","result":{"channel":"trade","snapshot":false,"symbol":"BTC/USD"},"#
                + #""success":true,"time_in":"2026-03-02T00:00:00.000000Z","time_out":"2026-03-02T00:00:00.000031Z"}"#)
        #expect(first[2].contains(#""symbol":"ETH/USD""#))
    }

    @Test func tradeFramesAreWrittenAsKrakenWritesThem() async throws {
        let recorded = try await RecordedFrames.make(venue: .kraken)
        let number = #"\d+\.\d{8}"#
        let pattern =
            #"\{"symbol":"(BTC/USD","side":"(buy|sell)","price":\d+\.\d|ETH/USD","side":"(buy|sell)","price":\d+\.\d\d)"#
            + #","qty":\#(number),"ord_type":"(limit|market)","trade_id":\d+,"timestamp":"[0-9-]{10}T[0-9:]{8}\.\d{6}Z"\}"#
        let frame = try Regex(#"\{"channel":"trade","type":"update","data":\[\#(pattern)(,\#(pattern))*\]\}"#)
        let trades = recorded.frames(of: .venue(.kraken)).map(\.text).filter { $0.contains("trade_id") }
        #expect(trades.count > 400)
        for text in trades { #expect(text.wholeMatch(of: frame) != nil, "\(text)") }
    }

    @Test func aFrameHoldsTheTradesOfOneInstantWithContiguousIds() async throws {
        var ids = IdentifierChecker()
        var largest = 0
        for (frame, json) in try await RecordedFrames.make(venue: .kraken).objects(of: .kraken) {
            guard json["channel"] as? String == "trade", let trades = json["data"] as? [[String: Any]] else { continue }
            #expect(Set(trades.compactMap { $0["timestamp"] as? String }).count == 1)
            largest = max(largest, trades.count)
            for trade in trades {
                let symbol = try #require(trade["symbol"] as? String)
                ids.check(try #require(trade["trade_id"] as? UInt64), of: symbol)
                let time = try Timestamp(iso8601: try #require(trade["timestamp"] as? String))
                let latency = frame.receivedTime - time
                #expect(latency > .milliseconds(20) && latency < .seconds(2))
            }
        }
        #expect(ids.names == ["BTC/USD", "ETH/USD"])
        #expect(largest > 3)
    }

    @Test func heartbeatsComeASecondAfterTheLastFrame() async throws {
        let frames = try await RecordedFrames.make(venue: .kraken).frames(of: .venue(.kraken)).dropFirst(3)
        #expect(frames.contains { $0.text == #"{"channel":"heartbeat"}"# })
        for (previous, frame) in zip(frames, frames.dropFirst()) {
            let silence = Double(frame.receivedNanoseconds - previous.receivedNanoseconds) / 1e9
            #expect(silence < 1.001)
            if frame.text == #"{"channel":"heartbeat"}"# { #expect(silence >= 1) }
        }
    }
}
