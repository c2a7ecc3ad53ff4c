import WickDomain

/// One candle as characters, two price steps a row.
struct CandleGlyphs {
    let style: ScreenState.CandleStyle
    let scale: PriceScale

    /// Draws a candle whose body begins at a column; `limit` is the first column right of the plot.
    func draw(_ candle: Candle, x: Int, bodyWidth: Int, limit: Int, into grid: inout Grid) {
        let isUp = candle.close >= candle.open
        var look = Style(isUp ? .up : .down)
        if candle.state == .open || candle.state == .incomplete { look.attributes.insert(.dim) }
        if candle.state == .outage { look = Style(.warn, on: .background, .dim) }
        let (open, close) = (candle.open.doubleValue, candle.close.doubleValue)
        let body = steps(max(open, close), min(open, close))
        let wick = steps(candle.high.doubleValue, candle.low.doubleValue)
        let centre = x + bodyWidth / 2
        for row in wick.lowerBound / 2...wick.upperBound / 2 {
            let halves = (body.contains(row * 2), body.contains(row * 2 + 1))
            let lines = (wick.contains(row * 2), wick.contains(row * 2 + 1))
            guard halves.0 || halves.1 else {
                if centre < limit { grid.set(Self.wick(lines), x: centre, y: row, look) }
                continue
            }
            let glyph = candle.state == .outage ? "╌" : self.body(halves, lines, isUp: isUp)
            let columns = style == .thin ? centre...centre : x...x + bodyWidth - 1
            for column in columns where column < limit { grid.set(glyph, x: column, y: row, look) }
        }
    }

    private func steps(_ top: Double, _ bottom: Double) -> ClosedRange<Int> {
        let first = scale.step(top, perRow: 2)
        return first...max(first, scale.step(bottom, perRow: 2))
    }

    private static func wick(_ halves: (Bool, Bool)) -> Unicode.Scalar {
        switch halves {
        case (true, true): "│"
        case (true, false): "╵"
        case (false, true): "╷"
        case (false, false): " "
        }
    }

    private func body(_ halves: (Bool, Bool), _ lines: (Bool, Bool), isUp: Bool) -> Unicode.Scalar {
        if style == .hollow, isUp { return "░" }
        if style == .thin { return Self.thin(halves, lines) }
        return halves.0 && halves.1 ? "█" : halves.0 ? "▀" : "▄"
    }

    private static func thin(_ halves: (Bool, Bool), _ lines: (Bool, Bool)) -> Unicode.Scalar {
        switch (halves.0, halves.1) {
        case (true, true): "┃"
        case (true, false): lines.1 ? "╿" : "╹"
        case (false, true): lines.0 ? "╽" : "╻"
        case (false, false): wick(lines)
        }
    }
}
