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
    }

    private let label: String
    private var rows: [Instrument: Row] = [:]
    private var lastLine: Duration?
    private var hasNews = false

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
            rows[candle.instrument] = row
            hasNews = true
        }
    }

    /// The next line, without its line feed; nil where nothing is new, or the last line is less than a second ago.
    ///
    /// - Parameter elapsed: since the view was opened.
    public mutating func nextLine(elapsed: Duration) -> String? {
        guard hasNews, lastLine.map({ elapsed - $0 >= Self.interval }) ?? true else { return nil }
        hasNews = false
        lastLine = elapsed
        let sorted = rows.values.sorted { $0.latest.instrument < $1.latest.instrument }
        guard let time = sorted.map(\.latest.openTime).max() else { return nil }
        return (["\(clock(time)) UTC"] + sorted.map(text) + [label]).joined(separator: "  ")
    }

    /// "2026-01-05 14:02" of "2026-01-05T14:02:00Z".
    private func clock(_ time: Timestamp) -> String { String(time.description.prefix(16)).replacing("T", with: " ") }

    private func text(_ row: Row) -> String {
        let candle = row.latest
        var words = ["\(candle.instrument.symbol)", grouped(candle.close), change(row)]
        switch candle.state {
        case .empty: words.append("no trades")
        case .outage: words.append("OUTAGE")
        default: words.append("vol \(rounded(candle.volume.doubleValue, places: 2)), \(candle.tradeCount ?? 0) trades")
        }
        if candle.state == .incomplete { words.append("(INCOMPLETE)") }
        return words.joined(separator: " ")
    }

    /// "+0.42% in 6h"; over a day at most.
    private func change(_ row: Row) -> String {
        guard let first = row.closes.first, first > .zero, row.closes.count > 1 else { return "+0.00%" }
        let percent = (row.latest.close.doubleValue / first.doubleValue - 1) * 100
        let minutes = row.closes.count - 1
        let span = minutes >= 60 ? "\(minutes / 60)h" : "\(minutes)m"
        return "\(percent < 0 ? "" : "+")\(rounded(percent, places: 2))% in \(span)"
    }

    private func rounded(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { power, _ in power * 10 }
        let units = Int((value.magnitude * scale).rounded())
        let digits = String(units)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return (value < 0 && units > 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// The exact price with thousands marked: "67,412.5".
    private func grouped(_ price: Price) -> String {
        let parts = price.description.split(separator: ".", maxSplits: 1)
        var whole = ""
        for (index, digit) in parts[0].reversed().enumerated() {
            if index > 0, index % 3 == 0 { whole.append(",") }
            whole.append(digit)
        }
        return String(whole.reversed()) + (parts.count > 1 ? ".\(parts[1])" : "")
    }
}
