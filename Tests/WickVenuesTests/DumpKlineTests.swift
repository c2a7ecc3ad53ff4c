import Testing
import WickDomain
import WickFrames

@testable import WickVenues

@Suite struct DumpKlineTests {
    private let folder: DumpFolder

    init() throws { folder = try DumpFolder() }

    private func read(_ text: String, _ venue: Venue = .binance, columns: [String]? = nil) throws -> DumpReading {
        try DumpReading(folder.write(text, as: "klines.csv"), venue, .klines, columns: columns)
    }

    /// A row as Binance has published it, with one field replaced.
    private func row(_ position: Int, _ value: String) -> String {
        var fields = [
            "1704067200000", "42283.58000000", "42298.62000000", "42261.02000000", "42298.61000000", "35.92724000",
            "1704067259999", "1518932.74", "1327", "18.67628000", "789574.26", "0",
        ]
        fields[position] = value
        return fields.joined(separator: ",")
    }

    @Test func binanceRowsBecomeCandles() throws {
        let reading = try read(row(11, "0"))
        #expect(reading.error == nil)
        let candle = try #require(reading.candles.first)
        #expect(
            candle.summary
                == "2024-01-01T00:00:00Z 42283.58 42298.62 42261.02 42298.61 35.92724 18.67628 1518932.74 1327 "
                + "- final")
        #expect(candle.timeframe == .oneMinute)
        #expect(candle.knownTime == candle.closeTime)
        #expect(candle.instrument.description == "binance BTCUSDT")
    }

    @Test func microsecondsAreReadAsBinanceWritesThemSince2025() throws {
        let text = "1735689600000000,1,2,1,2,3,1735689659999999,4,5,1,1,0"
        #expect(try read(text).candles.map(\.openTime.description) == ["2025-01-01T00:00:00Z"])
    }

    @Test func aMinuteWithoutVolumeIsEmptyAndFlat() throws {
        let reading = try read("1704067200000,5,5,5,5,0.00000000,1704067259999,0,0,0,0,0\n")
        #expect(reading.candles.map(\.summary) == ["2024-01-01T00:00:00Z 5 5 5 5 0 0 0 0 - empty"])
    }

    @Test func aMinuteThatMovedWithoutVolumeIsIncomplete() throws {
        #expect(try read("1704067200000,5,6,5,6,0,1704067259999,0,0,0,0,0").candles.map(\.state) == [.incomplete])
        #expect(try read("1704067200000,5,5,5,5,0,1704067259999,0,3,0,0,0").candles.map(\.state) == [.incomplete])
    }

    @Test func bitfinexHasTheCloseBeforeTheHigh() throws {
        let reading = try read("1514764800000,13763,13753,13788,13752.18233851,5.13326771\n", .bitfinex)
        #expect(
            reading.candles.map(\.summary) == [
                "2018-01-01T00:00:00Z 13763 13788 13752.18233851 13753 5.13326771 - - - - final"
            ])
    }

    @Test func namedColumnsReadOtherOrders() throws {
        // Kraken's candle files, in seconds.
        let names = ["open_time", "open", "high", "low", "close", "volume", "trades"]
        let reading = try read("1704067200,10,12,9,11,1.5,3\n", .kraken, columns: names)
        #expect(reading.candles.map(\.summary) == ["2024-01-01T00:00:00Z 10 12 9 11 1.5 - - 3 - final"])
    }

    @Test func volumesBeyondSixtyFourBitsAreRead() throws {
        let reading = try read("1704067200000,1,1,1,1,123456789012345.12345678,1704067259999,1e15,5,0,0,0")
        #expect(reading.candles.map(\.volume.description) == ["123456789012345.12345678"])
    }

    @Test(arguments: [
        (0, "1704067201000", "open_time '1704067201000' (2024-01-01T00:00:01Z) is not the start of a minute"),
        (
            0, "",
            "open_time '' is not a time since 1970 in s (10 digits), ms (13), µs (16) or ns (19), nor one such as 2024-01-31T23:59:00Z"
        ),
        (1, "1e", "open '1e' is not a decimal"),
        (1, "0", "open '0' is not above zero"),
        (1, "9999999999999", "open '9999999999999' is out of range"),
        (
            2, "42000",
            "high '42000' is below the row's other prices (open 42283.58, low 42261.02, close 42298.61)"
        ),
        (3, "42290", "low '42290' is above the open or the close (42283.58, 42298.61)"),
        (5, "-1", "volume '-1' is below zero"),
        (
            6, "1704067499999",
            "close_time '1704067499999' (2024-01-01T00:04:59.999000Z, opened 2024-01-01T00:00:00Z) "
                + "does not end a one-minute candle"
        ),
        (8, "1.5", "trades '1.5' is not a whole number"),
        (8, "2147483648", "trades '2147483648' is out of range"),
        (9, "36", "buy_volume '36' is more than the volume '35.92724'"),
    ])
    func aBadValueIsNamedWithItsPlace(position: Int, value: String, message: String) throws {
        let reading = try read(row(0, "1704067200000") + "\n" + row(position, value))
        #expect(reading.candles.count == 1)
        #expect(reading.message(in: folder) == "klines.csv:2: \(message)")
    }

    @Test func duplicatesAreDroppedAndMissingMinutesCounted() throws {
        let minutes = [0, 1, 1, 5, 1, 0, 6]
        let text = minutes.map { "\(1_704_067_200 + 60 * $0)000,1,1,1,1,1" }.joined(separator: "\n")
        let reading = try read(text, .bitfinex)
        #expect(reading.error == nil)
        #expect(reading.candles.map { $0.openTime.microseconds / 60_000_000 - 28_401_120 } == [0, 1, 5, 6])
        #expect(reading.counts.rows == 7)
        #expect(reading.counts.candles == 4)
        #expect(reading.counts.duplicates == 3)
        #expect(reading.counts.missingMinutes == 3)
    }

    private func rows(_ minutes: [Int]) -> String {
        minutes.map { "\(1_704_067_200 + 60 * $0)000,1,1,1,1,1" }.joined(separator: "\n")
    }

    @Test func candlesOfAnotherIntervalAreRefused() throws {
        for (minutes, interval) in [
            ([0, 5, 10], "5 m"), ([0, 60], "1 h"), ([0, 1440, 2880], "1 d"), ([120, 60, 0], "1 h"),
        ] {
            let reading = try read(rows(minutes), .bitfinex)
            #expect(reading.candles.isEmpty)
            #expect(reading.message(in: folder)?.contains("its candles are of \(interval)") == true)
        }
        #expect(try read(rows([0, 5, 6]), .bitfinex).error == nil)
        #expect(try read(rows([0]), .bitfinex).error == nil)
    }

    @Test func rowsMayComeInAnyOrder() throws {
        let reading = try read(rows([5, 7, 6]), .bitfinex)
        #expect(reading.counts.faults.count == 0)
        #expect(reading.candles.map(\.openTime) == reading.candles.map(\.openTime).sorted())
        #expect(reading.candles.count == 3)
    }

    @Test func newestFirstGivesWhatOldestFirstGives() throws {
        let minutes = Array(0..<3000)
        let expected = try read(rows(minutes), .bitfinex)
        let reading = try read(rows(minutes.reversed()), .bitfinex)
        #expect(reading.candles == expected.candles && reading.candles.count == 3000)
        #expect(reading.notes.first?.hasSuffix("newest first") == true)
    }

    @Test func minutesThatAreLeftOutCountAsQuietForSoLong() throws {
        let path = try folder.write(rows([0, 3, 40, 41]), as: "klines.csv")
        let reading = try DumpReading(path, .bitfinex, .klines, silence: 30)
        #expect(reading.candles.map(\.state) == [.final, .empty, .empty, .final, .final, .final])
        #expect(reading.counts.filled == 2)
        #expect(reading.counts.unknown.minutes == 36)
        let listed = try DumpReading(path, .binance, .klines, silence: 30)
        #expect(listed.candles.count == 4, "Binance lists every minute, so that one without a row is unknown")
        let off = try DumpReading(path, .bitfinex, .klines, silence: 0)
        #expect(off.candles.count == 4)
    }

    @Test func aMinuteWhoseRowCannotBeUsedIsNotQuiet() throws {
        let text = rows([0, 1]) + "\n1704067320000,1,x,1,1,1\n" + rows([4, 5])
        let path = try folder.write(text, as: "klines.csv")
        let reading = try DumpReading(path, .bitfinex, .klines, silence: 30)
        #expect(reading.candles.count == 4)
        #expect(reading.counts.unknown.minutes == 2)
    }

    @Test func aStrictReadingEndsAtTheFirstRowThatCannotBeUsed() throws {
        let path = try folder.write(rows([0, 1]) + "\noops\n" + rows([4, 5]), as: "klines.csv")
        let reading = try DumpReading(path, .bitfinex, .klines, isStrict: true)
        #expect(reading.candles.count == 2)
        #expect(reading.message(in: folder)?.hasPrefix("klines.csv:3: 1 column where 6 are expected") == true)
    }
}
