import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run recordings through the pipeline.",
        discussion: """
            The same recordings give the same candles, byte for byte, at any speed. Several are merged by receive time.

              wick replay recordings/demo.wick.zst --speed 60
              wick replay recordings/demo.wick.zst --headless --json
              wick replay recordings/demo.wick.zst --headless --db research.db
              wick replay monday.wick.zst tuesday.wick.zst --headless --candles both.csv
            """)

    @Argument(help: ArgumentHelp("Recordings.", valueName: "file"))
    var files: [String]

    @Flag(help: "Show no market while it runs; as fast as possible unless --speed says otherwise.")
    var headless = false

    @Option(help: "How fast recorded time passes: 1, 60, 0.5, or max. (default: 1, with --headless max)")
    var speed: ReplaySpeed?

    @OptionGroup var source: ConfigurationArguments

    @Flag(help: "Append-only lines instead of the dashboard.")
    var plain = false

    @Flag(help: "End with the summary as one JSON object.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Store everything that follows in this database; champions that a recording names are looked for in it.",
            valueName: "file"))
    var db: String?

    @Option(
        help: ArgumentHelp(
            "Look for the champions that a recording names in this folder, by their SHA-256 (wick models export N --format wick FILE).",
            valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Write the one-minute candles to this file as csv.", valueName: "file"))
    var candles: String?

    @Option(
        help: ArgumentHelp("Payload bytes that are folded at once; makes no difference to results.", valueName: "bytes")
    )
    var batchBytes = RecordingReader.defaultBatchBytes

    func validate() throws {
        guard batchBytes > 0 else { throw ValidationError("--batch-bytes must be above 0") }
    }

    func run() async throws {
        let speed = speed ?? (headless ? .max : .times(1))
        if !headless, !plain, !json, candles == nil, db == nil, models == nil, ScreenSetup.isPossible {
            let setup = ScreenSetup(try source.load(for: "replay"))
            try await ReplayScreen(command: "replay", files: files, speed: speed, isDemo: false, setup: setup).run()
            return
        }
        var storing = try db.map { try ReplayStoring(path: $0) }
        let replay = try ReplayRun(
            command: "replay", files: files, speed: speed, batchBytes: batchBytes,
            models: models.map { ModelFolder(path: $0) } ?? storing?.models ?? NoModels(),
            history: storing?.history ?? ForecastHistory())
        let export = try candles.map {
            CandleExport(output: try OutputFile(path: $0, command: "replay"), format: .csv, timeframe: .oneMinute)
        }
        let view = headless ? nil : PlainScreen(headers: replay.source.headers, label: "REPLAY \(speed)")
        let outcome = try await replay.run(showsProgress: headless) { output in
            export?.add(output.market.candles)
            view?.show(output.market.candles, output.news)
            try storing?.add(output)
        }
        try storing?.finish()
        try export?.finish(open: outcome.openCandles)
        Console.print(json ? outcome.summary.json : outcome.summary.text)
        try outcome.report()
    }
}
