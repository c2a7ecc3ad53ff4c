import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline
import WickStore
import WickVenues

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring public dumps of candles or trades, and wick's own exports, into the store.",
        discussion: """
            One-minute candles and their features. Files may be plain, or packed with zip, gzip or zstd. Times in seconds, milliseconds,
            microseconds and nanoseconds are told apart by their digits, file by file. Rows that overlap what is stored are merged: whole
            minutes stay, others are corrected. An import that was stopped is finished by running it again.

              wick import BTCUSDT-1m-2024-01.zip --venue binance --symbol BTCUSDT --kind klines
              wick import XBTUSD.csv --venue kraken --symbol BTC/USD --kind trades
              wick import candles.csv.gz --venue bitfinex --symbol BTCUSD --kind klines \\
                --columns open_time,open,close,high,low,volume
              wick import minutes.csv --kind candles
              wick import headlines.csv.gz --kind news
              wick import BTCUSDT-trades-2024-01-05.zip --venue binance --symbol BTCUSDT --kind trades --format csv > minutes.csv

            Columns: \(DumpColumn.allCases.map(\.rawValue).joined(separator: ", ")).
            """)

    /// What a file holds.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case klines, trades, aggTrades
        /// The csv form of wick candles, which names its instruments itself.
        case candles
        /// Headlines: csv with first_seen, published, source, url, headline.
        case news

        var dump: DumpKind? { DumpKind(rawValue: rawValue) }
    }

    @Argument(help: ArgumentHelp("Dumps, oldest first.", valueName: "file"))
    var files: [String]

    @Option(help: "\(Venue.allCases.map(\.rawValue).joined(separator: ", ")).")
    var venue: Venue?

    @Option(help: "What was traded, by the venue's own name.", transform: Symbol.read(argument:))
    var symbol: Symbol?

    @Option(help: "klines, trades, aggTrades, candles as wick exports them, or news.")
    var kind: Kind

    @Option(help: "What the columns hold, in order, separated by commas. (default: the venue's own order)")
    var columns: String?

    @Option(help: "Print the candles as csv or jsonl, and store nothing.")
    var format: CandleFormat?

    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws {
        if kind == .candles || kind == .news {
            guard venue == nil, symbol == nil, columns == nil else {
                throw ValidationError("files of kind \(kind.rawValue) take no --venue, --symbol or --columns")
            }
            guard kind == .candles || format == nil else { throw ValidationError("--format is about candles") }
        } else if venue == nil || symbol == nil {
            throw ValidationError("--kind \(kind.rawValue) needs --venue and --symbol")
        }
    }

    func run() throws {
        if let format {
            var printing = CandlePrinting(
                output: try OutputFile(path: nil, command: "import"), text: CandleText(format: format))
            try printing.begin()
            var run = ImportRun()
            try read(into: &run) { try printing.add($0) }
            try printing.finish()
            return try run.finish(printing.isMerged ? "\(printing.repeated) of them repeated" : nil)
        }
        let store = try database.open(try source.load(for: "import"), .readWrite, for: "import")
        if kind == .news { return try importNews(store) }
        var importing = StoreImport(store)
        var run = ImportRun()
        do throws(any Error) {
            try read(into: &run) { try importing.add($0) }
            try importing.finish()
            try store.close()
        } catch let error as StoreError {
            throw CommandFailure("import", error)
        }
        try run.finish(importing.summary)
    }

    private func importNews(_ store: Store) throws {
        var importing = NewsImport(store)
        var failures: [String] = []
        do {
            for file in files {
                do { try importing.read(file) } catch let error as TextTableError { failures.append("\(error)") }
            }
            try importing.finish()
            try store.close()
        } catch let error as StoreError {
            throw CommandFailure("import", error)
        }
        for failure in failures { Console.error("wick import: \(failure)") }
        Console.error("wick import: \(importing.summary)")
        if !failures.isEmpty { throw ExitCode.failure }
    }

    /// Reads every file as far as it is good.
    private func read(into run: inout ImportRun, _ take: (Candle) throws -> Void) throws {
        for file in files {
            do {
                if let dump = kind.dump, let venue, let symbol {
                    let names = columns?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                    var dump = try CandleDump(path: file, venue: venue, symbol: symbol, kind: dump, columns: names)
                    try run.add(&dump, take)
                } else {
                    try run.add(CandleTable(path: file), take)
                }
            } catch let error as DumpError {
                run.failures.append("\(error)")
            } catch let error as CandleTable.Failure {
                run.failures.append("\(error)")
            }
        }
    }
}
