import Glibc
import WickDomain
import WickFrames
import WickPipeline
import WickTerminal

/// Prints the plain view's lines as they fall due. Owned by one command.
final class PlainScreen {
    private var view: PlainView
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - headers: of what is shown; a synthetic one is named so on every line.
    ///   - label: the kind of view, e.g. "REPLAY 60x".
    init(headers: [RecordingHeader], label: String) {
        view = PlainView(label: headers.contains(where: \.isSynthetic) ? "\(label) (synthetic)" : label)
    }

    func show(_ candles: [Candle], _ news: NewsStage.Output = NewsStage.Output()) {
        view.add(candles)
        view.add(
            news.headlines.map { headline in
                (headline, news.scores.last { $0.headlineID == headline.id && $0.headlineVersion == headline.version })
            })
        guard let line = view.nextLine(elapsed: ContinuousClock.now - start) else { return }
        // A reader that went away ends the program through SIGPIPE.
        Console.print(line)
    }
}
