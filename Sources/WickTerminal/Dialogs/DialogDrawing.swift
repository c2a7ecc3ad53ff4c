import WickDomain

/// Dialogs over the panes: a framed box in the middle of the screen.
enum DialogDrawing {
    static func draw(_ dialog: ScreenState.Dialog, into grid: inout Grid, _ context: PanelContext) {
        let rect = rect(of: dialog, on: grid.size, themes: context.themes.count)
        grid.fill(rect, .text)
        let inner = inner(of: rect)
        if inner != rect { Frame.draw(rect, title: title(of: dialog, context), isFocused: true, into: &grid) }
        grid.blit(body(of: dialog, inner.size, context), x: inner.x, y: inner.y)
    }

    /// Where a dialog lies on a screen.
    static func rect(of dialog: ScreenState.Dialog, on screen: Size, themes: Int) -> Rect {
        let wanted = size(of: dialog, themes: themes)
        let width = max(1, min(wanted.width, screen.width - 2))
        return Rect(screen).centred(Size(width: width, height: max(1, min(wanted.height, screen.height - 2))))
    }

    /// Without room for a frame the content is all.
    static func inner(of rect: Rect) -> Rect { rect.width >= 12 && rect.height >= 5 ? rect.inner : rect }

    private static func size(of dialog: ScreenState.Dialog, themes: Int) -> Size {
        switch dialog {
        case .help: Size(width: 118, height: 50)
        case .palette: Size(width: 76, height: 18)
        case .themes: Size(width: 40, height: themes + 4)
        case .alerts: Size(width: 100, height: 20)
        case .models: Size(width: 96, height: 20)
        case .settings: Size(width: 84, height: 24)
        case .log: Size(width: 120, height: 30)
        }
    }

    private static func title(of dialog: ScreenState.Dialog, _ context: PanelContext) -> [Span] {
        switch dialog {
        case .help: [Span(" Help "), Span("type to search, Esc closes ", .dim)]
        case .palette: [Span(" Commands "), Span("Enter does it, Esc closes ", .dim)]
        case .themes: [Span(" Themes "), Span("Enter keeps, Esc reverts ", .dim)]
        case .alerts: [Span(" Alerts "), Span("Enter mutes or unmutes, Esc closes ", .dim)]
        case .models: [Span(" Models "), Span("Enter promotes, b goes back, Esc closes ", .dim)]
        case .settings: [Span(" Settings "), Span("as they are in force ", .dim)]
        case .log: [Span(" Log ")]
        }
    }

    private static func body(of dialog: ScreenState.Dialog, _ size: Size, _ context: PanelContext) -> Grid {
        switch dialog {
        case .help: HelpDialog.body(size, context)
        case .palette: PaletteDialog.body(size, context)
        case .themes: ThemeDialog.body(size, context)
        case .alerts: AlertDialog.body(size, context)
        case .models: ModelDialog.body(size, context)
        case .settings: SettingsDialog.body(size, context)
        case .log:
            LogPanel.lines(
                context.snapshot.log,
                newest: context.snapshot.log.count - 1 - context.state.selection, size, context)
        }
    }

    /// The first line of a list that keeps the selected one in sight.
    static func firstLine(selection: Int, count: Int, rows: Int) -> Int {
        max(0, min(selection - rows / 2, count - rows))
    }

    static func prompt(_ query: String, into grid: inout Grid) {
        grid.put([Span("> ", Style(.accent)), Span("\(query)▏", .title)], x: 1, y: 0)
    }
}

/// All actions by name; what is typed narrows them down.
enum PaletteDialog {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        DialogDrawing.prompt(context.state.query, into: &grid)
        let found = context.keymap.search(context.state.query)
        if found.isEmpty { grid.put("Nothing is called that.", x: 1, y: 1, .dim) }
        let rows = max(0, size.height - 1)
        let first = DialogDrawing.firstLine(selection: context.state.selection, count: found.count, rows: rows)
        for (row, entry) in found.dropFirst(first).prefix(rows).enumerated() {
            let isSelected = first + row == context.state.selection
            let ground: ThemeSlot = isSelected ? .selection : .background
            let text: ThemeSlot = isSelected ? .selectionText : .text
            if isSelected { grid.fill(Rect(x: 0, y: row + 1, width: size.width, height: 1), Style(text, on: ground)) }
            let x = grid.put(entry.title, x: 2, y: row + 1, Style(text, on: ground, .bold))
            let keys = entry.keys.map(\.label).joined(separator: " ")
            let next = max(x + 2, 22)
            let room = size.width - next - CharacterWidth.columns(of: keys) - 3
            grid.put(SafeText.fitted(entry.help, columns: room), x: next, y: row + 1, Style(.dim, on: ground))
            grid.put(keys, endingAt: size.width - 1, y: row + 1, Style(.accent, on: ground))
        }
        return grid
    }
}
