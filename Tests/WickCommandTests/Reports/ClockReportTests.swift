import Foundation
import Testing
import WickDomain
import WickFrames
import WickStore

/// Times that cannot be, and clocks that are wrong, as a person meets them. Each test here holds one report of a user, of wick or of a
/// program of its kind (CONTRIBUTING.md, "A report becomes a test").
@Suite struct ClockReportTests {
    private static let noon = Timestamp(seconds: 1_732_881_600)

    /// A trade a second of Binance; one of them is stamped otherwise.
    private func record(_ path: String, seconds: Range<Int>, broken: Int, by ahead: Double) throws {
        let writer = try RecordingWriter.create(path: path, header: RecordingHeader(venues: [.binance]))
        for second in seconds {
            let received = Self.noon + .milliseconds(1000 * second + 100)
            let event = Double(Self.noon.microseconds / 1000) + 1000 * (Double(second) + (second == broken ? ahead : 0))
            let text =
                #"{"stream":"btcusdt@trade","data":{"e":"trade","E":\#(Int64(event)),"s":"BTCUSDT","t":\#(9000 + second),"#
                + #""p":"100.00","q":"1.00","T":\#(Int64(event)),"m":false,"M":true}}"#
            try writer.write(
                Frame(
                    receivedNanoseconds: received.microseconds * 1000, origin: .venue(.binance),
                    payload: Array(text.utf8)))
        }
        try writer.close()
    }

    @Test("issue 22, 12: one trade stamped 23.9 hours ahead stores no minute of the future")
    func oneTradeOfTomorrow() throws {
        let folder = try TemporaryFolder()
        let (recording, candles) = (folder.path(of: "market.wick.zst"), folder.path(of: "candles.csv"))
        try record(recording, seconds: 0..<190, broken: 70, by: 86_040)
        let replay = try Program.wick.run("replay", recording, "--headless", "--candles", candles)
        #expect(replay.status == 0, "\(replay.errors)")
        let rows = try String(contentsOfFile: candles, encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(rows.count <= 6, "\(rows.count) rows")
        #expect(!rows.contains { $0.contains(",empty") || $0.contains(",outage") })
        #expect(rows.contains { $0.contains("2024-11-29T12:01:00Z") && $0.contains("incomplete") })
        let verify = try Program.wick.run("verify", recording)
        #expect(verify.output.contains("impossible times  1 trades"), "\(verify.output)")
    }

    @Test("issue 22, 11: a start whose clock is an hour behind what is stored says so and goes on behind it")
    func aStartBehindWhatIsStored() throws {
        let folder = try TemporaryFolder()
        let database = folder.path(of: "wick.db")
        let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))
        let known = now + .seconds(3600)
        let store = try Store.open(path: database)
        var batch = StoreBatch()
        batch.candles = [
            Candle(
                instrument: Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")), timeframe: .oneMinute,
                openTime: known.floored(to: .seconds(60)) - .seconds(60), open: try Price("100"),
                high: try Price("100"), low: try Price("100"), close: try Price("100"), volume: .zero, buyVolume: .zero,
                notional: .zero, tradeCount: 0, identifiers: nil, state: .empty, knownTime: known)
        ]
        try store.write(batch)
        try store.close()
        let settings = try folder.write(
            "wick.toml",
            Array(
                """
                [venues.kraken]
                websocket = "wss://127.0.0.1:1"
                rest = "https://127.0.0.1:1"
                symbols = ["BTC/USD"]
                [venues.binance]
                enabled = false
                [news]
                enabled = false
                """.utf8))
        let run = try Program.wick.run(
            "record", "--config", settings, "--db", database, "--out", folder.path(of: "recordings"), "--for", "2s")
        #expect(run.errors.contains("behind what is stored already"), "\(run.errors)")
        let path = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "recordings")).first)
        let reader = try RecordingReader(path: folder.path(of: "recordings") + "/" + path)
        var frames = FrameBatch()
        var received: [Timestamp] = []
        while try reader.read(into: &frames) {
            frames.forEach { entry, _ in received.append(Timestamp(nanoseconds: entry.receivedNanoseconds)) }
        }
        #expect(!received.isEmpty, "the step is a frame")
        #expect(received.allSatisfy { $0 >= known })
    }
}
