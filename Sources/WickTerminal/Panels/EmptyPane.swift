import WickDomain

/// What a pane without data shows: what it waits for and how to get it.
enum EmptyPane {
    /// For topics whose stage has said nothing.
    private static let usual: [Snapshot.Notice.Topic: (String, String?)] = [
        .candles: ("the first trade", "wick demo shows a recording without any network"),
        .indicators: ("indicators, which need some closed candles", nil),
        .trades: ("the next trade", nil),
        .news: ("the first headline", "Feeds are listed in the configuration: F2"),
        .predictions: ("a model", "R trains one as soon as there are enough candles"),
        .models: ("the first training", "R trains a model on all stored candles"),
        .errors: ("predictions whose time has come", "Each gets its outcome when its target minute has closed"),
        .calibration: ("scored predictions", nil),
        .drift: ("a model, and an hour of features", nil),
        .alerts: ("an alert rule that fires", "Rules are set in the configuration: F2"),
    ]

    static func draw(_ topic: Snapshot.Notice.Topic, into grid: inout Grid, _ context: PanelContext) {
        let notice = context.snapshot.notice(on: topic)
        let known = usual[topic]
        let waitsFor = notice?.waitsFor ?? known?.0 ?? "data"
        draw(waitsFor, notice == nil ? known?.1 : notice?.remedy, into: &grid)
    }

    static func draw(_ waitsFor: String, _ remedy: String?, into grid: inout Grid) {
        var lines = wrapped("Waiting for \(waitsFor).", columns: grid.width - 2).map { Span($0, .text) }
        if let remedy { lines += wrapped(remedy + ".", columns: grid.width - 2).map { Span($0, .dim) } }
        let shown = lines.prefix(grid.height)
        var y = max(0, (grid.height - shown.count) / 2)
        for line in shown {
            grid.put([line], x: max(0, (grid.width - CharacterWidth.columns(of: line.text)) / 2), y: y)
            y += 1
        }
    }

    /// The first lines of a text; the last of them says where there are more.
    static func wrapped(_ text: String, columns: Int, atMost count: Int) -> [String] {
        let all = wrapped(text, columns: columns)
        var lines = Array(all.prefix(max(0, count)))
        if lines.count < all.count, let last = lines.popLast() {
            lines.append(SafeText.fitted("\(last) …", columns: columns))
        }
        return lines
    }

    /// Text in lines of at most so many columns, broken at blanks.
    static func wrapped(_ text: String, columns: Int) -> [String] {
        guard columns > 0 else { return [] }
        var lines: [String] = []
        for word in text.split(separator: " ").map(String.init) {
            if let last = lines.last,
                CharacterWidth.columns(of: last) + 1 + CharacterWidth.columns(of: word) <= columns
            {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(SafeText.fitted(word, columns: columns))
            }
        }
        return lines
    }
}
