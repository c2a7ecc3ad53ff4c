import WickDomain

/// Which candles a chart shows, and in which column each stands: what drawing and mouse agree on.
struct ChartWindow {
    /// Columns from one candle to the next, and of its body, by zoom.
    private static let widths: [(step: Int, body: Int)] = [(1, 1), (2, 1), (3, 2), (4, 3), (6, 5)]

    let timeframe: Timeframe
    /// Closed candles and the open one.
    let count: Int
    /// Those that are seen.
    let indices: Range<Int>
    /// Whether the newest candle is seen.
    let isLive: Bool
    /// How many candles there is room for.
    let capacity: Int
    let step: Int
    let bodyWidth: Int
    /// Columns of the candles and the time after them; the axis stands right of it.
    let plotWidth: Int
    let axisWidth: Int
    /// Decimal places on the axis and in the value box.
    let places: Int
    private let series: Snapshot.CandleSeries
    /// The column of the newest candle's left edge, were it at the right edge of the past.
    private let origin: Int

    /// - Parameters:
    ///   - anchor: the open time of the candle at the right edge; nil for the newest.
    ///   - size: of the whole chart, axis included.
    init?(market: Snapshot.Market, timeframe: Timeframe, zoom: Int, anchor: Timestamp?, size: Size) {
        guard let series = market.series[timeframe] else { return nil }
        count = series.closed.count + (series.open == nil ? 0 : 1)
        guard count > 0, size.width > 0 else { return nil }
        self.series = series
        self.timeframe = timeframe
        let price = (series.open ?? series.closed[series.closed.count - 1]).close
        places = min(
            6,
            series.closed.suffix(60).reduce(NumberText.places(of: price)) {
                max($0, NumberText.places(of: $1.close))
            })
        let label = NumberText.price(price, places: places)
        axisWidth = size.width >= 30 ? label.count + 2 : 0
        plotWidth = size.width - axisWidth
        let widths = Self.widths[min(max(zoom, 0), Self.widths.count - 1)]
        (step, bodyWidth) = (widths.step, widths.body)
        let future = Self.futureColumns(market: market, timeframe: timeframe, step: step, plotWidth: plotWidth)
        let (room, total) = (max(1, (plotWidth - future) / step), count)
        capacity = room
        let end = anchor.map { Self.end(series, anchor: $0, capacity: room, count: total) } ?? total
        isLive = end == count
        indices = max(0, end - capacity)..<end
        origin = plotWidth - future - step * indices.count
    }

    /// The index behind the anchor, as far as the series allows.
    private static func end(
        _ series: Snapshot.CandleSeries, anchor: Timestamp, capacity: Int, count: Int
    ) -> Int {
        let index = series.closed.lastIndex { $0.openTime <= anchor } ?? 0
        return min(max(index + 1, capacity), count)
    }

    /// Room right of now for the forecast: its horizon, and a little more.
    private static func futureColumns(
        market: Snapshot.Market, timeframe: Timeframe, step: Int, plotWidth: Int
    ) -> Int {
        guard let last = market.predictions.last?.prediction else { return min(2, plotWidth / 8) }
        let horizon = (last.targetTime - last.madeAt).seconds
        let candles = min(1_000_000, Int(saturating: (horizon / timeframe.duration.seconds).rounded(.up)))
        return min(max(candles * step + 2, 6), plotWidth / 3)
    }

    subscript(index: Int) -> Candle? {
        if index < series.closed.count { return index >= 0 ? series.closed[index] : nil }
        return index == series.closed.count ? series.open : nil
    }

    var candles: [Candle] { indices.compactMap { self[$0] } }

    func openTime(at index: Int) -> Timestamp? { self[index]?.openTime }

    /// The first column of a candle; may lie outside of the plot.
    func column(of index: Int) -> Int { origin + (index - indices.lowerBound) * step }

    /// The column in the middle of a moment's candle, also before the first and after the last one.
    func column(of time: Timestamp) -> Int {
        guard let first = openTime(at: indices.lowerBound) else { return 0 }
        if let index = index(of: time.floored(to: timeframe.duration)) { return column(of: index) + bodyWidth / 2 }
        let candles = (time - first).seconds / timeframe.duration.seconds
        let columns = (candles * Double(step)).rounded(.down)
        return origin + Int(saturating: min(max(columns, -1e6), 1e6)) + bodyWidth / 2
    }

    func candle(atColumn column: Int) -> Candle? {
        guard column >= origin, column < plotWidth else { return nil }
        return self[min(indices.lowerBound + (column - origin) / step, indices.upperBound - 1)]
    }

    /// The candle that opens at a moment.
    func index(of time: Timestamp) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            guard let opening = openTime(at: middle) else { return nil }
            if opening < time { low = middle + 1 } else { high = middle }
        }
        return low < count && openTime(at: low) == time ? low : nil
    }

    /// An indicator's values at the candles that are seen.
    func values(of line: Snapshot.IndicatorLine) -> [Double] {
        indices.map { line.values.indices.contains($0) ? line.values[$0] : .nan }
    }

    /// Groups of the lines that are drawn against the price, in order.
    static func groups(of series: Snapshot.CandleSeries) -> [String] {
        series.indicators.filter { $0.place == .price }.reduce(into: []) { groups, line in
            if !groups.contains(line.group) { groups.append(line.group) }
        }
    }

    /// Lines over the candles that are switched on.
    func overlays(groups count: Int) -> [Snapshot.IndicatorLine] {
        let shown = Self.groups(of: series).prefix(count)
        return series.indicators.filter { $0.place == .price && shown.contains($0.group) }
    }

    /// Lines under the candles.
    var oscillators: [Snapshot.IndicatorLine] { series.indicators.filter { $0.place != .price } }
}
