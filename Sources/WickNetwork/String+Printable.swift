extension String {
    /// With everything that could move a terminal's cursor or reverse its text replaced: outside words in our messages.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { (0x20..<0x7f).contains($0.value) ? $0 : "?" }))
    }
}
