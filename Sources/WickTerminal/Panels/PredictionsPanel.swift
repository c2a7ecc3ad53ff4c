import WickDomain

/// What was predicted, newest first: with a countdown while it is open, and with what became of it afterwards.
enum PredictionsPanel {
    static func title(_ context: PanelContext) -> [Span] {
        guard let newest = context.market?.predictions.last?.prediction else { return [Span("Predictions")] }
        let minutes = Int(saturating: (newest.targetTime - newest.madeAt).seconds / 60)
        return [Span("Predictions"), Span(" +\(minutes)m, %", .dim)]
    }

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        guard let forecasts = context.market?.predictions, !forecasts.isEmpty else {
            drawEmpty(into: &grid, context)
            return grid
        }
        let scroll = context.state.scroll[.predictions, default: 0]
        for (row, forecast) in forecasts.reversed().dropFirst(scroll).prefix(size.height).enumerated() {
            draw(forecast, y: row, context, into: &grid)
        }
        return grid
    }

    /// Says how far it has come: no model, none that was promoted, or a champion that waits for a minute to close.
    private static func drawEmpty(into grid: inout Grid, _ context: PanelContext) {
        let own = context.snapshot.models.versions.filter { $0.instrument == context.market?.instrument }
        if own.contains(where: { $0.role == .champion }) {
            EmptyPane.draw("the next minute to close", nil, into: &grid)
        } else if own.isEmpty {
            EmptyPane.draw(.predictions, into: &grid, context)
        } else {
            EmptyPane.draw(
                "a champion: no model of this market has been promoted",
                "M lists them, Enter promotes one all the same",
                into: &grid)
        }
    }

    private static func draw(
        _ forecast: Snapshot.Forecast, y: Int, _ context: PanelContext, into grid: inout Grid
    ) {
        let prediction = forecast.prediction
        let isUp = prediction.predictedReturn >= 0
        let isOpen = forecast.outcome == nil
        let slot: ThemeSlot = context.isStale && isOpen ? .dim : isUp ? .up : .down
        let time = context.time
        var x = grid.put(time.minute(prediction.madeAt), x: 1, y: y, .dim)
        if grid.width >= 40 { x = grid.put("→\(time.minute(prediction.targetTime))", x: x, y: y, .dim) }
        x = grid.put(isUp ? " ▲" : " ▼", x: x, y: y, Style(slot))
        // The sign of the forecast itself, also where its digits round to zero.
        let size = NumberText.fixed(prediction.predictedReturn.magnitude * 100, places: 3)
        // In narrow panes the arrow is sign enough, and the interval has room.
        let isNarrow = grid.width < 32 && size.hasPrefix("0")
        x = grid.put(isNarrow ? String(size.dropFirst()) : (isUp ? "+" : "-") + size, x: x, y: y, Style(slot))
        let outcome = describe(forecast, context)
        grid.put(outcome.text, endingAt: grid.width - 1, y: y, outcome.style)
        // How sure it is matters most while nobody knows: what has come of it takes the place of the interval where there is not enough.
        let interval = interval(prediction)
        if x + interval.count + outcome.text.count + 1 < grid.width { grid.put(interval, x: x, y: y, .dim) }
    }

    private static func interval(_ prediction: Prediction) -> String {
        let bounds = [prediction.lower, prediction.upper].map { NumberText.signed($0 * 100, places: 2) }
        // Below one percent the zero goes without saying.
        let short = bounds.map { $0.replacing("+0.", with: "+.").replacing("-0.", with: "-.") }
        return " [\(short.joined(separator: ","))]"
    }

    private static func describe(_ forecast: Snapshot.Forecast, _ context: PanelContext) -> Span {
        guard let outcome = forecast.outcome else {
            let left = forecast.prediction.targetTime - context.now
            return left > .zero ? Span(TimeText.countdown(left), Style(.accent)) : Span("due", .dim)
        }
        guard outcome.status == .scored, let error = outcome.error else {
            return Span(outcome.status.rawValue, Style(.warn))
        }
        let mark = outcome.isCovered == false ? "!" : " "
        let text = NumberText.signed(error * 100, places: 2)
        switch outcome.isHit {
        case true: return Span("✓ \(text)\(mark)", Style(.good))
        case false: return Span("✗ \(text)\(mark)", Style(.bad))
        case nil: return Span("· \(text)\(mark)", .dim)
        }
    }
}
