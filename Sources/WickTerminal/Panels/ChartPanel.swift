import WickDomain

/// Candles, indicators, news and forecasts of the market that is shown.
enum ChartPanel {
    static func title(_ context: PanelContext) -> [Span] {
        var spans = [Span("Chart")]
        if let market = context.market { spans.append(Span(" \(market.instrument)", Style(.text))) }
        spans.append(Span(" \(context.state.timeframe) (open time)", .dim))
        let slots: [ThemeSlot] = [.overlay1, .overlay2, .overlay3, .overlay4]
        let groups = context.market?.series[context.state.timeframe].map(ChartWindow.groups) ?? []
        for (index, group) in groups.prefix(context.state.indicatorGroups).enumerated() {
            spans.append(Span(" \(group)", Style(slots[index % slots.count])))
        }
        return spans
    }

    /// How long the open candle still runs.
    static func corner(_ context: PanelContext) -> [Span] {
        guard let open = context.market?.series[context.state.timeframe]?.open else { return [] }
        let left = open.closeTime - context.now
        return [Span(" \(TimeText.countdown(left)) ", Style(left > .zero ? .dim : .warn))]
    }

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        guard let market = context.market,
            var drawing = ChartDrawing(market, timeframe: context.state.timeframe, size: size, context)
        else {
            var grid = Grid(size)
            EmptyPane.draw(.candles, into: &grid, context)
            return grid
        }
        return drawing.draw()
    }
}

/// A second chart: the next market, or a longer timeframe where there is only one. The cursor is the same.
enum SecondChartPanel {
    static func title(_ context: PanelContext) -> [Span] {
        guard let (market, timeframe) = subject(context) else { return [Span("Second chart")] }
        return [Span("\(market.instrument)"), Span(" \(timeframe)", .dim)]
    }

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        guard let (market, timeframe) = subject(context),
            var drawing = ChartDrawing(market, timeframe: timeframe, size: size, context)
        else {
            var grid = Grid(size)
            EmptyPane.draw(.candles, into: &grid, context)
            return grid
        }
        return drawing.draw()
    }

    private static func subject(_ context: PanelContext) -> (Snapshot.Market, Timeframe)? {
        let markets = context.snapshot.markets
        guard let current = context.market,
            let index = markets.firstIndex(where: { $0.instrument == current.instrument })
        else { return nil }
        let timeframe = context.state.timeframe
        guard markets.count == 1 else { return (markets[(index + 1) % markets.count], timeframe) }
        return (current, timeframe.stepped(by: timeframe == .oneDay ? -1 : 1, wraps: false))
    }
}
