import WickDomain

/// Volume under the candles, and the oscillators under the volume, in the chart's own columns.
enum VolumePanel {
    static func title(_ context: PanelContext) -> [Span] {
        var spans = [Span("Volume")]
        guard let window = window(Size(width: 80, height: 4), context) else { return spans }
        let shown = context.state.cursor.flatMap { window.index(of: $0) } ?? window.count - 1
        if let candle = window[shown] {
            spans.append(Span(" \(NumberText.amount(candle.volume.doubleValue))", Style(.text)))
        }
        for (index, line) in window.oscillators.enumerated() {
            let value = line.values.indices.contains(shown) ? line.values[shown] : line.values.last ?? .nan
            let text = value.isFinite ? NumberText.amount(value.magnitude) : "–"
            let style = Style(index % 2 == 0 ? .overlay2 : .overlay1)
            spans.append(Span("  \(line.name) \(value < 0 ? "-" : "")\(text)", style))
        }
        return spans
    }

    private static func window(_ size: Size, _ context: PanelContext) -> ChartWindow? {
        context.market.flatMap {
            ChartWindow(
                market: $0, timeframe: context.state.timeframe, zoom: context.state.zoom, anchor: context.state.anchor,
                size: size)
        }
    }

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        guard size.height > 0, let window = window(size, context) else {
            EmptyPane.draw(.candles, into: &grid, context)
            return grid
        }
        let lines = window.oscillators
        let bands = size.height >= 4 ? min(places(of: lines).count, (size.height - 2) / 2) : 0
        let bandRows = bands > 0 ? min(4, (size.height - 2) / bands) : 0
        drawBars(window, rows: size.height - bands * bandRows, into: &grid)
        for (index, place) in places(of: lines).prefix(bands).enumerated() {
            let y = size.height - (bands - index) * bandRows
            draw(lines.filter { $0.place == place }, y: y, rows: bandRows, window, into: &grid)
        }
        return grid
    }

    private static func places(of lines: [Snapshot.IndicatorLine]) -> [Snapshot.IndicatorLine.Place] {
        lines.reduce(into: []) { places, line in if !places.contains(line.place) { places.append(line.place) } }
    }

    private static func drawBars(_ window: ChartWindow, rows: Int, into grid: inout Grid) {
        let most = window.candles.map(\.volume.doubleValue).max() ?? 0
        guard most > 0 else { return }
        for index in window.indices {
            guard let candle = window[index] else { continue }
            var style = Style(candle.close >= candle.open ? .up : .down)
            style.attributes.insert(.dim)
            for (row, glyph) in Bars.column(candle.volume.doubleValue / most, rows: rows).enumerated()
            where glyph != " " {
                for column in 0..<window.bodyWidth where window.column(of: index) + column < window.plotWidth {
                    grid.set(glyph, x: window.column(of: index) + column, y: row, style)
                }
            }
        }
        if window.axisWidth > 0 { grid.put(NumberText.amount(most), endingAt: grid.width, y: 0, .dim) }
    }

    private static func draw(
        _ lines: [Snapshot.IndicatorLine], y: Int, rows: Int, _ window: ChartWindow, into grid: inout Grid
    ) {
        let values = lines.map { window.values(of: $0) }
        let most = values.joined().filter(\.isFinite).map(\.magnitude).max() ?? 0
        var range = -max(most, 1e-12)...max(most, 1e-12)
        if case .range(let fixed) = lines.first?.place { range = fixed }
        for (index, line) in values.enumerated() {
            var dots = Braille(Size(width: window.plotWidth, height: rows))
            var last: (x: Int, y: Int)?
            for (offset, value) in line.enumerated() {
                guard value.isFinite else {
                    last = nil
                    continue
                }
                let part = (range.upperBound - value) / (range.upperBound - range.lowerBound)
                let column = window.column(of: window.indices.lowerBound + offset) + window.bodyWidth / 2
                let point = (x: column * 2, y: Int(saturating: min(max(part, 0), 1) * Double(rows * 4 - 1)))
                dots.line(from: last ?? point, to: point, Style(index % 2 == 0 ? .overlay2 : .overlay1))
                last = point
            }
            dots.draw(into: &grid, x: 0, y: y)
        }
        if window.axisWidth > 0, let name = lines.first?.group { grid.put(name, endingAt: grid.width, y: y, .dim) }
    }
}
