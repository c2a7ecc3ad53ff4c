import Foundation
import Testing

/// Symbols, times and amounts as the world sends them. Each test here holds one report of a user, of wick or of a program of its kind
/// (CONTRIBUTING.md, "A report becomes a test").
@Suite struct DomainReportTests {
    private let folder: TemporaryFolder
    private var database: String { folder.path(of: "wick.db") }

    init() throws { folder = try TemporaryFolder() }

    private static let start = 1_772_409_601_000_000_000

    /// A recording of these lines in one zstd frame, as the zstd program makes it.
    private func recording(_ lines: [String], name: String = "a", header: String = "") throws -> String {
        let venues = #""venues":["kraken","binance"]"#
        let first = #"#wick 1 {"created":"2026-03-02T00:00:00Z",\#(venues)\#(header)}"#
        let plain = try folder.write("\(name).wick", (([first] + lines).joined(separator: "\n") + "\n").utf8)
        let zstd = Process()
        zstd.executableURL = URL(filePath: "/usr/bin/zstd")
        zstd.arguments = ["-q", "-f", plain, "-o", plain + ".zst"]
        try zstd.run()
        zstd.waitUntilExit()
        return plain + ".zst"
    }

    private func kraken(_ symbol: String, _ id: Int, second: Int, price: String, quantity: String) -> String {
        let time = "2026-03-02T00:0\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60).5Z"
        return
            #"\#(Self.start + second * 1_000_000_000) kraken {"channel":"trade","type":"update","data":[{"symbol":"\#(symbol)","side":"buy","price":\#(price),"qty":\#(quantity),"trade_id":\#(id),"timestamp":"\#(time)"}]}"#
    }

    private func binance(_ symbol: String, _ id: Int, second: Int, time: String) -> String {
        #"\#(Self.start + second * 1_000_000_000) binance {"stream":"\#(symbol.lowercased())@trade","data":{"e":"trade","E":\#(time),"s":"\#(symbol)","t":\#(id),"p":"0.10","q":"2.5","T":\#(time),"m":true,"M":true}}"#
    }

    private func heartbeat(second: Int) -> String {
        #"\#(Self.start + second * 1_000_000_000) kraken {"channel":"heartbeat"}"#
    }

    private func replay(_ file: String) throws -> Program.Result {
        try Program.wick.run("replay", file, "--headless", "--json", "--db", database)
    }

    @Test("A8: a symbol of another script goes through replay, store, export, import and screen")
    func symbolsOfOtherScripts() throws {
        let symbol = "币安人生USDT"
        let file = try recording(
            (0..<130).map { binance(symbol, $0 + 1, second: $0, time: "\(1_772_409_600_500 + $0 * 1000)") })
        let replayed = try replay(file)
        #expect(replayed.status == 0 && replayed.errors.isEmpty, "\(replayed.errors)")
        let stored = try Program.wick.run("candles", "--db", database, "--symbol", symbol)
        #expect(stored.output.split(separator: "\n").count == 3, "\(stored.errors)")
        #expect(stored.output.contains("binance,\(symbol),2026-03-02T00:00:00Z"))
        let table = try folder.write("candles.csv", stored.output.utf8)
        let second = folder.path(of: "second.db")
        let imported = try Program.wick.run("import", table, "--kind", "candles", "--db", second)
        #expect(imported.status == 0, "\(imported.errors)")
        let again = try Program.wick.run("candles", "--db", second, "--symbol", symbol)
        #expect(again.output == stored.output, "\(again.errors)")
        let picture = try Program.wick.run("snapshot", file, "--symbol", symbol, "--format", "text")
        #expect(picture.output.contains(symbol), "\(picture.output)\(picture.errors)")
    }

    @Test(
        "A8: what a symbol may be is said wherever one is refused",
        arguments: [
            ["candles", "--symbol", "BTC USD"], ["features", "--symbol", "../BTC"],
            ["train", "--symbol", "a\u{202e}b"],
            ["evaluate", "--symbol", "a,b"], ["backfill", "--since", "1d", "--symbol", "😀"],
            ["import", "x.csv", "--venue", "binance", "--kind", "klines", "--symbol", ""],
            ["snapshot", "x.wick.zst", "--symbol", String(repeating: "A", count: 33)],
            ["models", "rollback", "--symbol", "\u{301}"], ["predictions", "--symbol", "a\\b"],
        ])
    func refusedSymbolsSayWhy(arguments: [String]) throws {
        let result = try Program.wick.run(arguments)
        #expect(result.status == 64 || result.status == 2, "\(result.status)")
        #expect(result.errors.contains("is not a symbol: "), "\(result.errors)")
        #expect(result.errors.contains("a symbol is 1 to 32 bytes of UTF-8"), "\(result.errors)")
    }

    @Test("A9: times in another unit than the address asked for are refused, and no minute of 1970 is made")
    func timesInAnotherUnit() throws {
        let early = try recording(
            (0..<3).map { binance("BTCUSDT", $0 + 1, second: $0, time: "\(1_772_409_600_500 + $0 * 1000)") },
            header: #","timeUnits":{"binance":"us"}"#)
        let late = try recording(
            (0..<3).map { binance("BTCUSDT", $0 + 1, second: $0, time: "1772409600500000") }, name: "late")
        for file in [early, late] {
            let result = try replay(file)
            #expect(result.output.contains(#""malformed":3"#), "\(result.output)")
            #expect(result.output.contains(#""candles":0"#), "\(result.output)")
            #expect(result.errors.contains("a broken time or unit"), "\(result.errors)")
        }
    }

    @Test("PEPE: a volume beyond 64 bits is stored with the minutes of all others")
    func volumesBeyond64Bits() throws {
        var lines: [String] = []
        for second in 0..<190 {
            lines.append(kraken("BTC/USD", second + 1, second: second, price: "64000.1", quantity: "0.5"))
            let isLarge = second == 70
            lines.append(
                kraken(
                    "PEPE/USD", second + 1, second: second, price: "0.000003871",
                    quantity: isLarge ? "150000108000.0" : "1000.25"))
        }
        let file = try recording(lines)
        let replayed = try replay(file)
        #expect(replayed.status == 0 && replayed.errors.isEmpty, "\(replayed.errors)")
        let stored = try Program.wick.run("candles", "--db", database).output.split(separator: "\n").dropFirst()
        #expect(stored.filter { $0.contains("BTC/USD") }.count == 3)
        let pepe = stored.filter { $0.contains("PEPE/USD") }
        // The trade itself, and 59 of 1000.25.
        #expect(pepe.count == 3 && pepe.contains { $0.contains(",150000167014.75,") }, "\(pepe)")
        // What is exported is what a replay alone exports.
        let direct = try Program.wick.run("candles", file).output.split(separator: "\n").dropFirst()
        #expect(Set(stored) == Set(direct.filter { !$0.hasSuffix(",open") }))
    }

    @Test("22.7: notionals that add up beyond 128 bits are unknown, in minutes and in hours, and nothing ends")
    func notionalsBeyond128Bits() throws {
        let lines = (0..<190).map {
            kraken("BTC/USD", $0 + 1, second: $0, price: "9000000000", quantity: "90000000000")
        }
        let file = try recording(lines + stride(from: 200, through: 3700, by: 30).map(heartbeat))
        let replayed = try replay(file)
        #expect(replayed.errors.contains("its notional is beyond 128 bits, and unknown"), "\(replayed.errors)")
        for arguments in [
            ["candles", "--db", database], ["candles", "--db", database, "--timeframe", "1h"],
            ["candles", file, "--timeframe", "1h"],
            ["snapshot", file, "--format", "text"], ["features", "--db", database],
        ] {
            let result = try Program.wick.run(arguments)
            #expect(result.status == 0, "\(arguments): \(result.status) \(result.errors)")
        }
    }

    @Test("22.10: trade ids of 2^63 and more begin and end a minute")
    func theLargestTradeIds() throws {
        let ids = ["9223372036854775807", "9223372036854775808", "18446744073709551614", "18446744073709551615"]
        let lines = ids.enumerated().map { index, id in
            kraken("BTC/USD", 1, second: index, price: "1", quantity: "1").replacing(
                #""trade_id":1,"#, with: #""trade_id":\#(id),"#)
        }
        let replayed = try replay(try recording(lines + [50, 100].map(heartbeat)))
        #expect(replayed.status == 0, "\(replayed.errors)")
        let stored = try Program.wick.run("candles", "--db", database)
        #expect(stored.output.contains(",4,9223372036854775807,18446744073709551615,"), "\(stored.output)")
    }
}
