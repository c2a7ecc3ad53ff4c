import WickDomain

/// All markets: price, change over a day, and the last hour as a sparkline.
enum WatchPanel {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let markets = context.snapshot.markets
        guard !markets.isEmpty else {
            EmptyPane.draw(.candles, into: &grid, context)
            return grid
        }
        let current = context.market?.instrument
        let index = markets.firstIndex { $0.instrument == current } ?? 0
        let first = max(0, min(index - size.height + 1, markets.count - size.height))
        let short = markets.map { PanelContext.short($0.instrument) }
        let names = Set(short).count < markets.count ? markets.map { "\($0.instrument)" } : short
        let nameWidth = min(max(names.map(CharacterWidth.columns).max() ?? 0, 5) + 1, grid.width / 3)
        let prices = markets.map { market in
            market.lastPrice.map { NumberText.price($0, places: context.places(of: market)) } ?? "–"
        }
        let width = prices.map(\.count).max() ?? 0
        for (row, market) in markets.dropFirst(first).prefix(size.height).enumerated() {
            let price = NumberText.padded(prices[first + row], width)
            let isCurrent = market.instrument == current
            draw(market, names[first + row], price, y: row, isCurrent: isCurrent, nameWidth, context, into: &grid)
        }
        return grid
    }

    private static func draw(
        _ market: Snapshot.Market, _ name: String, _ price: String, y: Int, isCurrent: Bool, _ width: Int,
        _ context: PanelContext, into grid: inout Grid
    ) {
        let ground: ThemeSlot = isCurrent ? .selection : .background
        let text: ThemeSlot = isCurrent ? .selectionText : .text
        if isCurrent { grid.fill(Rect(x: 0, y: y, width: grid.width, height: 1), Style(text, on: ground)) }
        let change = market.dayChange ?? 0
        let slot: ThemeSlot = context.isStale ? .dim : change < 0 ? .down : .up
        grid.put(isCurrent ? "▸" : " ", x: 0, y: y, Style(.accent, on: ground))
        grid.put(SafeText.fitted(name, columns: width), x: 1, y: y, Style(text, on: ground, .bold))
        var end = grid.put(price, x: width + 1, y: y, Style(text, on: ground))
        guard market.lastPrice != nil else { return }
        let percent = NumberText.fixed(change.magnitude * 100, places: 2)
        end = grid.put(" \(change < 0 ? "▼" : "▲")\(percent)", x: end, y: y, Style(slot, on: ground))
        let room = grid.width - end - 2
        guard room >= 4, let series = market.series[.oneMinute] else { return }
        let closes = series.closed.suffix(60).map(\.close.doubleValue)
        grid.put(Bars.sparkline(Bars.resampled(closes, to: room)), x: end + 1, y: y, Style(slot, on: ground))
    }
}
