import Foundation
import Testing
import WickDomain
import WickFrames

@Suite struct ReplayCommandTests {
    private let folder: TemporaryFolder
    /// Three hours of a synthetic market.
    private let recording: String

    init() throws {
        folder = try TemporaryFolder()
        recording = folder.path(of: "market.wick.zst")
        let made = try Program.sim.run(
            "record", "--seed", "3", "--days", "0.125", "--venue", "kraken", "--out", recording)
        try #require(made.status == 0, "\(made.errors)")
    }

    @Test func theSameBytesComeOutAtAnySpeedAndInAnyChunks() throws {
        var tables: [Data] = []
        for (index, options) in [
            ["--speed", "max"], ["--speed", "8000"], ["--batch-bytes", "1"], ["--batch-bytes", "3333"],
        ].enumerated() {
            let table = folder.path(of: "\(index).csv")
            let arguments = ["replay", recording, "--headless", "--json", "--candles", table] + options
            let result = try Program.wick.run(arguments)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.isEmpty)
            tables.append(try Data(contentsOf: URL(filePath: table)))
        }
        #expect(tables[0].split(separator: 10).count > 350)
        #expect(Set(tables).count == 1)
        let printed = try Program.wick.run("candles", recording)
        #expect(Data(printed.output.utf8) == tables[0])
    }

    @Test func theSummaryCountsEverything() throws {
        let result = try Program.wick.run("replay", recording, "--headless", "--json")
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Double])
        #expect(
            Set(summary.keys) == [
                "frames", "trades", "candles", "features", "predictions", "outcomes", "malformed", "ignored", "unread",
                "duplicates", "gaps",
                "repaired", "seconds", "trades_per_second",
            ])
        #expect(summary["candles"] ?? 0 > 350)
        #expect(summary["malformed"] == 0)
        #expect(summary["gaps"] == 0)
        let rows = try Program.wick.run("candles", recording).output.split(separator: "\n").dropFirst()
        let trades = rows.compactMap { Int($0.split(separator: ",", omittingEmptySubsequences: false)[10]) }.reduce(
            0, +)
        #expect(Double(trades) == summary["trades"])
    }

    @Test func trainingOnTheWayPredictsTheSameInAnyChunks() throws {
        let day = folder.path(of: "day.wick.zst")
        let made = try Program.sim.run("record", "--seed", "3", "--days", "0.7", "--venue", "kraken", "--out", day)
        try #require(made.status == 0, "\(made.errors)")
        let start = try #require(try RecordingReader(path: day).header.createdTime)
        let moment = start + .seconds(14 * 3_600 + 7)
        var predictions: [String] = []
        for bytes in ["50000", "1048576"] {
            let database = folder.path(of: "\(bytes).db")
            let result = try Program.wick.run(
                "replay", day, "--headless", "--json", "--db", database, "--train-at", "\(moment)", "--policy",
                "always", "--batch-bytes", bytes)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("kraken BTC/USD 5m at \(moment): promoted"), "\(result.errors)")
            predictions.append(try Program.wick.run("predictions", "--db", database).output)
        }
        #expect(predictions[0] == predictions[1])
        let rows = predictions[0].split(separator: "\n").dropFirst()
        #expect(rows.count > 150 && rows.allSatisfy { $0.contains("kraken") })
    }

    @Test func trainingThatCannotBeIsSaid() throws {
        let database = folder.path(of: "short.db")
        let arguments = ["replay", recording, "--headless", "--json", "--train-at"]
        #expect(try Program.wick.run(arguments + ["2026-01-01"]).status == 2)
        let early = try Program.wick.run(arguments + ["2020-01-01", "--db", database])
        #expect(early.status == 1 && early.errors.contains("nothing to train on at 2020-01-01T00:00:00Z"))
        let late = try Program.wick.run(arguments + ["2040-01-01", "--db", database])
        #expect(late.status == 1 && late.errors.contains("--train-at 2040-01-01T00:00:00Z lies behind the last frame"))
        #expect(late.output.contains("\"candles\":"), "the replay went on")
    }

    @Test func recordingsThatOverlapCountOnce() throws {
        let once = try Program.wick.run("candles", recording)
        let copy = folder.path(of: "copy.wick.zst")
        try FileManager.default.copyItem(atPath: recording, toPath: copy)
        let twice = try Program.wick.run("candles", recording, copy)
        #expect(twice.output == once.output)
        #expect(
            try Program.wick.run("replay", recording, copy, "--headless", "--json").output.contains("\"malformed\":0,"))
    }

    @Test func candlesComeInTheFormatAndTimeframeAskedFor() throws {
        let result = try Program.wick.run(
            "candles", recording, "--format", "jsonl", "--timeframe", "1h", "--symbol", "ETH/USD")
        #expect(result.status == 0)
        let rows = result.output.split(separator: "\n")
        #expect(rows.count == 3)
        let row = try #require(try JSONSerialization.jsonObject(with: Data(rows[1].utf8)) as? [String: Any])
        #expect(row["symbol"] as? String == "ETH/USD")
        #expect(row["open_time"] as? String == "2026-03-02T01:00:00Z")
        #expect(row["state"] as? String == "final")
        #expect(row["open"] is String)
        #expect(row.count == 14)
    }

    @Test func aSymbolThatIsNotThereIsNamedWithThoseThatAre() throws {
        let result = try Program.wick.run("candles", recording, "--symbol", "DOGE/USD")
        #expect(result.status == 1)
        #expect(
            result.errors
                == "wick candles: no trades of 'DOGE/USD': the recordings hold kraken BTC/USD, kraken ETH/USD\n")
    }

    @Test func theDemoShowsItselfAsSyntheticAndEndsOnInterrupt() throws {
        let share = folder.url(of: "share")
        try FileManager.default.createDirectory(
            at: share.appending(path: "recordings"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: recording, toPath: share.appending(path: "recordings/demo.wick.zst").path)
        let whole = try Program.wick.run("demo", "--speed", "max", environment: ["WICK_SHARE": share.path])
        #expect(whole.status == 0)
        let lines = whole.output.split(separator: "\n")
        #expect(lines.first?.contains("synthetic") == true)
        #expect(lines.dropFirst(2).dropLast().allSatisfy { $0.hasSuffix("DEMO (synthetic)") })
        #expect(lines.count >= 4)

        let output = folder.url(of: "demo.txt")
        let demo = try Program.wick.start(
            ["demo", "--speed", "1"], output: output, environment: ["WICK_SHARE": share.path])
        while demo.isRunning, try Data(contentsOf: output).isEmpty { sched_yield() }
        demo.interrupt()
        demo.waitUntilExit()
        #expect(demo.terminationStatus == 130)
    }
}
