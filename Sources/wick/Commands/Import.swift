import ArgumentParser
import WickDomain
import WickPipeline
import WickStore
import WickVenues

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring public dumps of candles or trades, and wick's own exports, into the store.",
        discussion: """
            One-minute candles and their features. Files may be plain, or packed with zip, gzip or zstd; of an archive of many pairs or
            intervals, the tables of the symbol's minutes are taken. How rows are written is known of Binance, Kraken, Bitfinex, Coinbase,
            CryptoDataDownload, Kaggle, freqtrade and pandas, or told by a header and by values; --columns wins over all of it
            (docs/import.md). Rows may be newest first.

            A row that cannot be used is counted by its reason, and the rest goes on. Rows that overlap what is stored are merged: whole
            minutes stay, others are corrected. An import that was stopped is finished by running it again.

              wick import BTCUSDT-1m-2024-01.zip --venue binance --symbol BTCUSDT --kind klines
              wick import Kraken_OHLCVT.zip --venue kraken --symbol BTC/USD --kind klines
              wick import XBTUSD.csv --venue kraken --symbol BTC/USD --kind trades
              wick import candles.csv.gz --venue bitfinex --symbol BTCUSD --kind klines \\
                --columns open_time,open,close,high,low,volume
              wick import minutes.csv --kind candles
              wick import headlines.csv.gz --kind news
              wick import BTCUSDT-trades-2024-01-05.zip --venue binance --symbol BTCUSDT --kind trades --format csv > minutes.csv
              wick import --list
              wick import --undo 3

            Columns: \(DumpColumn.allCases.map(\.rawValue).joined(separator: ", ")).

            The status is 0 where every row was used, 3 where some were left out, and 1 where nothing could be read.
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

    @Argument(help: ArgumentHelp("Dumps, in any order.", valueName: "file"))
    var files: [String] = []

    @Option(help: "\(Venue.allCases.map(\.rawValue).joined(separator: ", ")).")
    var venue: Venue?

    @Option(help: "What was traded, by the venue's own name.", transform: Symbol.read(argument:))
    var symbol: Symbol?

    @Option(help: "klines, trades, aggTrades, candles as wick exports them, or news.")
    var kind: Kind?

    @Option(help: "What the columns hold, in order, separated by commas. (default: told by the file)")
    var columns: String?

    @Option(
        help: ArgumentHelp(
            "Runs of up to so many minutes that an archive leaves out had no trades; 0 leaves them unknown. (default: 30)",
            valueName: "n"))
    var silenceMinutes: Int?

    @Flag(help: "Stop at the first row that cannot be used.")
    var strict = false

    @Option(help: "Print the candles as csv or jsonl, and store nothing.")
    var format: CandleFormat?

    @Flag(help: "Show the imports so far.")
    var list = false

    @Option(help: ArgumentHelp("Take back what this import (see --list) stored.", valueName: "run"))
    var undo: Int?

    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws {
        if list || undo != nil {
            guard files.isEmpty, venue == nil, symbol == nil, kind == nil, columns == nil, format == nil, !strict,
                silenceMinutes == nil, !list || undo == nil
            else {
                throw ValidationError("--list and --undo take no files and no other options than --db and --config")
            }
            return
        }
        guard !files.isEmpty else { throw ValidationError("name the files to import") }
        guard let kind else { throw ValidationError("--kind is missing: klines, trades, aggTrades, candles or news") }
        if let silenceMinutes, !(0...1440).contains(silenceMinutes) {
            throw ValidationError("--silence-minutes is from 0 to 1440, not \(silenceMinutes)")
        }
        if kind == .candles || kind == .news {
            guard venue == nil, symbol == nil, columns == nil, silenceMinutes == nil else {
                throw ValidationError(
                    "files of kind \(kind.rawValue) take no --venue, --symbol, --columns or --silence-minutes")
            }
            guard kind == .candles || format == nil else { throw ValidationError("--format is about candles") }
        } else if venue == nil || symbol == nil {
            throw ValidationError("--kind \(kind.rawValue) needs --venue and --symbol")
        }
    }

    func run() throws {
        if list { return try ImportList.show(try open(.readOnly)) }
        if let undo { return try ImportList.undo(undo, in: try open(.readWrite)) }
        guard let kind else { return }
        if let format {
            var printing = CandlePrinting(
                output: try OutputFile(path: nil, command: "import"), text: CandleText(format: format))
            try printing.begin()
            var run = ImportRun()
            try read(into: &run) { try printing.add($0) }
            try printing.finish()
            return try run.finish(printing.isMerged ? "\(printing.repeated) of them repeated" : nil)
        }
        let store = try open(.readWrite)
        do throws(any Error) {
            try storeAll(kind, in: store)
        } catch let error as StoreError {
            throw CommandFailure("import", error)
        }
    }

    private func open(_ access: StoreConfiguration.Access) throws -> Store {
        try database.open(try source.load(for: "import"), access, for: "import")
    }

    private func storeAll(_ kind: Kind, in store: Store) throws {
        let id = try store.beginImport(
            at: Timestamp(nanoseconds: WallClock.nanoseconds()), arguments: ImportArguments(self).text)
        var run = ImportRun()
        let summary: String
        if kind == .news {
            var importing = NewsImport(store, importRun: id)
            for file in files { try run.readNews(file, isStrict: strict, into: &importing) }
            try importing.finish()
            summary = importing.summary
        } else {
            var importing = StoreImport(store, importRun: id)
            try read(into: &run) { try importing.add($0) }
            try importing.finish()
            summary = importing.summary
        }
        try store.endImport(
            id, at: Timestamp(nanoseconds: WallClock.nanoseconds()), counts: run.counts(outcome: summary))
        try store.close()
        try run.finish("\(summary) (import \(id))")
    }

    /// Reads every file as far as it is good.
    private func read(into run: inout ImportRun, _ take: (Candle) throws -> Void) throws {
        guard let dump = kind?.dump, let venue, let symbol else {
            for file in files { try run.add(file, isStrict: strict, take) }
            return
        }
        var request = DumpRequest(
            instrument: Instrument(venue: venue, symbol: symbol), kind: dump,
            columns: columns?.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
        request.silenceMinutes = silenceMinutes ?? DumpRequest.defaultSilence
        request.isStrict = strict
        // All files are looked at before anything of one is stored.
        var reading = CandleDump(DumpSurvey(paths: files, request: request), request: request)
        try run.add(&reading, take)
    }
}
