/// What stands for a character on a terminal without Unicode: one ASCII character a column.
public enum GlyphFallback {
    private static let table: [Unicode.Scalar: Unicode.Scalar] = [
        "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
        "┊": ":", "╎": ":", "┃": "#", "╽": "|", "╿": "|", "╷": "|", "╵": "|", "╻": "#", "╹": "#", "━": "=", "┄": "-",
        "█": "#", "▀": "\"", "▄": "_", "▌": "#", "▐": "#", "░": ".", "▒": ":", "▓": "%", "▁": "_", "▂": "_", "▃": "_",
        "▅": "=", "▆": "=", "▇": "#", "▏": " ", "▎": " ", "▍": "|", "▋": "#", "▊": "#", "▉": "#", "▲": "^", "▼": "v",
        "▶": ">", "◀": "<", "▸": ">", "●": "*", "○": "o", "•": "*", "·": ".", "×": "x", "…": "~", "→": ">", "←": "<",
        "↑": "^", "↓": "v", "±": "~", "−": "-", "–": "-", "—": "-", "✓": "+", "✗": "x", "◆": "*", "◇": "o", "≥": ">",
        "≤": "<", "σ": "s", "Δ": "d", "‘": "'", "’": "'", "“": "\"", "”": "\"",
    ]

    public static func ascii(_ value: UInt32) -> UInt32 {
        if value < 0x7f { return value }
        // Braille: a point, or a blank where no dot is set.
        if (0x2800...0x28ff).contains(value) { return value == 0x2800 ? 0x20 : 0x2e }
        guard let scalar = Unicode.Scalar(value), let known = table[scalar] else { return 0x3f }
        return known.value
    }
}
