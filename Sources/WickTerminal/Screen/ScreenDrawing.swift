/// The whole screen as cells: a pure function of size, data, choices and now.
public enum ScreenDrawing {
    public static func draw(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let layout = context.state.layout(size)
        for placement in layout.placements { draw(placement, context, into: &grid) }
        if let header = layout.header {
            let isLine = layout.sizeClass == .line
            let line = isLine ? HeaderPanel.line(header.size, context) : HeaderPanel.body(header.size, context)
            grid.blit(line, x: header.x, y: header.y)
        }
        if let footer = layout.footer { grid.blit(FooterPanel.body(footer.size, context), x: footer.x, y: footer.y) }
        if let dialog = context.state.dialog, layout.sizeClass != .line {
            DialogDrawing.draw(dialog, into: &grid, context)
        }
        return grid
    }

    private static func draw(_ placement: Layout.Placement, _ context: PanelContext, into grid: inout Grid) {
        let rect = placement.rect
        guard placement.isFramed, rect.width >= 3, rect.height >= 3 else {
            // Volume without a frame stands in the columns of the framed chart above it.
            let inset = placement.pane == .volume && rect.width > 2 ? 1 : 0
            let body = placement.pane.body(Size(width: rect.width - 2 * inset, height: rect.height), context)
            grid.blit(body, x: rect.x + inset, y: rect.y)
            return
        }
        let isFocused = context.state.focus == placement.pane
        let title = placement.tabs.isEmpty ? placement.pane.title(context) : tabs(placement)
        Frame.draw(
            rect, title: title + [Span(" ")], number: placement.tabs.isEmpty ? placement.pane.number : nil,
            right: placement.pane.corner(context), isFocused: isFocused, into: &grid)
        let inner = rect.inner
        grid.blit(placement.pane.body(inner.size, context), x: inner.x, y: inner.y)
    }

    /// All tabs by their names, the shown one lit.
    private static func tabs(_ placement: Layout.Placement) -> [Span] {
        let names = placement.tabs.map { pane in
            Span("\(name(pane)) ", pane == placement.pane ? Style(.accent, on: .background, .bold) : .dim)
        }
        // The first span of a title is lit by the frame.
        return [Span("")] + names + [Span(" Tab", Style(.accent))]
    }

    private static func name(_ pane: Pane) -> String {
        pane.rawValue.prefix(1).uppercased() + pane.rawValue.dropFirst()
    }
}
