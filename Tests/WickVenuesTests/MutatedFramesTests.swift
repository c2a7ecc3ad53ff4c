import Testing
import WickDomain
import WickFrames
import WickSimulation
import WickVenues

/// Frames as hostile as chance makes them. What is asked of the decoders: no crash, no hang, and a sound frame afterwards is
/// still read; run them under the address sanitizer as well (`make sanitize`).
@Suite struct MutatedFramesTests {
    private static let seeds: [(Venue, String)] = [
        (
            .kraken,
            #"{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":64000.1,"qty":0.0021,"ord_type":"limit","trade_id":1,"timestamp":"2024-11-29T12:00:00.123456Z"},{"symbol":"BTC/USD","side":"sell","price":64000.2,"qty":1.5,"ord_type":"market","trade_id":2,"timestamp":"2024-11-29T12:00:00.223456Z"}]}"#
        ),
        (.kraken, #"{"method":"subscribe","result":{"channel":"trade","symbol":"BTC/USD"},"success":true,"req_id":1}"#),
        (.kraken, #"{"channel":"status","type":"update","data":[{"system":"online","connection_id":1}]}"#),
        (
            .binance,
            #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1,"s":"BTCUSDT","t":3,"p":"64000.10","q":"0.1","T":1732881600123,"m":true,"M":true}}"#
        ),
        (
            .binance,
            #"{"e":"aggTrade","s":"ETHUSDT","a":3,"p":"64000.10","q":"0.1","f":1,"l":2,"T":1732881600123,"m":false}"#
        ),
        (.binance, #"{"error":{"code":2,"msg":"Invalid"},"id":3}"#),
        (
            .coinbase,
            #"{"channel":"market_trades","events":[{"type":"update","trades":[{"trade_id":"5","product_id":"BTC-USD","price":"64000.1","size":"0.3","side":"BUY","time":"2024-11-29T12:00:00.394756Z"}]}]}"#
        ),
        (
            .coinbase,
            #"{"channel":"subscriptions","events":[{"subscriptions":{"market_trades":["BTC-USD"],"heartbeats":["x"]}}]}"#
        ),
    ]

    private static let splices = [
        "1e308", "-1e-308", "99999999999999999999999999999999999999", "0.00000000000000000000000001",
        "18446744073709551616",
        "\"", "\\", "\\u", "\\ud800", "\\u0000", "{", "}", "[", "]", ",", ":", "null", "true", "NaN", "\u{1b}[2J",
        "\u{202e}", "//", "\u{0}",
    ]

    private func mutated(_ random: inout RandomSource, _ frame: [UInt8]) -> [UInt8] {
        var bytes = frame
        for _ in 0...random.index(below: 4) {
            let at = random.index(below: bytes.count + 1)
            switch random.index(below: 7) {
            case 0: if at < bytes.count { bytes[at] ^= 1 << UInt8(random.index(below: 8)) }
            case 1: bytes.removeSubrange(at...)
            case 2: bytes.removeSubrange(..<at)
            case 3: bytes.insert(contentsOf: Array(random.pick(Self.splices).utf8), at: at)
            case 4: bytes.insert(contentsOf: bytes.prefix(random.index(below: 64)), at: at)
            case 5:
                bytes.insert(
                    contentsOf: [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80].prefix(random.index(below: 8)), at: at)
            default: bytes.swapAt(random.index(below: max(1, bytes.count)), random.index(below: max(1, bytes.count)))
            }
            if bytes.isEmpty { bytes = [UInt8(ascii: "{")] }
        }
        return bytes
    }

    @Test func hundredThousandMutatedFramesAreSurvived() {
        var random = RandomSource(seed: 20_261_123)
        var decoders = VenueDecoders()
        var trades: [Trade] = []
        var refused = 0
        for _ in 0..<100_000 {
            let (venue, text) = random.pick(Self.seeds)
            let frame = mutated(&random, Array(text.utf8))
            frame.withUnsafeBytes {
                do throws(DecodingError) {
                    _ = try decoders.decode(venue, $0, receivedTime: received, into: &trades)
                } catch {
                    refused += 1
                    #expect(!"\(error)".contains("\u{1b}"), "an error must not carry an escape sequence")
                }
            }
            // Whatever was accepted is within the domain.
            #expect(
                trades.allSatisfy {
                    $0.price > .zero && $0.quantity > .zero && $0.eventTime < received + .seconds(86_401)
                })
            trades.removeAll(keepingCapacity: true)
        }
        #expect(refused > 30_000, "mutations that nothing refuses test nothing")
        checkStillSound(&decoders)
    }

    @Test func depthAndSizeAreSurvived() {
        var decoders = VenueDecoders()
        var trades: [Trade] = []
        let long = String(repeating: "x", count: Frame.maximumPayloadBytes - 64)
        for venue in [Venue.kraken, .binance, .coinbase] {
            for depth in [1, 7, 100, 1023, 1024, 1025, 10_000] {
                for (opening, closing) in [("[", "]"), ("{\"data\":", "}"), ("{\"events\":[", "]}")] {
                    for ends in [String(repeating: closing, count: depth), ""] {
                        let nested = String(repeating: opening, count: depth) + "0" + ends
                        for frame in [
                            nested, #"{"channel":"trade","data":\#(nested)}"#,
                            #"{"x":\#(nested),"channel":"heartbeat"}"#,
                        ] {
                            Array(frame.utf8).withUnsafeBytes {
                                _ = try? decoders.decode(venue, $0, receivedTime: received, into: &trades)
                            }
                        }
                    }
                }
            }
            for frame in [
                #"{"channel":"\#(long)"}"#, #"{"\#(long)":1}"#, #"{"channel":"trade","data":[{"price":"\#(long)"}]}"#,
                long,
            ] {
                Array(frame.utf8).withUnsafeBytes {
                    _ = try? decoders.decode(venue, $0, receivedTime: received, into: &trades)
                }
            }
        }
        #expect(trades.isEmpty)
        checkStillSound(&decoders)
    }

    private func checkStillSound(_ decoders: inout VenueDecoders) {
        var trades: [Trade] = []
        for (venue, text) in Self.seeds {
            Array(text.utf8).withUnsafeBytes { buffer in
                #expect(throws: Never.self) {
                    try decoders.decode(venue, buffer, receivedTime: received, into: &trades)
                }
            }
        }
        #expect(trades.count == 5)
    }
}
