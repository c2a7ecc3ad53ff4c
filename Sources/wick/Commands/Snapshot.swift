import ArgumentParser
import Foundation
import WickDomain
import WickStore
import WickTerminal

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Print the dashboard of a recording, or of the store, as a picture.",
        discussion: """
            Recordings are folded up to a moment, or what the store knew then is taken, and what the screen would show is printed
            as text, as text with colours, or as SVG; or the candles in sight as CSV.

              wick snapshot recordings/demo.wick.zst --size 160x48
              wick snapshot --db wick.db --size 200x60 --format svg > wick.svg
              wick snapshot recordings/demo.wick.zst --format svg --theme light --at 2026-03-03T14:02:31Z > wick.svg
            """)

    /// What can be printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case ansi
        case svg
        case csv
    }

    @Argument(help: ArgumentHelp("Recordings. (default: the store)", valueName: "file"))
    var files: [String] = []

    @Option(help: ArgumentHelp("Columns and rows.", valueName: "WxH"))
    var size = Size(width: 120, height: 40)

    @Option(help: "text, ansi, svg or csv.")
    var format = Format.text

    @Option(help: "The theme's name.")
    var theme = Theme.dark.name

    @Option(help: ArgumentHelp("The moment, by receive time. (default: the newest data)", valueName: "time"))
    var at: TimeArgument?

    @Option(help: "Candles of this timeframe.")
    var timeframe = Timeframe.oneMinute

    @Option(help: "overview, chart, research or news.")
    var layout = LayoutPreset.overview

    @Option(
        help: ArgumentHelp("Show this market. (default: the first)", valueName: "symbol"),
        transform: Symbol.read(argument:))
    var symbol: Symbol?

    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws {
        guard files.isEmpty || database.db == nil else {
            throw ValidationError("either recordings or --db, not both")
        }
    }

    func run() async throws {
        let themes = ThemeFiles.load()
        guard let theme = themes.theme(named: theme) else {
            let names = themes.themes.map(\.name).joined(separator: ", ")
            throw CommandFailure(what: "snapshot --theme \(theme)", why: "there is no such theme; there are \(names)")
        }
        for warning in themes.warnings { Console.error("wick snapshot: \(warning)") }
        let pictured = SnapshotSource(at: at?.timestamp)
        let snapshot =
            files.isEmpty ? try pictured.stored(try openStore()) : try await pictured.recorded(files)
        var state = ScreenState()
        state.timeframe = timeframe
        state.preset = layout
        state.theme = theme.name
        if let symbol {
            guard let market = snapshot.markets.first(where: { $0.instrument.symbol == symbol }) else {
                throw CommandFailure(what: "snapshot --symbol \(symbol)", why: "there is no such market")
            }
            state.instrument = market.instrument
        }
        let context = PanelContext(
            snapshot: snapshot, state: state, now: snapshot.time, themes: themes.themes.map(\.name))
        let output = try OutputFile(path: nil, command: "snapshot", isPicture: format == .ansi)
        try output.write(picture(context, theme))
        try output.flush()
    }

    private func openStore() throws -> Store {
        try database.open(try source.load(for: "snapshot"), .readOnly, for: "snapshot")
    }

    private func picture(_ context: PanelContext, _ theme: Theme) -> String {
        let renderer = SnapshotRenderer(theme: theme)
        let grid = ScreenDrawing.draw(size, context)
        return switch format {
        case .text: renderer.text(grid)
        case .ansi: renderer.ansi(grid)
        case .svg: renderer.svg(grid)
        case .csv: SnapshotRenderer.csv(context, size: size)
        }
    }
}
