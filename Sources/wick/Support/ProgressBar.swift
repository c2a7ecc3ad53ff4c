import WickDomain

/// How far a long command has come, on standard error while that is a terminal; nothing in a pipe.
struct ProgressBar {
    private static let width = 30
    /// Redrawn at most this often.
    private static let interval: Duration = .milliseconds(100)

    private let title: String
    private let start = ContinuousClock.now
    private var drawn: ContinuousClock.Instant?

    init(title: String) { self.title = SafeOutput.line(title) }

    /// - Parameters:
    ///   - fraction: 0 to 1.
    ///   - detail: such as "1,234 frames".
    ///   - left: how long it will take still, where that is known better than from the fraction.
    mutating func show(_ fraction: Double, detail: @autoclosure () -> String, left: Duration? = nil) {
        guard Console.errorIsTerminal else { return }
        let now = ContinuousClock.now
        if let drawn, now - drawn < Self.interval { return }
        drawn = now
        let part = min(max(fraction, 0), 1)
        let filled = Int(saturating: part * Double(Self.width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let rest = SafeOutput.line(detail()) + timeLeft(part, now, left)
        Console.errorText("\r\u{1b}[K\(title) [\(bar)] \(Int(saturating: part * 100)) %  \(rest)")
    }

    /// As `show(_:detail:)` for a number of things, with how many of them come a second.
    mutating func show(_ done: Int, of total: Int, unit: String) {
        let elapsed = (ContinuousClock.now - start).seconds
        let rate = elapsed > 1 ? ", \(Int(saturating: Double(done) / elapsed)) a second" : ""
        show(total > 0 ? Double(done) / Double(total) : 1, detail: "\(done) of \(total) \(unit)\(rate)")
    }

    /// Takes the bar away.
    mutating func clear() {
        if drawn != nil { Console.errorText("\r\u{1b}[K") }
        drawn = nil
    }

    private func timeLeft(_ part: Double, _ now: ContinuousClock.Instant, _ left: Duration?) -> String {
        if let left { return "  \(Self.words(left)) left" }
        let elapsed = now - start
        guard part > 0.01, elapsed > .seconds(1) else { return "" }
        return "  \(Self.words(.seconds(elapsed.seconds * (1 - part) / part))) left"
    }

    /// "90 s", "52 min" or "2 h 5 min".
    static func words(_ length: Duration) -> String {
        // A year and more is not waited for.
        let seconds = Int(saturating: min(max(length.seconds.rounded(.up), 0), 366 * 86_400))
        if seconds < 120 { return "\(seconds) s" }
        return seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
}
