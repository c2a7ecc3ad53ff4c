import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the bundled recording: no network, no keys, no configuration.",
        discussion: """
            Two days of a synthetic market, BTC and ETH, with headlines. On a terminal the dashboard, which begins with a day and a half
            of history and goes on 30 times as fast as real time; in a pipe the whole recording takes about a minute.

              wick demo
              wick demo --speed 600
            """)

    /// On a terminal a minute lasts two seconds.
    private static let terminalSpeed = ReplaySpeed.times(30)
    /// In a pipe 48 hours last a minute.
    private static let pipeSpeed = ReplaySpeed.times(2880)

    @OptionGroup var source: ConfigurationArguments

    @Flag(help: "Append-only lines instead of the dashboard.")
    var plain = false

    @Option(help: "How fast recorded time passes: 30, 600, or max. (default: 30, in a pipe 2880)")
    var speed: ReplaySpeed?

    /// The screen begins with so much history, and a quarter of the recording is still to come.
    private static let headStart = Duration.seconds(36 * 3600)

    func run() async throws {
        let path = try ShareFolder.current.path(of: "recordings/demo.wick.zst", for: "demo")
        if !plain, ScreenSetup.isPossible {
            let screen = try ReplayScreen(
                command: "demo", files: [path], speed: speed ?? Self.terminalSpeed, isDemo: true,
                headStart: Self.headStart, setup: ScreenSetup(try source.load(for: "demo"), from: source))
            try await screen.run()
            return
        }
        let speed = speed ?? (Console.outputIsTerminal ? Self.terminalSpeed : Self.pipeSpeed)
        let replay = try ReplayRun(command: "demo", files: [path], speed: speed)
        let header = replay.source.headers[0]
        let instruments = (header.instruments ?? []).joined(separator: ", ")
        Console.print(
            "wick demo: a synthetic market, \(instruments), from \(header.created ?? "an unknown time") at \(speed)"
        )
        Console.print(
            "Each line: minute (UTC), close, change over a day or since the start, trades, volume. Ctrl-C ends it.")
        let screen = PlainScreen(headers: [header], label: "DEMO")
        let outcome = try await replay.run(showsProgress: false) { output in
            screen.show(output.market.candles, output.news)
        }
        Console.print(
            "wick demo: the recording ends here: \(outcome.summary.trades) trades, \(outcome.summary.candles) candles")
        try outcome.report()
    }
}
