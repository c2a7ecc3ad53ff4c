import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline
import WickStore

struct Candles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print candles of the store, or of recordings, as csv or jsonl.",
        discussion: """
            One row a candle, its latest version, ordered by open time, venue and symbol. Several recordings count as one market. Of the
            store it can be the version that was known at a moment.

              wick candles --symbol BTC/USD --from 7d > week.csv
              wick candles --timeframe 1h --from 2026-03-01 --to 2026-04-01 --as-of 2026-04-01
              wick candles monday.wick.zst tuesday.wick.zst --timeframe 1h --symbol BTC/USD --format jsonl
            """)

    @Argument(help: ArgumentHelp("Recordings; the store, where none is named.", valueName: "file"))
    var files: [String] = []

    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    @Option(help: "1m, 5m, 15m, 1h, 4h or 1d.")
    var timeframe: Timeframe = .oneMinute

    @OptionGroup var which: InstrumentArguments
    @OptionGroup var span: SpanArguments
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws {
        guard !files.isEmpty else { return _ = try span.range }
        guard database.db == nil, span.from == nil, span.to == nil, span.asOf == nil, which.venue.isEmpty else {
            throw ValidationError("--db, --venue, --from, --to and --as-of are about the store, not about recordings")
        }
    }

    func run() async throws {
        if files.isEmpty { try exportStored() } else { try await exportRecorded() }
    }

    private func exportRecorded() async throws {
        let replay = try ReplayRun(command: "candles", files: files, speed: .max)
        let wanted = Set(which.symbol)
        let output = try OutputFile(path: nil, command: "candles")
        let export = CandleExport(output: output, format: format, timeframe: timeframe, symbols: wanted)
        let outcome = try await replay.run { export.add($0.market.candles) }
        try export.finish(open: outcome.openCandles)
        try checkSymbols(wanted, outcome)
        try outcome.report()
    }

    private func checkSymbols(_ wanted: Set<Symbol>, _ outcome: ReplayOutcome) throws {
        let present = outcome.continuity.map(\.instrument)
        guard let unknown = wanted.subtracting(present.map(\.symbol)).min() else { return }
        let known = present.isEmpty ? "no trades at all" : present.map(\.description).joined(separator: ", ")
        throw CommandFailure(what: "candles", why: "no trades of '\(unknown)': the recordings hold \(known)")
    }

    private func exportStored() throws {
        let store = try database.open(try source.load(for: "candles"), .readOnly, for: "candles")
        let instruments = try which.instruments(of: store, for: "candles")
        let text = CandleText(format: format)
        let output = try OutputFile(path: nil, command: "candles")
        try output.write(text.header)
        var rows = 0
        do {
            // The larger candle needs its first minutes, wherever the range begins.
            try store.forEachMinute(
                of: instruments, in: try span.range.widened(to: timeframe), asOf: span.asOf?.timestamp,
                folding: timeframe
            ) { candle in
                rows += 1
                try output.write(text.line(candle))
            }
        } catch let error as StoreError {
            throw CommandFailure("candles", error)
        }
        try output.flush()
        guard rows > 0 else { throw CommandFailure(what: "candles", why: "the store has none in that time") }
    }
}

extension Range<Timestamp> {
    /// To whole candles of the timeframe.
    fileprivate func widened(to timeframe: Timeframe) -> Range {
        guard lowerBound.microseconds > 0 else { return self }
        return lowerBound.floored(to: timeframe.duration)..<upperBound
    }
}
