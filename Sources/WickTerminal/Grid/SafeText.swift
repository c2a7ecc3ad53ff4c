/// Text from anywhere as glyphs that are safe to draw: control characters, escape sequences and direction overrides never come
/// out, and every glyph has a known width.
public enum SafeText {
    /// What one cell, or two, will show.
    public struct Glyph: Equatable, Sendable {
        public var base: UInt32
        public var firstMark: UInt32 = 0
        public var secondMark: UInt32 = 0
        public var width: UInt8
    }

    /// What stands for a character that must not reach a terminal.
    static let substitute: UInt32 = 0xb7

    /// Calls with each glyph from left to right. Marks beyond the second, and marks without a base, are left out; a joined emoji comes
    /// as its parts, and a flag as its two letters, because terminals do not agree on the width of either.
    public static func forEachGlyph(of text: String, _ visit: (Glyph) -> Void) {
        var pending: Glyph?
        for scalar in text.unicodeScalars {
            switch CharacterWidth.kind(of: scalar) {
            case .narrow, .wide:
                if let pending { visit(pending) }
                let isWide = CharacterWidth.kind(of: scalar) == .wide
                pending = Glyph(base: base(of: scalar), width: isWide ? 2 : 1)
            case .mark:
                if pending?.firstMark == 0 {
                    pending?.firstMark = scalar.value
                } else if pending?.secondMark == 0 {
                    pending?.secondMark = scalar.value
                }
            case .invisible: break
            case .unsafe:
                if let pending { visit(pending) }
                pending = Glyph(base: substitute, width: 1)
            }
        }
        if let pending { visit(pending) }
    }

    private static func base(of scalar: Unicode.Scalar) -> UInt32 {
        // Regional indicators as the letters that they are made from; unusual blanks as a blank.
        if (0x1f1e6...0x1f1ff).contains(scalar.value) { return 0x41 + scalar.value - 0x1f1e6 }
        return scalar.value == 0xa0 || (0x2000...0x200a).contains(scalar.value) ? 0x20 : scalar.value
    }

    /// The text cut to at most so many columns, with "…" where something is missing.
    public static func fitted(_ text: String, columns: Int) -> String {
        guard columns > 0 else { return "" }
        guard CharacterWidth.columns(of: text) > columns else { return text }
        var result = String.UnicodeScalarView()
        var used = 0
        var isFull = false
        forEachGlyph(of: text) { glyph in
            guard !isFull, used + Int(glyph.width) <= columns - 1 else {
                isFull = true
                return
            }
            used += Int(glyph.width)
            for value in [glyph.base, glyph.firstMark, glyph.secondMark] where value != 0 {
                if let scalar = Unicode.Scalar(value) { result.append(scalar) }
            }
        }
        return String(result) + "…"
    }
}
