import Testing
import WickDomain
import WickFrames

@testable import WickVenues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `CandleDump` as a whole: files, tables, headers, and what is left when something goes wrong.
@Suite struct DumpCandleTests {
    private let folder: DumpFolder

    init() throws { folder = try DumpFolder() }

    @Test func aHeaderIsSkippedAndNotedOnce() throws {
        let december = "id,price,qty,quote_qty,time,is_buyer_maker\n1,1,1,1,1735689599999,True\n"
        let january = "id,price,qty,quote_qty,time,is_buyer_maker\n2,2,1,2,1735689600000000,True\n"
        let path = try folder.zip([("2024-12.csv", december), ("2025-01.csv", january)], as: "year.zip")
        let reading = try DumpReading(path, .binance, .trades)
        #expect(reading.error == nil)
        #expect(
            reading.notes == [
                "\(path)/2024-12.csv: columns by its header: id,price,quantity,notional,time,is_buyer_maker"
            ])
        #expect(reading.candles.map(\.openTime.description) == ["2024-12-31T23:59:00Z", "2025-01-01T00:00:00Z"])
        #expect(reading.counts.rows == 2)
    }

    @Test func aHeaderThatDoesNotNameWhatRowsNeedIsShown() throws {
        let path = try folder.write("time,open,high,low,volume\n", as: "a.csv")
        let reading = try DumpReading(path, .bitfinex, .klines)
        #expect(
            reading.message(in: folder) == "a.csv:1: the header 'time,open,high,low,volume' has no column for 'close'; "
                + "name the file's with --columns")
    }

    @Test func aHeaderAnywhereElseIsABadRow() throws {
        let path = try folder.write("1704067200,1,1\ntime,price,volume\n", as: "a.csv")
        let reading = try DumpReading(path, .kraken, .trades)
        #expect(
            reading.message(in: folder) == "a.csv:2: time 'time' is not a time since 1970 in s (10 digits), "
                + "ms (13), µs (16) or ns (19), nor one such as 2024-01-31T23:59:00Z")
    }

    @Test func aFileWithNothingButAHeaderHoldsNoRows() throws {
        let path = try folder.write("time,price,volume\n\n", as: "a.csv")
        #expect(try DumpReading(path, .kraken, .trades).error == .file(.noRows(path: path)))
    }

    @Test func otherFilesInAZipAreNoted() throws {
        let path = try folder.zip([("README.md", "x"), ("a.csv", "1704067200,1,1\n")], as: "a.zip")
        let reading = try DumpReading(path, .kraken, .trades)
        #expect(reading.notes == ["passed over 'README.md' in \(path): not .csv, .txt, .tsv or .json"])
        #expect(reading.candles.count == 1)
    }

    @Test func overlappingTablesGiveEachCandleOnce() throws {
        let rows = (0..<10).map { "\(1_704_067_200 + 60 * $0),1,1,1,1,1\n" }
        let path = try folder.zip(
            [("a.csv", rows[0..<6].joined()), ("b.csv", rows[4..<10].joined())], as: "overlap.zip")
        let reading = try DumpReading(path, .bitfinex, .klines)
        #expect(reading.candles.count == 10)
        #expect(reading.counts.duplicates == 2)
        #expect(reading.counts.missingMinutes == 0)
    }

    @Test func everyCutOfAFileGivesTheGoodCandles() throws {
        var generator = SplitMix(state: 9)
        let rows = (0..<500).map { "\($0 + 1),1\($0 % 10),1,1,\(1_704_067_200_000 + 7000 * $0),True\n" }
        let text = Array(rows.joined().utf8)
        for _ in 0..<200 {
            let cut = Int(generator.next() % UInt64(text.count - 1)) + 1
            let reading = try DumpReading(folder.write(text.prefix(cut), as: "cut.csv"), .binance, .trades)
            let opened = reading.candles.map(\.openTime)
            #expect(opened == opened.sorted())
            #expect(reading.counts.candles == reading.candles.count)
            let counted = reading.candles.reduce(0) { $0 + ($1.tradeCount ?? 0) }
            #expect(counted == reading.counts.rows - reading.counts.duplicates)
        }
    }

    @Test func mutatedFilesNeverCrash() throws {
        var generator = SplitMix(state: 13)
        let row = "1704067200000,5,6,5,6,1.5,1704067259999,8.25,3,0.5,2.5,0\n"
        let text = Array((row + row.replacing("1704067200", with: "1704067260")).utf8)
        for round in 0..<2000 {
            var bytes = text
            for _ in 0...Int(generator.next() % 4) {
                let position = Int(generator.next() % UInt64(bytes.count))
                switch generator.next() % 3 {
                case 0: bytes[position] = UInt8(truncatingIfNeeded: generator.next())
                case 1: bytes.remove(at: position)
                default: bytes.insert(contentsOf: bytes.suffix(position % 20), at: position)
                }
            }
            let path = try folder.write(bytes, as: "mutated.csv")
            let kind = DumpKind.allCases[round % 3]
            _ = try DumpReading(path, .binance, kind)
        }
    }

    /// The folder of third-party data beside the checkout, which users do not have.
    private static let market: String = {
        let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return package.joined(separator: "/") + "/../shared/data/market"
    }()

    @Test(
        .enabled(if: access(market, R_OK) == 0, "there is no ../shared/data/market beside the package"),
        arguments: [("BTCUSD", 520_499), ("ETHUSD", 508_048)])
    func aYearOfRealCandlesIsReadWhole(symbol: String, count: Int) throws {
        let path = "\(Self.market)/bitfinex-\(symbol)-1m-2018.csv.gz"
        var request = DumpRequest(
            instrument: Instrument(venue: .bitfinex, symbol: try Symbol(symbol)), kind: .klines)
        request.silenceMinutes = 0
        var dump = CandleDump(DumpSurvey(paths: [path], request: request), request: request)
        var last: Candle?
        while let candle = try dump.next() { last = candle }
        #expect(dump.counts.candles == count)
        #expect(dump.counts.duplicates == 0)
        // The files hold the year 2018, and leave out minutes without trades.
        #expect(dump.counts.missingMinutes == 365 * 1440 - count)
        #expect(last?.openTime.description == "2018-12-31T23:59:00Z")
    }
}
