import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline

struct Candles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the candles of recordings as csv or jsonl.",
        discussion: """
            One row a candle, its latest version, ordered by open time, venue and symbol. Several recordings count as one market.

              wick candles recordings/demo.wick.zst > minutes.csv
              wick candles monday.wick.zst tuesday.wick.zst --timeframe 1h --symbol BTC/USD --format jsonl
            """)

    @Argument(help: ArgumentHelp("Recordings.", valueName: "file"))
    var files: [String]

    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    @Option(help: "1m, 5m, 15m, 1h, 4h or 1d.")
    var timeframe: Timeframe = .oneMinute

    @Option(help: "Only this symbol; can be given more than once.")
    var symbol: [Symbol] = []

    func run() async throws {
        let replay = try ReplayRun(command: "candles", files: files, speed: .max)
        let wanted = Set(symbol)
        let output = try OutputFile(path: nil, command: "candles")
        let export = CandleExport(output: output, format: format, timeframe: timeframe, symbols: wanted)
        let outcome = try await replay.run { export.add($0.candles) }
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
}
