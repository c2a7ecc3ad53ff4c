public import WickDomain

/// The view for pipes and screen readers: append-only lines, at most one a second, no box glyphs. Fed with closed minutes;
/// pure, so that whoever feeds it also keeps the time.
public struct PlainView: Sendable {
    /// At most one line in this long.
    public static let interval: Duration = .seconds(1)
    /// A price change is measured over this many minutes, or over what there is: a day.
    private static let changeMinutes = 1440

    private struct Row {
        var latest: Candle
        /// Closes of the last day, oldest first.
        var closes: [Price]
        /// The most decimal places that a close has had, so that the points stay below each other.
        var places = 0
    }

    private let label: String
    private var rows: [Instrument: Row] = [:]
    private var lastLine: Duration?
    private var hasChanged = false
    /// Lines of headlines that wait, oldest first.
    private var headlines: [String] = []
    /// Headlines that wait for their turn between two lines of prices; older ones are passed over.
    private static let maximumHeadlines = 5

    /// - Parameter label: what kind of data this is, e.g. "DEMO (synthetic)"; it ends every line.
    public init(label: String) { self.label = label }

    /// Takes versions of minutes in the order in which they became known.
    public mutating func add(_ candles: [Candle]) {
        for candle in candles {
            var row = rows[candle.instrument] ?? Row(latest: candle, closes: [])
            guard candle.openTime >= row.latest.openTime else { continue }
            if candle.openTime > row.latest.openTime || row.closes.isEmpty { row.closes.append(candle.close) }
            if row.closes.count > Self.changeMinutes + 1 { row.closes.removeFirst() }
            row.latest = candle
            row.places = max(row.places, NumberText.places(of: candle.close))
            rows[candle.instrument] = row
            hasChanged = true
        }
    }

    /// Takes headlines with their scores in the order in which they became known.
    public mutating func add(_ news: [(headline: Headline, score: SentimentScore?)]) {
        for (headline, score) in news {
            let sentiment = score.map { NumberText.padded(NumberText.signed($0.sentiment, places: 2), 6) } ?? "     -"
            headlines.append(
                "\(clock(headline.seenTime))  news \(sentiment)  \(headline.title) (\(headline.source))  \(label)")
        }
        if headlines.count > Self.maximumHeadlines { headlines.removeFirst(headlines.count - Self.maximumHeadlines) }
    }

    /// The next line, without its line feed; nil where nothing is new, or the last line is less than a second ago.
    ///
    /// - Parameter elapsed: since the view was opened.
    public mutating func nextLine(elapsed: Duration) -> String? {
        guard hasChanged || !headlines.isEmpty, lastLine.map({ elapsed - $0 >= Self.interval }) ?? true else {
            return nil
        }
        lastLine = elapsed
        if !headlines.isEmpty { return headlines.removeFirst() }
        hasChanged = false
        let sorted = rows.values.sorted { $0.latest.instrument < $1.latest.instrument }
        guard let time = sorted.map(\.latest.openTime).max() else { return nil }
        return ([clock(time)] + sorted.map(text) + [label]).joined(separator: "  ")
    }

    /// "03-02 14:02Z" of "2026-03-02T14:02:00Z".
    private func clock(_ time: Timestamp) -> String {
        String(time.description.dropFirst(5).prefix(11)).replacing("T", with: " ") + "Z"
    }

    /// Columns of one width from line to line: "BTC/USD 81,298.0  +0.03%  12 trades   0.13".
    private func text(_ row: Row) -> String {
        let candle = row.latest
        let price = NumberText.price(candle.close, places: row.places)
        var words = ["\(candle.instrument.symbol)", price, NumberText.padded(change(row), 7)]
        switch candle.state {
        case .empty: words.append(NumberText.padded("no trades", 18))
        case .outage: words.append(NumberText.padded("OUTAGE", 18))
        default:
            let volume = NumberText.fixed(candle.volume.doubleValue, places: 2)
            words.append(
                NumberText.padded(String(candle.tradeCount ?? 0), 3) + " trades" + NumberText.padded(volume, 8))
        }
        if candle.state == .incomplete { words.append("INCOMPLETE") }
        return words.joined(separator: " ")
    }

    /// Over a day, or since the start.
    private func change(_ row: Row) -> String {
        guard let first = row.closes.first, first > .zero else { return "+0.00%" }
        let percent = (row.latest.close.doubleValue / first.doubleValue - 1) * 100
        return "\(percent < 0 ? "" : "+")\(NumberText.fixed(percent, places: 2))%"
    }
}
