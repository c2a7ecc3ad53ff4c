import ArgumentParser
import Foundation
import WickDomain
import WickFrames
import WickPipeline
import WickStore
import WickVenues

struct Live: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show live venues.",
        discussion: """
            On a terminal the dashboard, where ? shows all keys; --plain, and a pipe, get one line a second at most with the minutes
            that closed, and what happens to the connections on standard error. Candles and features are kept in the store; what a
            stop left out is asked for at the next start.

              wick live
              wick live --venue kraken --for 10m
            """)

    @OptionGroup var source: ConfigurationArguments

    @Option(help: "Only this venue; can be given more than once. (default: all that are enabled)")
    var venue: [Venue] = []

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long: 90s, 10m, 8h. (default: until a signal)", valueName: "time"))
    var duration: TimeSpan?

    @Flag(help: "Append-only lines instead of the dashboard.")
    var plain = false

    @OptionGroup var database: DatabaseArguments

    func run() async throws {
        let configuration = try source.load(for: "live")
        let feeds = try LiveSetup.feeds(configuration, venue, for: "live")
        if !plain, ScreenSetup.isPossible {
            try await LiveScreen.run(configuration, from: source, venues: venue, for: duration?.duration) { progress in
                try storing(configuration, feeds, progress)
            }
        } else {
            try await runPlain(configuration, try storing(configuration, feeds) { Console.log($0) })
        }
    }

    private func storing(
        _ configuration: Configuration, _ feeds: [FeedConfiguration], _ progress: (String) -> Void
    ) throws -> LiveStoring {
        try LiveStoring(
            try database.open(configuration, .readWrite, for: "live"), configuration, feeds: feeds, command: "live",
            progress: progress)
    }

    private func runPlain(_ configuration: Configuration, _ storing: LiveStoring) async throws {
        let setup = try LiveSetup(
            configuration, venues: venue, command: "live", resume: storing.resume, headlines: storing.headlines
        ) { Console.log("\($0)") }
        let alerts = try LiveAlerts(
            storing.learning, configuration, environment: ProcessInfo.processInfo.environment, client: setup.network,
            command: "live"
        ) { Console.log("\($0)") }
        let screen = PlainLiveView()
        let market = MarketActor()
        let pipeline = LivePipeline(
            feeds: setup.feeds, channel: setup.channel, recorder: nil, market: market,
            news: setup.news,
            deliver: { output in
                let forecasts = await storing.take(output)
                await alerts.take(output, forecasts, open: await market.openCandles)
                await screen.show(output)
            })
        let live = LiveRun(pipeline: pipeline, setup: setup, storing: storing, alerts: alerts)
        let ending = await live.run(for: duration?.duration, every: .seconds(1)) { _ in await screen.tick() }
        try await storing.finish()
        if case .signal(.interrupt) = ending { throw ExitCode(130) }
    }
}

/// The plain view of a live run: owns the screen.
private actor PlainLiveView {
    private let screen = PlainScreen(headers: [], label: "LIVE")

    func show(_ output: LivePipeline.Output) { screen.show(output.market.candles, output.news) }
    func tick() { screen.show([]) }
}
