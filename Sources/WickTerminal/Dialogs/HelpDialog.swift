import WickDomain

/// Every action with its keys and what it does; typing searches. No sentence is cut: what finds no room goes on in the next line.
enum HelpDialog {
    struct Line {
        var keys = ""
        var title = ""
        var text: String
        var isHeading = false
    }

    /// - Parameter width: of the dialog inside of its frame.
    static func lines(_ query: String, _ keymap: Keymap, width: Int) -> [Line] {
        let found = keymap.search(query)
        return Keymap.Group.allCases.flatMap { group in
            let entries = found.filter { $0.group == group }
            guard !entries.isEmpty else { return [Line]() }
            return [Line(text: group.rawValue, isHeading: true)] + entries.flatMap { lines($0, width: width) }
        }
    }

    private static func lines(_ entry: Keymap.Entry, width: Int) -> [Line] {
        let keys = entry.keys.map(\.label).joined(separator: " ")
        let texts = EmptyPane.wrapped(entry.help, columns: width - textColumn(width) - 1)
        return texts.enumerated().map { index, text in
            index == 0 ? Line(keys: keys, title: entry.title, text: text) : Line(text: text)
        }
    }

    private static func keyColumns(_ width: Int) -> Int { width >= 70 ? 14 : 10 }

    /// The help says by itself what is done; the title is for wide screens.
    private static func showsTitles(_ width: Int) -> Bool { width >= 116 }

    private static func textColumn(_ width: Int) -> Int { keyColumns(width) + (showsTitles(width) ? 22 : 3) }

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        DialogDrawing.prompt(context.state.query, into: &grid)
        let lines = lines(context.state.query, context.keymap, width: size.width)
        if lines.isEmpty { grid.put("Nothing is called that.", x: 1, y: 2, .dim) }
        let rows = max(0, size.height - 1)
        let first = min(context.state.selection, max(0, lines.count - rows))
        for (row, line) in lines.dropFirst(first).prefix(rows).enumerated() { draw(line, y: row + 1, into: &grid) }
        return grid
    }

    private static func draw(_ line: Line, y: Int, into grid: inout Grid) {
        guard !line.isHeading else {
            grid.put(line.text, x: 1, y: y, Style(.accent, on: .background, .bold))
            return
        }
        let columns = keyColumns(grid.width)
        grid.put(SafeText.fitted(line.keys, columns: columns), x: 2, y: y, .title)
        if showsTitles(grid.width) { grid.put(line.title, x: columns + 3, y: y, .text) }
        grid.put(line.text, x: textColumn(grid.width), y: y, showsTitles(grid.width) ? .dim : .text)
    }
}
