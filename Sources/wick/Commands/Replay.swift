import ArgumentParser
import WickDomain
import WickFrames
import WickLearning
import WickPipeline

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run recordings through the pipeline.",
        discussion: """
            The same recordings give the same candles, byte for byte, at any speed. Several are merged by receive time.

              wick replay recordings/demo.wick.zst --speed 60
              wick replay recordings/demo.wick.zst --headless --json
              wick replay recordings/demo.wick.zst --headless --db research.db
              wick replay recordings/demo.wick.zst --headless --db research.db --train-at 2026-03-03
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

    @Option(
        help: ArgumentHelp(
            "Train a model of each instrument when this moment is reached, on what has been stored by then; may be repeated. Predictions follow where one becomes champion.",
            valueName: "time"))
    var trainAt: [TimeArgument] = []

    @Option(help: "With --train-at, when the new model becomes champion: gate (on evidence), always or never.")
    var policy: PromotionGate.Policy = .gate

    @Option(help: ArgumentHelp("Write the one-minute candles to this file as csv.", valueName: "file"))
    var candles: String?

    @Option(
        help: ArgumentHelp("Payload bytes that are folded at once; makes no difference to results.", valueName: "bytes")
    )
    var batchBytes = RecordingReader.defaultBatchBytes

    func validate() throws {
        guard batchBytes > 0 else { throw ValidationError("--batch-bytes must be above 0") }
        guard trainAt.isEmpty || db != nil else { throw ValidationError("--train-at needs --db, which it trains on") }
    }

    func run() async throws {
        let speed = speed ?? (headless ? .max : .times(1))
        if !headless, !plain, !json, candles == nil, db == nil, models == nil, ScreenSetup.isPossible {
            let setup = ScreenSetup(try source.load(for: "replay"), from: source)
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
        var training = storing.map { ReplayTraining($0.store, policy: policy) }
        var times = trainAt.map(\.timestamp).sorted()[...]
        let interlude = ReplayRun.Interlude(times: Array(times)) { time in
            times.removeFirst()
            try storing?.flush()
            return try await training?.train(at: time) ?? FrameBatch()
        }
        var refused = RefusedModels()
        let outcome = try await replay.run(showsProgress: headless, interlude: interlude) { output in
            export?.add(output.market.candles)
            view?.show(output.market.candles, output.news)
            try storing?.add(output)
            if models != nil || db != nil { refused.add(output.forecasts.champions) }
        }
        try storing?.finish()
        try export?.finish(open: outcome.openCandles)
        Console.print(json ? outcome.summary.json : outcome.summary.text)
        refused.report()
        try outcome.report()
        for time in times { Console.error("wick replay: --train-at \(time) lies behind the last frame") }
        // A folder of models was named for them to be used; a store need not have those of another machine.
        if models != nil, refused.count > 0 { throw ExitCode.failure }
        if !times.isEmpty || training?.failures ?? 0 > 0 { throw ExitCode.failure }
    }
}
