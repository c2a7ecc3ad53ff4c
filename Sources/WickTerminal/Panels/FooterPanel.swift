/// The lowest line: the most useful keys, a message, or what is being typed.
enum FooterPanel {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size, style: Style(.barText, on: .bar))
        if context.state.isFinding {
            let prompt = [
                Span(" / ", Style(.accent, on: .bar, .bold)), Span(context.state.query + "▏", Style(.title, on: .bar)),
            ]
            let x = grid.put(prompt, x: 0, y: 0)
            grid.put("  Enter keeps it, Esc clears it", x: x, y: 0, Style(.dim, on: .bar))
            return grid
        }
        if let message = context.state.message {
            grid.put(" \(message)", x: 0, y: 0, Style(.accent, on: .bar))
            return grid
        }
        var x = 1
        for entry in context.keymap.entries {
            guard let title = entry.footer, let keys = keys(of: entry, context.keymap) else { continue }
            let width = CharacterWidth.columns(of: keys) + 1 + title.count
            guard x + width <= size.width else { continue }
            x = grid.put(keys, x: x, y: 0, Style(.accent, on: .bar, .bold))
            x = grid.put(" \(title)", x: x, y: 0, Style(.dim, on: .bar)) + 2
        }
        return grid
    }

    /// Pairs of actions share a word: "[ ] timeframe".
    private static let partners: [Action: Action] = [
        .shorterTimeframe: .longerTimeframe, .cursorLeft: .cursorRight, .zoomIn: .zoomOut,
    ]

    private static func keys(of entry: Keymap.Entry, _ keymap: Keymap) -> String? {
        guard let first = entry.keys.first else { return nil }
        guard let partner = partners[entry.action], let second = keymap[partner].keys.first else { return first.label }
        return "\(first.label) \(second.label)"
    }
}
