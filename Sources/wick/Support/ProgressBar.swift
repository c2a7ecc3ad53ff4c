import WickDomain

/// How far a long command has come, on standard error while that is a terminal; nothing in a pipe.
struct ProgressBar {
    private static let width = 30
    /// Redrawn at most this often.
    private static let interval: Duration = .milliseconds(100)

    private let title: String
    private let start = ContinuousClock.now
    private var drawn: ContinuousClock.Instant?

    init(title: String) { self.title = title }

    /// - Parameters:
    ///   - fraction: 0 to 1.
    ///   - detail: such as "1,234 frames".
    mutating func show(_ fraction: Double, detail: @autoclosure () -> String) {
        guard Console.errorIsTerminal else { return }
        let now = ContinuousClock.now
        if let drawn, now - drawn < Self.interval { return }
        drawn = now
        let part = min(max(fraction, 0), 1)
        let filled = Int(part * Double(Self.width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        Console.errorText("\r\u{1b}[K\(title) [\(bar)] \(Int(part * 100)) %  \(detail())\(timeLeft(part, now))")
    }

    /// As `show(_:detail:)` for a number of things, with how many of them come a second.
    mutating func show(_ done: Int, of total: Int, unit: String) {
        let elapsed = (ContinuousClock.now - start).seconds
        let rate = elapsed > 1 ? ", \(Int(Double(done) / elapsed)) a second" : ""
        show(total > 0 ? Double(done) / Double(total) : 1, detail: "\(done) of \(total) \(unit)\(rate)")
    }

    /// Takes the bar away.
    mutating func clear() {
        if drawn != nil { Console.errorText("\r\u{1b}[K") }
        drawn = nil
    }

    private func timeLeft(_ part: Double, _ now: ContinuousClock.Instant) -> String {
        let elapsed = now - start
        guard part > 0.01, elapsed > .seconds(1) else { return "" }
        let left = Int((elapsed.seconds * (1 - part) / part).rounded(.up))
        if left < 120 { return "  \(left) s left" }
        return left < 7200 ? "  \(left / 60) min left" : "  \(left / 3600) h \(left / 60 % 60) min left"
    }
}
