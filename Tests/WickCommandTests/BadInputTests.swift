import Foundation
import Testing
import WickFrames

/// What a person may hand to the program by mistake: each gets one line that says what, where and why.
@Suite struct BadInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A recording of these lines in one zstd frame, as the zstd program makes it.
    private func recording(_ name: String, _ lines: [String]) throws -> String {
        let plain = try folder.write(name, (lines.joined(separator: "\n") + "\n").utf8)
        let zstd = Process()
        zstd.executableURL = URL(filePath: "/usr/bin/zstd")
        zstd.arguments = ["-q", plain, "-o", plain + ".zst"]
        try zstd.run()
        zstd.waitUntilExit()
        return plain + ".zst"
    }

    private func trade(_ id: Int, nanoseconds: Int = 1_732_881_601_000_000_000) -> String {
        #"\#(nanoseconds) kraken {"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":1.5,"qty":2,"trade_id":\#(id),"timestamp":"2024-11-29T12:00:00.1Z"}]}"#
    }

    @Test func aValueThatIsNoneOfAFewIsAnsweredWithThese() throws {
        let result = try Program.wick.run("candles", "--timeframe", "7m")
        #expect(result.status == 2 && result.errorLines.count == 1)
        #expect(result.errors.contains("one of the following: 1m, 5m, 15m, 1h, 4h, 1d (wick help"), "\(result.errors)")
    }

    /// A line a problem on standard error, the first with these words, exit code 1, and the good trades counted.
    private func expect(_ file: String, says words: String, problems: Int = 1, trades: Int? = nil) throws {
        let result = try Program.wick.run("replay", file, "--headless", "--json")
        #expect(result.status == 1)
        #expect(result.errorLines.count == problems, "\(result.errors)")
        #expect(result.errors.hasPrefix("wick replay \(file): "), "\(result.errors)")
        #expect(result.errors.contains(words), "\(result.errors)")
        if let trades { #expect(result.output.contains("\"trades\":\(trades),"), "\(result.output)") }
        let verified = try Program.wick.run("verify", file)
        #expect(verified.status == 1)
        #expect(verified.errors.contains(words), "\(verified.errors)")
    }

    @Test func filesThatAreNoRecordings() throws {
        try expect(folder.path(of: "missing.zst"), says: "No such file or directory")
        try expect(folder.url(of: ".").path, says: "is a directory")
        try expect(try folder.write("empty", []), says: "is empty")
        try expect(try folder.write("text", "hello\n".utf8), says: "is not compressed with zstd")
        try expect(try recording("headless", [trade(1)]), says: "has no header")
        try expect(try recording("newer", ["#wick 2 {}", trade(1)]), says: "version 2")
        try expect(try recording("garbled", ["#wick 1 {", trade(1)]), says: "garbled header")
    }

    @Test func damageCostsOnlyWhatIsDamaged() throws {
        let whole = try recording(
            "whole", ["#wick 1 {}"] + (1...2000).map { trade($0, nanoseconds: 1_732_881_601_000_000_000 + $0) })
        let bytes = try Data(contentsOf: URL(filePath: whole))
        try expect(try folder.write("cut.zst", bytes.prefix(bytes.count - 9)), says: "is cut off", problems: 2)
    }

    @Test func aFrameAboveTheLimitIsLeftOut() throws {
        let long =
            "1732881601000000000 kraken {\"x\":\"" + String(repeating: "x", count: Frame.maximumPayloadBytes) + "\"}"
        try expect(
            try recording("long", ["#wick 1 {}", trade(1), long, trade(2)]), says: "line 3 is skipped", trades: 2)
    }

    @Test func aClockThatRunsBackwardsIsSaidAndNothingIsLost() throws {
        let lines = ["#wick 1 {}", trade(1), trade(2, nanoseconds: 1_732_881_600_500_000_000), trade(3)]
        try expect(try recording("back", lines), says: "at line 3 the receive time runs backwards by 0.5 s", trades: 3)
    }

    @Test func malformedFramesAreCountedAndDoNotFail() throws {
        let file = try recording(
            "malformed",
            [
                "#wick 1 {}", trade(1), "1732881602000000000 kraken {oops",
                trade(2, nanoseconds: 1_732_881_603_000_000_000),
            ])
        let result = try Program.wick.run("replay", file, "--headless", "--json")
        #expect(result.status == 0)
        #expect(result.output.contains("\"trades\":2,"))
        #expect(result.output.contains("\"malformed\":1,"))
        #expect(result.errors.hasPrefix("wick replay: decoding a kraken frame: "))
    }

    @Test(arguments: [
        ["replay"], ["replay", "x", "--speed", "fast"], ["replay", "x", "--batch-bytes", "0"],
        ["candles", "x", "--timeframe", "7m"], ["nonsense"],
        ["import", "x", "--venue", "nyse", "--symbol", "A", "--kind", "klines"],
        ["import", "x", "--venue", "kraken", "--symbol", "A B", "--kind", "klines"],
        ["verify", "--frob"], ["candles", "x", "--symbol", "A B"],
    ])
    func wrongUsageIsOneLineAndExitCodeTwo(arguments: [String]) throws {
        let result = try Program.wick.run(arguments)
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("wick: usage: "))
        #expect(result.output.isEmpty)
    }

    @Test func dumpsThatDoNotFitAreNamedByLine() throws {
        let header = "time,price,volume,extra\n"
        let rows = "1732881600000,1.5,2,1,1.8\n"
        for (content, words) in [
            (header, "the header"), (rows, "5 columns"),
            ("1732881600000,1,x,1,1,1,1732881659999,1,1,1,1,0\n", "high 'x' is not a decimal"),
        ] {
            let file = try folder.write("dump.csv", content.utf8)
            let result = try Program.wick.run(
                "import", file, "--venue", "binance", "--symbol", "BTCUSDT", "--kind", "klines", "--db",
                folder.path(of: "wick.db"))
            #expect(result.status == 1)
            #expect(result.errorLines.count == 2, "\(result.errors)")
            #expect(result.errorLines.first?.contains("\(file):1: ") == true, "\(result.errors)")
            #expect(result.errors.contains(words), "\(result.errors)")
        }
    }

    @Test func whatIsGoodBeforeABadRowIsKept() throws {
        let good = "1732881600000,1.5,2.5,1.25,1.75,10,1732881659999,15,3,4,6,0\n"
        let file = try folder.write("dump.csv", (good + "oops\n").utf8)
        let result = try Program.wick.run(
            "import", file, "--venue", "binance", "--symbol", "BTCUSDT", "--kind", "klines", "--format", "csv")
        #expect(result.status == 3)
        #expect(
            result.output.split(separator: "\n").last
                == "binance,BTCUSDT,2024-11-29T12:00:00Z,1.5,2.5,1.25,1.75,10,4,15,3,,,final")
        #expect(result.errors.contains("1 rows, 1 candles"))
    }
}
