/// The frame of a pane with its number and title in the upper edge.
enum Frame {
    static func draw(
        _ rect: Rect, title: [Span], number: Int? = nil, right: [Span] = [], isFocused: Bool, into grid: inout Grid
    ) {
        guard rect.width >= 2, rect.height >= 2 else { return }
        let style = Style(isFocused ? .borderFocused : .border)
        drawEdges(rect, style, into: &grid)
        var x = rect.x + 2
        let limit = rect.maxX - 2
        guard limit > x else { return }
        let label = isFocused ? Style(.accent, on: .background, .bold) : Style.title
        if let number {
            x = grid.put("\(number)", x: x, y: rect.y, Style(.accent), limit: limit - x)
            x = grid.put(" ", x: x, y: rect.y, style, limit: limit - x)
        }
        for (index, span) in title.enumerated() where x < limit {
            x = grid.put(span.text, x: x, y: rect.y, index == 0 ? label : span.style, limit: limit - x)
        }
        let width = right.reduce(0) { $0 + CharacterWidth.columns(of: $1.text) }
        if width > 0, x + 2 + width <= limit { grid.put(right, x: limit - width, y: rect.y) }
    }

    private static func drawEdges(_ rect: Rect, _ style: Style, into grid: inout Grid) {
        for x in rect.x + 1..<rect.maxX - 1 {
            grid.set("─", x: x, y: rect.y, style)
            grid.set("─", x: x, y: rect.maxY - 1, style)
        }
        for y in rect.y + 1..<rect.maxY - 1 {
            grid.set("│", x: rect.x, y: y, style)
            grid.set("│", x: rect.maxX - 1, y: y, style)
        }
        grid.set("╭", x: rect.x, y: rect.y, style)
        grid.set("╮", x: rect.maxX - 1, y: rect.y, style)
        grid.set("╰", x: rect.x, y: rect.maxY - 1, style)
        grid.set("╯", x: rect.maxX - 1, y: rect.maxY - 1, style)
    }
}
