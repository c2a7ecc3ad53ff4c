import ArgumentParser
import WickDomain
import WickPipeline
import WickVenues

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn public dumps of candles or trades into one-minute candles (csv on standard output).",
        discussion: """
            Files may be plain, or packed with zip, gzip or zstd. Times in seconds, milliseconds, microseconds and nanoseconds are told apart
            by their digits, file by file.

              wick import BTCUSDT-1m-2024-01.zip --venue binance --symbol BTCUSDT --kind klines > january.csv
              wick import BTCUSDT-trades-2024-01-05.zip --venue binance --symbol BTCUSDT --kind trades
              wick import XBTUSD.csv --venue kraken --symbol BTC/USD --kind trades
              wick import candles.csv.gz --venue bitfinex --symbol BTCUSD --kind klines \\
                --columns open_time,open,close,high,low,volume

            Columns: \(DumpColumn.allCases.map(\.rawValue).joined(separator: ", ")).
            """)

    @Argument(help: ArgumentHelp("Dumps, oldest first.", valueName: "file"))
    var files: [String]

    @Option(help: "\(Venue.allCases.map(\.rawValue).joined(separator: ", ")).")
    var venue: Venue

    @Option(help: "What was traded, by the venue's own name.")
    var symbol: Symbol

    @Option(help: "klines, trades or aggTrades.")
    var kind: DumpKind

    @Option(help: "What the columns hold, in order, separated by commas. (default: the venue's own order)")
    var columns: String?

    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    func run() throws {
        let output = try OutputFile(path: nil, command: "import")
        var importer = DumpImport(output: output, text: CandleText(format: format))
        try output.write(importer.text.header)
        for file in files {
            do throws(DumpError) {
                let columns = columns?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                var dump = try CandleDump(path: file, venue: venue, symbol: symbol, kind: kind, columns: columns)
                try importer.add(&dump)
            } catch {
                importer.failures.append("\(error)")
            }
        }
        try importer.finish()
    }
}
