import WickDomain

/// How wrong the predictions were, beside "no change", with how sure that is. Always says how many they were.
enum ErrorPanel {
    /// Below it a figure says nothing yet.
    static let enough = 100

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let current = context.market?.instrument
        let windows = context.snapshot.errors.filter { $0.instrument == current }
        guard let longest = windows.max(by: { $0.count < $1.count }) else {
            EmptyPane.draw(.errors, into: &grid, context)
            return grid
        }
        var y = 0
        if size.height >= 6 {
            y = drawHistory(longest, rows: size.height - windows.count - 1, context, into: &grid)
        }
        let scroll = min(context.state.scroll[.error, default: 0], windows.count - 1)
        for window in windows.dropFirst(scroll) where y < size.height {
            draw(window, y: y, into: &grid)
            y += 1
        }
        return grid
    }

    /// Both errors along the longest window.
    private static func drawHistory(
        _ window: Snapshot.ErrorWindow, rows: Int, _ context: PanelContext, into grid: inout Grid
    ) -> Int {
        let values = (window.errorHistory + window.persistenceHistory).filter(\.isFinite)
        guard rows >= 2, let low = values.min(), let high = values.max() else { return 0 }
        var x = grid.put("MAE, bp  ", x: 1, y: 0, .dim)
        x = grid.put("model \(basisPoints(window.error))  ", x: x, y: 0, Style(.overlay2))
        x = grid.put("no change \(basisPoints(window.persistenceError))  ", x: x, y: 0, Style(.overlay1))
        grid.put("over \(window.name)", x: x, y: 0, .dim)
        let size = Size(width: grid.width - 2, height: rows)
        for (line, slot) in [(window.persistenceHistory, ThemeSlot.overlay1), (window.errorHistory, .overlay2)] {
            var dots = Braille(size)
            dots.curve(line, in: low...high, Style(slot))
            dots.draw(into: &grid, x: 1, y: 1)
        }
        return rows + 1
    }

    private static func draw(_ window: Snapshot.ErrorWindow, y: Int, into grid: inout Grid) {
        var x = grid.put(NumberText.padded(window.name, 5), x: 1, y: y, .title)
        x = grid.put("  n=\(window.count)", x: x, y: y, .text)
        guard window.count >= enough else {
            grid.put("  not enough yet", x: x, y: y, Style(.warn))
            return
        }
        let isSure = window.skill.low > 0 || window.skill.high < 0
        let slot: ThemeSlot = !isSure ? .text : window.skill.value > 0 ? .good : .bad
        x = grid.put("  skill \(whole(window.skill.value))%", x: x, y: y, Style(slot))
        x = grid.put(" [\(whole(window.skill.low)), \(whole(window.skill.high))]", x: x, y: y, .dim)
        let hit = "  hit \(part(window.hitRate.value))%"
        let interval = " [\(part(window.hitRate.low)), \(part(window.hitRate.high))]"
        let cover = "  cover \(part(window.coverage))%"
        let rest = [hit + interval + cover, hit + interval, hit].first { x + $0.count < grid.width }
        grid.put(rest ?? "", x: x, y: y, .text)
    }

    private static func basisPoints(_ value: Double) -> String { NumberText.fixed(value * 10_000, places: 2) }
    private static func whole(_ part: Double) -> String { NumberText.signed(part * 100, places: 1) }
    private static func part(_ part: Double) -> String { NumberText.fixed(part * 100, places: 0) }
}
