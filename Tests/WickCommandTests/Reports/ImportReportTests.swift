import Foundation
import Testing

/// What users reported of importing files, of wick or of a program of its kind: one test a report, which is named by its id.
@Suite struct ImportReportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs an import into a store of the test's own and gives what the store holds then, without venue and symbol.
    private func store(
        _ name: String, _ text: String, _ arguments: String..., venue: String = "binance", symbol: String = "BTCUSDT",
        kind: String = "klines"
    ) throws -> (result: Program.Result, candles: [String]) {
        let file = try folder.write(name, text.utf8)
        let database = folder.path(of: "wick.db")
        let result = try Program.wick.run(
            ["import", file, "--venue", venue, "--symbol", symbol, "--kind", kind, "--db", database] + arguments)
        return (result, try candles(in: database))
    }

    private func candles(in database: String) throws -> [String] {
        let stored = try Program.wick.run("candles", "--db", database)
        return stored.output.split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).dropFirst(2).joined(separator: ",")
        }
    }

    private func states(_ candles: [String]) -> [String] {
        candles.map { "\($0.dropFirst(11).prefix(5)) \($0.split(separator: ",").last ?? "")" }
    }

    private func kline(_ openTime: Int64, close: Int64? = nil, trades: Int = 3, volume: String = "12.5") -> String {
        "\(openTime),42000.1,42010,41990,42005.5,\(volume),\(close ?? openTime + 59_999),525000,\(trades),6.2,260000,0\n"
    }

    @Test("B15, N9: bars with float noise are rounded to their scale, and one line counts how many")
    func barsWithFloatNoise() throws {
        let text = """
            1704067200000,42000.1,42005.5,42010.0,41990.0,3.9916000000000005
            1704067260000,42005.5,42000.000000000007,42010.0,41990.0,1e-08

            """
        let (result, candles) = try store("noise.csv", text, venue: "bitfinex", symbol: "BTCUSD")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("2 rows had more digits than prices and volumes have here, and were rounded"))
        #expect(candles.first?.hasPrefix("2024-01-01T00:00:00Z,42000.1,42010,41990,42005.5,3.9916,") == true)
        #expect(candles.last?.hasPrefix("2024-01-01T00:01:00Z,42005.5,42010,41990,42000,0.00000001,") == true)
    }

    @Test(
        "A15: trades lose float noise, and one with more real digits than its scale is left out, named by line and digits"
    )
    func tradesWithFloatNoise() throws {
        let text = """
            1,42000,0.0016200000000000001,68.04,1704067200000,true
            2,42000,0.123456789,68.04,1704067201000,true
            3,42000,14.697630010000001,617300,1704067202000,true

            """
        let (result, candles) = try store("trades.csv", text, kind: "trades")
        #expect(result.status == 3, "\(result.errors)")
        #expect(result.errors.contains("trades.csv:2: quantity '0.123456789' has more than 8 decimal places"))
        #expect(result.errors.contains("2 rows had more digits"))
        #expect(candles.count == 1 && candles[0].contains(",14.69925001,") && candles[0].hasSuffix(",1,3,incomplete"))
    }

    @Test("B4: rows off the minute are left out, minutes that closed early are incomplete, and the rest goes on")
    func rowsOffTheMinute() throws {
        let text =
            kline(1_518_047_940_000) + kline(1_518_048_000_000, close: 1_518_048_014_788)
            + kline(1_518_168_494_789) + kline(1_518_168_554_789) + kline(1_518_321_600_000) + kline(1_518_321_660_000)
        let (result, candles) = try store("feb.csv", text)
        #expect(result.status == 3)
        #expect(states(candles) == ["23:59 final", "00:00 incomplete", "04:00 final", "04:01 final"])
        #expect(
            result.errors.contains(
                "feb.csv:3: open_time '1518168494789' (2018-02-09T09:28:14.789000Z) is not the start"))
        #expect(
            result.errors.contains("2 rows left out (2 open_time is not the start of a minute)"), "\(result.errors)")
        #expect(result.errors.contains("1 minutes are incomplete"))
    }

    @Test("B5: an aggregate of quantity 0 is counted, its minute is incomplete, and the rest is imported")
    func anAggregateOfNothing() throws {
        let text = """
            agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker
            1001,1868.42,0.0,5001,5003,1682899200037,false
            1002,1868.43,0.5,5004,5004,1682899200300,true
            1003,1868.40,0.25,5005,5006,1682899261000,true
            1004,1868.40,0.25,5007,5007,1682899321000,true

            """
        let (result, candles) = try store("zero.csv", text, symbol: "ETHUSDT", kind: "aggTrades")
        #expect(result.status == 3)
        #expect(result.errors.contains("zero.csv:2: quantity '0' is no trade"))
        #expect(states(candles) == ["00:00 incomplete", "00:01 final", "00:02 incomplete"])
    }

    @Test("B8: ids that are missing between two minutes make both of them incomplete")
    func idsMissingBetweenMinutes() throws {
        let rows = [
            (8, 500), (9, 59_000), (10, 60_100), (11, 80_000), (21, 125_000), (22, 126_000), (23, 185_000),
            (24, 246_000),
        ]
        let text = rows.map { "\($0.0),100,1,100,\(1_772_409_600_000 + $0.1),true\n" }.joined()
        let (_, candles) = try store("holes.csv", text, kind: "trades")
        #expect(
            states(candles) == [
                "00:00 final", "00:01 incomplete", "00:02 incomplete", "00:03 final", "00:04 incomplete",
            ])
    }

    @Test("B9: of tables of several pairs the instrument's is taken, and without one nothing is stored")
    func tablesOfSeveralPairs() throws {
        let dollar = (0..<4).map { "\(1_704_067_200 + 60 * $0),42000.0,42000.0,42000.0,42000.0,1.0,3\n" }.joined()
        let euro = dollar.replacing("42000", with: "30000")
        let pairs = try folder.zip("pairs.zip", [("XBT/XBTEUR_1.csv", euro), ("XBT/XBTUSD_1.csv", dollar)])
        let database = folder.path(of: "wick.db")
        let arguments = ["--venue", "kraken", "--kind", "klines", "--db", database]
        let taken = try Program.wick.run(["import", pairs, "--symbol", "BTC/USD"] + arguments)
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(taken.errors.contains("took XBT/XBTUSD_1.csv"))
        #expect(try candles(in: database).allSatisfy { $0.contains(",42000,42000,42000,42000,1,") })
        let refused = try Program.wick.run(["import", pairs, "--symbol", "LTC/USD"] + arguments)
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains(
                "nothing in it is of LTC/USD by its name: it holds XBT/XBTEUR_1.csv, XBT/XBTUSD_1.csv"))
    }

    @Test("B11: files of another interval are refused before anything is stored, and the right one can follow")
    func filesOfAnotherInterval() throws {
        let hours = (0..<5).map { "\(1_704_067_200 + 3600 * $0),42000,43000,41000,42500,512.5,9000\n" }.joined()
        let (refused, nothing) = try store("XBTUSD_60.csv", hours, venue: "kraken", symbol: "BTC/USD")
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains("its candles are of 1 h, and only minutes can be imported"), "\(refused.errors)")
        #expect(nothing.isEmpty)
        let minutes = (0..<180).map { "\(1_704_067_200 + 60 * $0),42000,42010,41990,42001,1.5,12\n" }.joined()
        let (right, candles) = try store("right.csv", minutes, venue: "kraken", symbol: "BTC/USD")
        #expect(right.status == 0, "\(right.errors)")
        #expect(candles.count == 180)
    }

    @Test("B11: a close time an hour on tells the interval of a single row")
    func aCloseTimeAnHourOn() throws {
        let (result, candles) = try store("a.csv", kline(1_704_067_200_000, close: 1_704_070_799_999))
        #expect(result.status == 1 && candles.isEmpty)
        #expect(result.errors.contains("its candles are of 1 h"))
    }

    @Test("B12: --columns counts, and a header with other names is passed over")
    func namedColumnsBeatTheHeader() throws {
        let text = """
            Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price
            1325317920,4.39,4.39,4.39,4.39,0.45558087,2.0000000193,4.39
            1325317980,4.39,4.39,4.39,4.39,0.5,2.0,4.39

            """
        let (result, candles) = try store(
            "kaggle.csv", text, "--columns", "open_time,open,high,low,close,volume,notional,ignore", venue: "bitfinex",
            symbol: "BTCUSD")
        #expect(result.status == 0, "\(result.errors)")
        #expect(candles.count == 2)
        #expect(result.errors.contains("passed over the header in line 1, because --columns counts"))
    }

    @Test("B13: NaN where nothing was traded is a minute without trades")
    func minutesOfNaN() throws {
        let text = """
            1325317920,4.39,4.39,4.39,4.39,0.45558087,2.0000000193,4.39
            1325317980,NaN,NaN,NaN,NaN,NaN,NaN,NaN
            1325318040,NaN,NaN,NaN,NaN,NaN,NaN,NaN
            1325318100,4.40,4.40,4.40,4.40,1.0,4.40,4.40

            """
        let (result, candles) = try store("nan.csv", text, venue: "bitfinex", symbol: "BTCUSD")
        #expect(result.status == 0, "\(result.errors)")
        #expect(states(candles) == ["07:52 final", "07:53 empty", "07:54 empty", "07:55 final"])
        #expect(candles[1].contains(",4.39,4.39,4.39,4.39,0,"))
    }

    @Test("N5: of two rows of one minute the one with more trades counts, and the line says how many differed")
    func oneMinuteTwice() throws {
        let first = 1_704_067_200_000 as Int64
        let text =
            kline(first, trades: 3, volume: "7") + kline(first, trades: 90, volume: "25") + kline(first + 60_000)
            + kline(first + 60_000)
        let (result, candles) = try store("twice.csv", text)
        #expect(result.status == 0)
        #expect(result.errors.contains("1 of 2 duplicates differ"), "\(result.errors)")
        #expect(candles.first?.contains(",25,") == true && candles.count == 2)
    }
}

extension TemporaryFolder {
    /// Packs tables without compression, as the `zip` format has it since 1989.
    func zip(_ name: String, _ tables: [(name: String, text: String)]) throws -> String {
        var body: [UInt8] = []
        var directory: [UInt8] = []
        for table in tables {
            let path = Array(table.name.utf8)
            let bytes = Array(table.text.utf8)
            var common: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
            common += Self.little(Self.checksum(bytes), 4)
            common += Self.little(UInt32(bytes.count), 4)
            common += Self.little(UInt32(bytes.count), 4)
            common += Self.little(UInt32(path.count), 2)
            directory += [0x50, 0x4b, 1, 2, 20, 0, 20, 0]
            directory += common
            directory += [UInt8](repeating: 0, count: 12)
            directory += Self.little(UInt32(body.count), 4)
            directory += path
            body += [0x50, 0x4b, 3, 4, 20, 0]
            body += common
            body += [0, 0]
            body += path
            body += bytes
        }
        var end: [UInt8] = [0x50, 0x4b, 5, 6, 0, 0, 0, 0]
        end += Self.little(UInt32(tables.count), 2)
        end += Self.little(UInt32(tables.count), 2)
        end += Self.little(UInt32(directory.count), 4)
        end += Self.little(UInt32(body.count), 4)
        end += [0, 0]
        return try write(name, body + directory + end)
    }

    private static func little(_ number: UInt32, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) }
    }

    /// CRC-32 of ISO 3309.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
