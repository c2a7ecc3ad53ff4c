/// How many columns a character takes, by Unicode 16 (East Asian Width W and F, and emoji presentation, are 2). A table of our own,
/// because the C library's depends on the locale and its version, and columns must come out the same everywhere.
public enum CharacterWidth {
    /// What to do with a character.
    public enum Kind: Equatable, Sendable {
        case narrow
        case wide
        /// Stands over the character before it.
        case mark
        /// Says nothing that a terminal may be told: format characters, direction overrides, modifiers.
        case invisible
        /// Must not reach a terminal, and leaves a trace.
        case unsafe
    }

    /// Wide blocks without emoji, ascending. Reserved places inside of them count as wide, as Unicode asks.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c,
        0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6b, 0xff01...0xff60, 0xffe0...0xffe6,
        0x16fe0...0x18d08, 0x1aff0...0x1b2ff, 0x1f200...0x1f265, 0x20000...0x2fffd, 0x30000...0x3fffd,
    ]

    public static func kind(of scalar: Unicode.Scalar) -> Kind {
        let value = scalar.value
        if value < 0x7f { return value < 0x20 ? .unsafe : .narrow }
        if value < 0xa0 { return .unsafe }
        if value < 0x300 { return value == 0xad ? .invisible : .narrow }
        // Box drawing, blocks and Braille: most of what wick itself draws.
        if (0x2500...0x25fc).contains(value) || (0x2800...0x28ff).contains(value) { return .narrow }
        return kindByProperties(scalar)
    }

    private static func kindByProperties(_ scalar: Unicode.Scalar) -> Kind {
        let value = scalar.value
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .unassigned, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: return .unsafe
        case .format: return .invisible
        case .nonspacingMark, .enclosingMark:
            // Variation selectors ask for another width than the table's.
            return properties.isVariationSelector ? .invisible : .mark
        default: break
        }
        // A vowel sign of Ahom that the C library takes for a mark; vowels and finals of Korean that only stand in decomposed
        // syllables.
        if value == 0x1171e { return .invisible }
        if (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7fb).contains(value) { return .invisible }
        if properties.isEmojiModifier || properties.isDefaultIgnorableCodePoint { return .invisible }
        if (0x1f1e6...0x1f1ff).contains(value) { return .narrow }
        if properties.isEmojiPresentation { return .wide }
        return isWide(value) ? .wide : .narrow
    }

    private static func isWide(_ value: UInt32) -> Bool {
        for range in wideRanges {
            if value < range.lowerBound { return false }
            if value <= range.upperBound { return true }
        }
        return false
    }

    /// Columns of a whole text as `Grid.put` draws it.
    public static func columns(of text: String) -> Int {
        var columns = 0
        SafeText.forEachGlyph(of: text) { columns += Int($0.width) }
        return columns
    }
}
