import ArgumentParser
import Foundation
import WickDomain
import WickFrames
import WickPipeline
import WickTerminal

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Print the dashboard of a recording as a picture.",
        discussion: """
            The recording is folded up to a moment, and what the screen would show then is printed as text, as text with
            colours, or as SVG; or the candles in sight as CSV.

              wick snapshot recordings/demo.wick.zst --size 160x48
              wick snapshot recordings/demo.wick.zst --format svg --theme light --at 2026-03-03T14:02:31Z > wick.svg
            """)

    /// What can be printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case ansi
        case svg
        case csv
    }

    @Argument(help: ArgumentHelp("Recordings.", valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("Columns and rows.", valueName: "WxH"))
    var size = Size(width: 120, height: 40)

    @Option(help: "text, ansi, svg or csv.")
    var format = Format.text

    @Option(help: "The theme's name.")
    var theme = Theme.dark.name

    @Option(help: ArgumentHelp("The moment, by receive time. (default: the end)", valueName: "time"))
    var at: String?

    @Option(help: "Candles of this timeframe.")
    var timeframe = Timeframe.oneMinute

    @Option(help: "overview, chart, research or news.")
    var layout = LayoutPreset.overview

    @Option(help: ArgumentHelp("Show this market. (default: the first)", valueName: "symbol"))
    var symbol: Symbol?

    func run() async throws {
        let themes = ThemeFiles.load()
        guard let theme = themes.theme(named: theme) else {
            let names = themes.themes.map(\.name).joined(separator: ", ")
            throw CommandFailure(what: "snapshot --theme \(theme)", why: "there is no such theme; there are \(names)")
        }
        for warning in themes.warnings { Console.error("wick snapshot: \(warning)") }
        let snapshot = try await fold()
        var state = ScreenState()
        state.timeframe = timeframe
        state.preset = layout
        state.theme = theme.name
        if let symbol {
            guard let market = snapshot.markets.first(where: { $0.instrument.symbol == symbol }) else {
                throw CommandFailure(what: "snapshot --symbol \(symbol)", why: "the recording has no such market")
            }
            state.instrument = market.instrument
        }
        let context = PanelContext(
            snapshot: snapshot, state: state, now: snapshot.time, themes: themes.themes.map(\.name))
        let output = try OutputFile(path: nil, command: "snapshot")
        try output.write(picture(context, theme))
        try output.flush()
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

    /// The snapshot at the moment that was asked for.
    private func fold() async throws -> Snapshot {
        let end = try at.map { text in
            do { return try Timestamp(iso8601: text) } catch {
                throw CommandFailure(what: "snapshot --at", why: "\(error)")
            }
        }
        let replay = try ReplayRun(command: "snapshot", files: files, speed: .max)
        let headers = replay.source.headers
        var fold = SnapshotFold(
            time: headers.compactMap(\.createdTime).min() ?? Timestamp(seconds: 0),
            source: .replay(Snapshot.Transport(speed: 1, isPaused: true)),
            isSynthetic: headers.contains(where: \.isSynthetic))
        var recording = RecordingFold()
        var batch = FrameBatch()
        var bar = ProgressBar(title: "snapshot")
        defer { bar.clear() }
        do {
            while try await replay.source.next(into: &batch) {
                let wanted = end.map { Self.part(of: batch, until: $0) } ?? batch
                if !wanted.isEmpty { fold.apply(recording.fold(wanted)) }
                if wanted.count < batch.count { break }
                bar.show(replay.source.fractionRead, detail: "")
            }
        } catch let error as ReplayError {
            throw CommandFailure(what: "snapshot \(error.path)", why: "\(error.reason)")
        }
        let fraction = replay.source.fractionRead
        fold.setSource(
            .replay(Snapshot.Transport(speed: 1, isPaused: true, fraction: fraction, hasEnded: fraction >= 1)))
        return fold.next()
    }

    /// The frames that were received no later than a moment.
    private static func part(of batch: FrameBatch, until end: Timestamp) -> FrameBatch {
        var part = FrameBatch(header: batch.header)
        batch.forEach { entry, payload in
            guard Timestamp(nanoseconds: entry.receivedNanoseconds) <= end else { return }
            part.append(receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: payload)
        }
        return part
    }
}
