import WickDomain

/// Makes text from outside safe and short enough to be shown: nothing that comes out can move a terminal's cursor, hide, or turn
/// the direction of what stands beside it.
public enum PlainText {
    /// Bytes that are looked at: 300 characters have far fewer, and more is no title.
    static let maximumBytes = 16 << 10
    /// Scalars of one character that are kept: letters with a few marks, and joined emoji. More is an attack on the screen.
    private static let maximumScalars = 12

    /// One line: escape sequences, control and invisible characters removed, white space folded, cut at `Headline.maximumTitleLength`
    /// characters.
    ///
    /// Time and memory are bounded by the first 16 KiB, whatever the length.
    public static func line(_ text: some StringProtocol) -> String {
        var filter = PlainTextFilter()
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            if bytes > maximumBytes { break }
            filter.take(scalar)
        }
        return cut(String(filter.output))
    }

    /// As `line`, from HTML: tags are removed and entities resolved first.
    public static func line(html text: String) -> String { line(MarkupText.plain(text)) }

    /// Whether it has a place of its own on the screen.
    static func isVisible(_ scalar: Unicode.Scalar) -> Bool { PlainTextFilter.isVisible(scalar) }

    /// Characters are whole or left out.
    private static func cut(_ text: String) -> String {
        var result = ""
        var count = 0
        for character in text {
            if count == Headline.maximumTitleLength { break }
            if character.unicodeScalars.count > maximumScalars {
                result.unicodeScalars.append(contentsOf: character.unicodeScalars.prefix(maximumScalars))
            } else {
                result.append(character)
            }
            count += 1
        }
        while result.last == " " { result.removeLast() }
        return result
    }
}
