/// Makes text safe to print, at the last moment before it is: whatever a venue, a feed, a model, a file's name or a database holds, nothing that comes out
/// moves a cursor, changes a colour, hides, or turns the direction of what stands beside it.
///
/// Everything that `Console` and `OutputFile` write goes through here, in a terminal and in a pipe alike. Only pictures, whose escapes are wick's own,
/// do not.
enum SafeOutput {
    /// What stands for a character that must not be printed.
    private static let substitute: Unicode.Scalar = "\u{fffd}"

    /// Line feeds and tabs stay.
    static func text(_ text: String) -> String {
        guard mayBeUnsafe(text) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isSafe(scalar) ? scalar : substitute) }
        return String(result)
    }

    /// As `text`, on one line.
    static func line(_ text: String) -> String {
        let safe = Self.text(text)
        guard safe.utf8.contains(where: { $0 == 0x0a || $0 == 0x09 }) else { return safe }
        return safe.split(separator: "\n").joined(separator: "; ").replacing("\t", with: " ")
    }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0a, 0x09: return true
        case 0x20..<0x7f: return true
        // Between letters of some scripts these two say how they join; they move nothing.
        case 0x200c, 0x200d: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    /// Whether to look closely: exports have millions of lines of plain ASCII.
    private static func mayBeUnsafe(_ text: String) -> Bool {
        text.utf8.contains { $0 >= 0x7f || $0 < 0x20 && $0 != 0x0a && $0 != 0x09 }
    }
}
