extension String {
    /// With everything that could move a terminal's cursor or reverse its text replaced: outside words in our messages.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { (0x20..<0x7f).contains($0.value) ? $0 : "?" }))
    }
}

extension Duration {
    /// "10 s", "250 ms".
    var words: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }

    /// Whole milliseconds, at least 1: what libcurl's timers take, where 0 means no limit at all.
    var timerMilliseconds: Int {
        let milliseconds = self / .milliseconds(1)
        return Int(min(max(milliseconds.rounded(.up), 1), 2_000_000_000))
    }
}
