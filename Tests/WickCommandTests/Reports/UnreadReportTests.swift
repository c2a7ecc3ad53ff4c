import Foundation
import Testing
import WickDomain
import WickFrames

/// Recordings of other programs whose trades wick could pass over.
@Suite struct UnreadReportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func recording(_ venue: Venue, _ frames: [String]) throws -> String {
        let path = folder.path(of: "\(venue).wick.zst")
        let start = try Timestamp(iso8601: "2026-07-07T22:58:17Z").microseconds * 1000
        let writer = try RecordingWriter.create(
            path: path, header: RecordingHeader(created: Timestamp(nanoseconds: start), venues: [venue]))
        for (index, frame) in frames.enumerated() {
            try writer.write(
                Frame(
                    receivedNanoseconds: start + Int64(index) * 1_000_000, origin: .venue(venue),
                    payload: Array(frame.utf8)))
        }
        try writer.close()
        return path
    }

    @Test("N7: the trades of Coinbase's Exchange feed are read")
    func exchangeMatches() throws {
        let matches = (0..<20).map { index in
            #"{"type":"\#(index == 0 ? "last_match" : "match")","trade_id":\#(1_052_119_289 + index),"maker_order_id":"a","#
                + #""taker_order_id":"b","side":"sell","size":"0.2","price":"63514.6","product_id":"BTC-USD","#
                + #""sequence":132235026010,"time":"2026-07-07T22:58:16.164892Z"}"#
        }
        let path = try recording(.coinbase, matches + [#"{"type":"l2update","product_id":"BTC-USD","changes":[]}"#])
        let verified = try Program.wick.run("verify", path)
        #expect(
            verified.output.contains("coinbase BTC-USD: 20 trades, ids 1052119289 to 1052119308, none missing"),
            "\(verified.output)")
        #expect(!verified.output.contains("NOT READ"))
    }

    @Test("N7: a channel that holds trades and is not read is named with its frames")
    func channelsThatAreNotRead() throws {
        let trade = #"[0,[["5541.20000","0.15850568","1534614057.321597","s","l",""]],"trade","XBT/USD"]"#
        let path = try recording(.kraken, Array(repeating: trade, count: 437) + [#"[0,{"a":[]},"book-10","XBT/USD"]"#])
        let line = "437 frames of kraken's channel trade (WebSocket v1), which holds trades, were not read"
        let verified = try Program.wick.run("verify", path)
        #expect(verified.output.contains("NOT READ  \(line)"), "\(verified.output)")
        let json = try Program.wick.run("verify", path, "--json")
        #expect(
            json.output.contains(
                #""unread_trades":[{"channel":"trade (WebSocket v1)","frames":437,"venue":"kraken"}]"#),
            "\(json.output)")
        let replayed = try Program.wick.run("replay", path, "--headless", "--json")
        #expect(replayed.errors.contains("wick replay: \(line)"), "\(replayed.errors)")
        #expect(replayed.output.contains(#""ignored":438,"unread":437"#), "\(replayed.output)")
    }
}
