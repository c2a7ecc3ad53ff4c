import WickDomain

/// A chart of candles with what belongs over and beside them. Owned by the panel that draws it, for one drawing.
struct ChartDrawing {
    let window: ChartWindow
    let market: Snapshot.Market
    let context: PanelContext
    let scale: PriceScale
    /// Rows of the candles; the times stand below.
    let rows: Int
    var grid: Grid

    init?(_ market: Snapshot.Market, timeframe: Timeframe, size: Size, _ context: PanelContext) {
        let state = context.state
        let isMain = timeframe == state.timeframe
        guard
            let window = ChartWindow(
                market: market, timeframe: timeframe, zoom: state.zoom, anchor: isMain ? state.anchor : nil, size: size)
        else { return nil }
        rows = size.height >= 5 ? size.height - 1 : size.height
        let candles = window.candles
        let values = candles.flatMap { [$0.high.doubleValue, $0.low.doubleValue] }
        let pending = window.isLive ? market.predictions.last.map { Self.bounds($0.prediction) } : nil
        guard let scale = PriceScale(holding: values + (pending ?? []), rows: rows) else { return nil }
        self.window = window
        self.market = market
        self.context = context
        self.scale = scale
        grid = Grid(size)
    }

    /// From what lies below to what lies above.
    mutating func draw() -> Grid {
        drawLevels()
        drawForecast()
        if context.state.candleStyle == .line { drawCloses() } else { drawCandles() }
        drawOverlays()
        drawPastForecasts()
        drawNews()
        drawTimes()
        drawLastPrice()
        drawCursor()
        return grid
    }

    private static func bounds(_ prediction: Prediction) -> [Double] {
        [prediction.lower, prediction.predictedReturn, prediction.upper].map { price(prediction, $0) }
    }

    /// The price that a log return from the reference leads to.
    static func price(_ prediction: Prediction, _ logReturn: Double) -> Double {
        prediction.referencePrice.doubleValue * exponential(logReturn)
    }

    private mutating func drawLevels() {
        for level in scale.ticks(distance: 4) {
            let row = scale.row(level)
            for x in 0..<window.plotWidth { grid.set("┈", x: x, y: row, Style(.grid)) }
            guard window.axisWidth > 0 else { continue }
            grid.put(NumberText.level(level, places: window.places), endingAt: grid.width, y: row, .dim)
        }
    }

    private mutating func drawCandles() {
        let glyphs = CandleGlyphs(style: context.state.candleStyle, scale: scale)
        for index in window.indices {
            guard let candle = window[index] else { continue }
            glyphs.draw(
                candle, x: window.column(of: index), bodyWidth: window.bodyWidth, limit: window.plotWidth, into: &grid)
        }
    }

    private mutating func drawCloses() {
        curve(window.candles.map(\.close.doubleValue), Style(.accent))
    }

    /// Newest groups last, so that they lie above.
    private mutating func drawOverlays() {
        let slots: [ThemeSlot] = [.overlay1, .overlay2, .overlay3, .overlay4]
        let lines = window.overlays(groups: context.state.indicatorGroups)
        let groups = lines.reduce(into: [String]()) { if !$0.contains($1.group) { $0.append($1.group) } }
        for line in lines {
            let index = groups.firstIndex(of: line.group) ?? 0
            curve(window.values(of: line), Style(slots[index % slots.count]))
        }
    }

    /// A line in Braille through the middle of the candles, in cells that hold no candle.
    private mutating func curve(_ values: [Double], _ style: Style) {
        var dots = Braille(Size(width: window.plotWidth, height: rows))
        var last: (x: Int, y: Int)?
        for (offset, value) in values.enumerated() {
            guard value.isFinite, scale.contains(value) else {
                last = nil
                continue
            }
            let column = window.column(of: window.indices.lowerBound + offset) + window.bodyWidth / 2
            let point = (x: column * 2, y: scale.step(value, perRow: 4))
            dots.line(from: last ?? point, to: point, style)
            last = point
        }
        dots.draw(into: &grid, x: 0, y: 0) { Self.isFree($0) }
    }

    /// Neither candle nor mark.
    static func isFree(_ cell: Cell) -> Bool {
        cell.base == 0x20 || cell.base == 0x2508 || (0x2800...0x28ff).contains(cell.base)
    }
}
