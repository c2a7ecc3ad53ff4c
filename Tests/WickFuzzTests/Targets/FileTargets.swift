import CArchive
import Foundation
import WickDomain
import WickFrames
import WickNews
import WickVenues

/// Tables that people import: plain, and in a zip, whose own bytes are altered too.
enum FileTargets {
    static let all: [FuzzTarget] =
        DumpKind.allCases.map { kind in
            FuzzTarget("dumps-\(kind)", seeds: seeds(kind).map(bytes), words: words, shortRuns: 150, body(kind))
        } + [
            FuzzTarget("dumps-zip", seeds: zips, shortRuns: 100, zipBody()),
            FuzzTarget(
                "news-csv", seeds: [bytes(news)], words: ["\"", "\",\"", "\n\"", "2026-03-02"], shortRuns: 150,
                newsBody()),
        ]

    private static let words = [
        "open_time,open,high,low,close,volume", "timestamp", "1704067200000", "1704067200000000", "1704067200", "NaN",
        "nan", ",,", "\n", "\r\n", "2024-01-01 00:00:00+00:00", ";", "\t",
    ]

    private static func seeds(_ kind: DumpKind) -> [String] {
        switch kind {
        case .klines:
            [
                "1704067200000,42283.58,42298.62,42261.02,42298.61,35.92724,1704067259999,1519032.93,1327,23.18766,980394.59,0\n1704067260000,42298.62,42320.00,42298.61,42320.00,21.16779,1704067319999,895580.74,1348,13.13866,555877.68,0\n",
                "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n1704067200000,42283.58,42298.62,42261.02,42298.61,35.92724,1704067259999,1519032.93,1327,23.18766,980394.59,0\n",
            ]
        case .trades:
            [
                "3357312020,42283.58,0.00125,52.85,1704067200012,False,True\n3357312021,42283.59,0.5,21141.79,1704067200013,True,True\n",
                "id,price,qty,quote_qty,time,is_buyer_maker\n1,42283.58,0.00125,52.85,1704067200012,false\n",
            ]
        case .aggTrades:
            [
                "2818300000,42283.58,0.00125,3357312020,3357312021,1704067200012,False,True\n2818300001,42283.59,0.0,3357312022,3357312022,1704067200013,True,True\n"
            ]
        }
    }

    private static let news =
        "first_seen,published,source,url,headline\n2026-03-02T10:00:00Z,2026-03-02T09:00:00Z,wire,https://w.example/1,\"Bitcoin rises, says \"\"A\"\"\"\n2026-03-02 11:00,,x,,Ether falls\n"

    private static let symbol = try? Symbol("BTCUSDT")

    private static func body(_ kind: DumpKind) -> FuzzTarget.Body {
        let file = InputFile("dump-\(kind).csv")
        return { input in file.write(input) ? read(file.path, kind) : nil }
    }

    private static func read(_ path: String, _ kind: DumpKind) -> String? {
        guard let symbol else { return "no symbol" }
        for columns in [nil, ["open_time", "open", "high", "low", "close", "volume"]] {
            guard columns == nil || kind == .klines else { continue }
            let instrument = Instrument(venue: .binance, symbol: symbol)
            let request = DumpRequest(instrument: instrument, kind: kind, columns: columns)
            let survey = DumpSurvey(paths: [path], request: request)
            var dump = CandleDump(survey, request: request)
            do throws(DumpError) {
                while let candle = try dump.next() {
                    if candle.low > candle.high || candle.openTime.microseconds % 60_000_000 != 0 { return "no candle" }
                }
            } catch {
                if let fault = escapeFault("\(error)") { return fault }
            }
            let words = survey.notes + dump.failures.map { "\($0)" }
            if let fault = words.lazy.compactMap(escapeFault).first { return fault }
        }
        return nil
    }

    private static func zipBody() -> FuzzTarget.Body {
        let file = InputFile("dump.zip")
        return { input in file.write(input) ? read(file.path, .klines) : nil }
    }

    private static func newsBody() -> FuzzTarget.Body {
        let file = InputFile("news.csv")
        return { input in
            guard file.write(input) else { return nil }
            do throws(TextTableError) {
                var reader = try HeadlineImport(path: file.path)
                while let headline = try reader.next() {
                    if let fault = escapeFault(headline.title) { return fault }
                }
                return nil
            } catch { return escapeFault("\(error)") }
        }
    }

    /// Of one table and of two, packed and not.
    private static let zips: [[UInt8]] = [
        [("BTCUSDT-1m-2024-01.csv", seeds(.klines)[0])],
        [("a/XBTUSD_1.csv", seeds(.klines)[0]), ("b\u{1b}[2J.csv", seeds(.klines)[1]), ("readme.txt", "x")],
    ].compactMap(zip)

    private static func zip(_ entries: [(String, String)]) -> [UInt8]? {
        let file = InputFile("seed.zip")
        guard let archive = archive_write_new() else { return nil }
        archive_write_set_format_zip(archive)
        archive_write_open_filename(archive, file.path)
        for (name, text) in entries {
            let entry = archive_entry_new()
            archive_entry_set_pathname(entry, name)
            archive_entry_set_size(entry, Int64(text.utf8.count))
            archive_entry_set_filetype(entry, 0o100000)
            archive_entry_set_perm(entry, 0o644)
            archive_write_header(archive, entry)
            _ = Array(text.utf8).withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
            archive_entry_free(entry)
        }
        archive_write_close(archive)
        archive_write_free(archive)
        return (try? Data(contentsOf: URL(filePath: file.path))).map(Array.init)
    }
}
