import Foundation
import Glibc
import Testing
import WickDomain
import WickStore

/// A database that does not take rows, or not from us. Each test here holds one report of a user, of wick or of a program of its
/// kind (CONTRIBUTING.md, "A report becomes a test").
@Suite struct StoreReportTests {
    private static let start = Timestamp(seconds: 1_783_382_400)
    private let instrument: Instrument

    init() throws { instrument = Instrument(venue: .kraken, symbol: try Symbol("PEPE/USD")) }

    private func minute(_ index: Int, volume: Volume = Volume(raw: 100_000_000)) -> Candle {
        let opening = Self.start + .seconds(60 * index)
        let price = Price(raw: 9_000)
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: opening, open: price, high: price, low: price,
            close: price, volume: volume, buyVolume: nil, notional: nil, tradeCount: 3, identifiers: nil, state: .final,
            knownTime: opening + .seconds(61))
    }

    private func prediction(_ predicted: Double) -> Prediction {
        Prediction(
            id: "one", instrument: instrument, madeAt: Self.start, knownTime: Self.start,
            targetTime: Self.start + .seconds(300),
            referencePrice: Price(raw: 9_000), predictedReturn: predicted, lower: 0, upper: 0, modelVersion: 1,
            schemaHash: "", latencyMicroseconds: 0)
    }

    /// A minute of PEPE/USD had a volume of 150,000,108,000, and from then on nothing of any instrument was stored.
    @Test("S1: one row that can never be stored holds up nothing, and doctor tells of it")
    func oneBadRowHoldsUpNothing() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "wick.db")
        let store = try Store.open(path: path)
        var batch = StoreBatch()
        batch.candles = [minute(0), minute(1, volume: Volume(raw: 150_000_108_000 * 100_000_000)), minute(2)]
        batch.predictions = [prediction(.nan)]
        let acceptance = try store.accept(batch)
        #expect(acceptance.receipt == .init(added: 3, refused: 1))
        try store.close()
        let settings = try folder.write(
            "wick.toml",
            Array("[venues.kraken]\nenabled = false\n[venues.binance]\nenabled = false\n[news]\nenabled = false\n".utf8)
        )
        let doctor = try Program.wick.run("doctor", "--config", settings, "--db", path)
        let line = try #require(doctor.output.split(separator: "\n").first { $0.contains("database:") })
        #expect(
            line.contains(
                "1 rows can never be stored and are in refused_row: 1 prediction (NOT NULL constraint failed: "
                    + "prediction.predicted_return)"), "\(doctor.output)")
        let candles = try Program.wick.run("candles", "--db", path)
        #expect(candles.output.contains("150000108000"), "\(candles.output)")
    }

    @Test("S2: a hard link does not get round the lock")
    func aHardLinkIsTheSameDatabase() throws {
        let folder = try TemporaryFolder()
        let (path, other) = (folder.path(of: "wick.db"), folder.path(of: "other.db"))
        let store = try Store.open(path: path)
        try FileManager.default.linkItem(atPath: path, toPath: other)
        let result = try Program.wick.run("models", "rollback", "--db", other)
        #expect(result.status != 0)
        #expect(
            result.errors.contains("process \(ProcessInfo.processInfo.processIdentifier) is writing it"),
            "\(result.errors)")
        try store.close()
    }

    @Test("S3: reading commands work on a read-only mount", .enabled(if: getuid() == 0, "mounting needs root"))
    func readingWorksOnAReadOnlyMount() throws {
        let folder = try TemporaryFolder()
        let (path, place) = (folder.path(of: "wick.db"), folder.path(of: "mount"))
        let store = try Store.open(path: path)
        var batch = StoreBatch()
        batch.candles = (0..<3).map { minute($0) }
        try store.write(batch)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        guard mount("none", place, "tmpfs", 0, "size=4096k") == 0 else { return }
        defer { umount2(place, Int32(MNT_DETACH)) }
        // As a snapshot of a volume that is being written to has it: with a log, and without what readers share.
        for name in ["wick.db", "wick.db-wal"] {
            try FileManager.default.copyItem(atPath: folder.path(of: name), toPath: "\(place)/\(name)")
        }
        try store.close()
        try #require(mount("none", place, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil) == 0)
        for command in ["candles", "snapshot"] {
            let result = try Program.wick.run(command, "--db", "\(place)/wick.db")
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
        #expect(try Program.wick.run("candles", "--db", "\(place)/wick.db").output.split(separator: "\n").count == 4)
    }

    /// While another program held the database's lock, all figures said that all was well. (scripts/store-trial holds one.)
    @Test("S4: metrics and status say whether the database takes rows, and what it did not take")
    func theServiceSaysHowItsDatabaseIs() throws {
        let folder = try TemporaryFolder()
        let (log, path) = (folder.url(of: "log"), folder.path(of: "wick.db"))
        try Store.open(path: path).close()
        let text = """
            [venues.kraken]
            websocket = "wss://127.0.0.1:1"
            rest = "https://127.0.0.1:1"
            symbols = ["BTC/USD"]
            [venues.binance]
            enabled = false
            [news]
            enabled = false
            [store]
            path = "\(path)"
            """
        let settings = try folder.write("wick.toml", Array(text.utf8))
        let notify = try NotifySocket(name: folder.path(of: "notify"))
        let process = try Program.wick.start(
            ["run", "--config", settings, "--port", "0"], errors: log, environment: ["NOTIFY_SOCKET": notify.name])
        defer { process.terminate() }
        #expect(notify.receiveState() == "READY=1")
        let said = try String(contentsOf: log, encoding: .utf8)
        let url = String(try #require(said.firstMatch(of: /listening on (http:\/\/[^\s"]+)/), "\(said)").1)
        let metrics = try PlainRequest.body(of: "\(url)/metrics")
        #expect(metrics.contains("wick_store_takes_rows 1"))
        #expect(metrics.contains("wick_store_lost_rows_total{kind=\"feature\"} 0"))
        #expect(metrics.contains("wick_store_refused_rows_total{kind=\"candle\"} 0"))
        let status = try PlainRequest.body(of: "\(url)/v1/status")
        #expect(status.contains("\"store\":{\"takes_rows\":true,\"failure\":null,\"waiting_rows\":0"), "\(status)")
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
