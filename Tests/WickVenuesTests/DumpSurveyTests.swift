import Testing
import WickDomain
import WickFrames

@testable import WickVenues

@Suite struct DumpSurveyTests {
    private let folder: DumpFolder

    init() throws { folder = try DumpFolder() }

    /// Rows of Kraken's OHLCVT.
    private func rows(_ minutes: Range<Int>, step: Int = 1) -> String {
        minutes.map { "\(1_704_067_200 + 60 * $0 * step),42000,42001,41999,42000,1,3\n" }.joined()
    }

    private func read(_ path: String, symbol: String = "BTC/USD") throws -> DumpReading {
        try DumpReading(path, .kraken, .klines, symbol: symbol)
    }

    @Test func ofSeveralIntervalsTheMinutesAreTaken() throws {
        let path = try folder.zip(
            [("XBTUSD_1440.csv", rows(0..<3, step: 1440)), ("XBTUSD_1.csv", rows(0..<5))], as: "a.zip")
        let reading = try read(path)
        #expect(reading.error == nil && reading.candles.count == 5)
        let others = try folder.zip([("XBTUSD_1440.csv", rows(0..<3)), ("XBTUSD_60.csv", rows(0..<3))], as: "b.zip")
        #expect(
            try read(others).message(in: folder) == "reading 'b.zip': no table holds minutes by its name: it holds "
                + "XBTUSD_1440.csv, XBTUSD_60.csv; take the archive's file of 1 m")
    }

    @Test func tablesOfOneInstrumentAreAllTakenInTheOrderOfTime() throws {
        let path = try folder.zip(
            [("2024-02.csv", rows(10..<20)), ("2024-01.csv", rows(0..<10)), ("2024-03.csv", rows(20..<30))], as: "a.zip"
        )
        let reading = try read(path)
        #expect(reading.error == nil && reading.candles.count == 30)
        #expect(reading.counts.missingMinutes == 0)
    }

    @Test func aFileOfAnotherPairIsRefused() throws {
        let path = try folder.write(rows(0..<3), as: "XBTEUR_1.csv")
        let reading = try read(path)
        #expect(reading.candles.isEmpty)
        #expect(reading.message(in: folder)?.contains("nothing in it is of BTC/USD by its name") == true)
    }

    @Test func rowsOfOtherSymbolsInOneTableAreLeftOut() throws {
        let header = "unix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n"
        let rows = (0..<4).map { index in
            "\(1_704_067_200 + 60 * index),x,\(index % 2 == 0 ? "BTC/USD" : "ETH/USD"),1,1,1,1,1,1\n"
        }
        let reading = try read(folder.write(header + rows.joined(), as: "all.csv"))
        #expect(reading.candles.count == 2)
        #expect(reading.counts.faults.summary == "2 rows left out (2 symbol is another instrument's)")
    }

    @Test func separatorsQuotesBlanksAndLineEndsOfOtherProgramsAreRead() throws {
        for text in [
            "\u{feff}date;open;high;low;close;volume\r\n2024-01-01 00:00:00;5;7;4;6;1.5\r\n",
            "date\topen\thigh\tlow\tclose\tvolume\n2024-01-01T00:00:00Z\t5\t7\t4\t6\t1.5\n",
            "\"date\",\"open\",\"high\",\"low\",\"close\",\"volume\"\n\"2024-01-01 00:00:00+00:00\",\"5\",\"7\",\"4\",\"6\",\"1.5\"\n",
            ",timestamp,open,high,low,close,volume\n0,1704067200.0,5.0,7.0,4.0,6.0,1.5,\n",
            "[[1704067200000, 5, 7, 4, 6, 1.5]]",
            "[[1704067200000,\"5\",\"7\",\"4\",\"6\",\"1.5\",1704067259999,\"9\",3,\"1\",\"6\",\"0\"]\n]\n",
        ] {
            let reading = try DumpReading(folder.write(text, as: "a.csv"), .coinbase, .klines, symbol: "BTC-USD")
            #expect(
                reading.candles.map { "\($0.openTime) \($0.open) \($0.high) \($0.low) \($0.close) \($0.volume)" }
                    == ["2024-01-01T00:00:00Z 5 7 4 6 1.5"], "\(text)")
            #expect(reading.counts.faults.count == 0)
        }
    }

    @Test func absurdRowsAreCountedByReasonAndTheRestGoesOn() throws {
        let absurd = [
            String(repeating: ",", count: 60_000), String(repeating: "9", count: 70_000), "\0\0\0\0,\0", "\"\"\"\"\"",
            "99999999999999999999,1,1,1,1,1,1", "1704067320,1e999,1,1,1,1,1", "1704067320,1,1,1,1,1,1099511627776",
            "1704067320,1,1,1,1,-1,1", "1704067320,1,1,1,1,1,18446744073709551615",
        ]
        let text = rows(0..<2) + absurd.joined(separator: "\n") + "\n" + rows(5..<7)
        let reading = try read(folder.write(text, as: "a.csv"))
        #expect(reading.candles.count == 4)
        #expect(reading.counts.faults.count == absurd.count)
        #expect(reading.counts.faults.reasons.count <= 24)
    }
}
