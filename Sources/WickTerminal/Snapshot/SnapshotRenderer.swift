import WickDomain

/// A screen as text, as ANSI text with colours, as SVG, and the candles that it shows as CSV.
public struct SnapshotRenderer: Sendable {
    public enum Format: String, CaseIterable, Sendable {
        case text
        case ansi
        case svg
    }

    public let palette: Palette

    public init(theme: Theme, depth: ColorDepth = .direct) { palette = Palette(theme: theme, depth: depth) }

    public func render(_ grid: Grid, as format: Format) -> String {
        switch format {
        case .text: text(grid)
        case .ansi: ansi(grid)
        case .svg: svg(grid)
        }
    }

    /// One line a row, without blanks at the ends.
    public func text(_ grid: Grid) -> String {
        (0..<grid.height).map { y in
            var line = (0..<grid.width).map { grid[$0, y].text }.joined()
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }
        .joined()
    }

    /// As a terminal would be told, with 24-bit colours or those of the palette's depth.
    public func ansi(_ grid: Grid) -> String {
        var result = ""
        for y in 0..<grid.height {
            var current: Palette.Look?
            for x in 0..<grid.width where grid[x, y].width > 0 {
                let look = palette.look(of: grid[x, y].style)
                if look != current {
                    result += Self.sequence(look)
                    current = look
                }
                result += grid[x, y].text
            }
            result += "\u{1b}[0m\n"
        }
        return result
    }

    private static func sequence(_ look: Palette.Look) -> String {
        var codes = ["0"]
        if look.attributes.contains(.bold) { codes.append("1") }
        if look.attributes.contains(.dim) { codes.append("2") }
        if look.attributes.contains(.underline) { codes.append("4") }
        if look.attributes.contains(.reverse) { codes.append("7") }
        for (color, base) in [(look.foreground, 30), (look.background, 40)] {
            switch color {
            case .standard: break
            case .index(let index) where index < 8: codes.append("\(base + Int(index))")
            case .index(let index) where index < 16: codes.append("\(base + 52 + Int(index))")
            case .index(let index): codes.append("\(base + 8);5;\(index)")
            case .rgb(let color): codes.append("\(base + 8);2;\(color.red);\(color.green);\(color.blue)")
            }
        }
        return "\u{1b}[\(codes.joined(separator: ";"))m"
    }

    /// The visible candles of a chart, with the header of `wick candles`' leading columns.
    public static func csv(_ context: PanelContext, size: Size) -> String {
        var text = "venue,symbol,timeframe,open_time,open,high,low,close,volume,trades,state\n"
        let screen = ScreenContext(
            snapshot: context.snapshot, size: size, keymap: context.keymap, themes: context.themes)
        guard let window = context.state.chartWindow(screen) else { return text }
        for candle in window.candles {
            let fields = [
                "\(candle.instrument.venue)", "\(candle.instrument.symbol)", "\(candle.timeframe)",
                "\(candle.openTime)", "\(candle.open)", "\(candle.high)", "\(candle.low)", "\(candle.close)",
                "\(candle.volume)", candle.tradeCount.map(String.init) ?? "", candle.state.rawValue,
            ]
            text += fields.joined(separator: ",") + "\n"
        }
        return text
    }
}
