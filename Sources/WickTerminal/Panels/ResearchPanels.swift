import WickDomain

/// How often intervals held what came, against how often they should have.
enum CalibrationPanel {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let points = context.snapshot.calibration
        guard !points.isEmpty, size.height >= 3, size.width >= 12 else {
            EmptyPane.draw(.calibration, into: &grid, context)
            return grid
        }
        let area = Size(width: size.width - 6, height: size.height - 1)
        var diagonal = Braille(area)
        diagonal.line(from: (0, area.height * 4 - 1), to: (area.width * 2 - 1, 0), Style(.grid))
        diagonal.draw(into: &grid, x: 5, y: 0)
        for point in points where point.count > 0 {
            let x = 5 + min(area.width, Int(saturating: (point.nominal * Double(area.width - 1)).rounded()))
            let y = Int(saturating: ((1 - point.observed) * Double(area.height - 1)).rounded())
            grid.set(point.count >= ErrorPanel.enough ? "●" : "○", x: x, y: y, Style(.forecast))
        }
        for (label, row) in [("100%", 0), ("50%", (area.height - 1) / 2), ("0%", area.height - 1)] {
            grid.put(label, endingAt: 4, y: row, .dim)
        }
        grid.put("nominal 0", x: 5, y: size.height - 1, .dim)
        grid.put("100%", endingAt: size.width, y: size.height - 1, .dim)
        return grid
    }
}

/// Features by how far they have moved from the champion's training data.
enum DriftPanel {
    /// Of the bars, so that small moves look small.
    private static let leastScale = 0.25

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let drift = context.snapshot.drift
        guard !drift.isEmpty else {
            EmptyPane.draw(.drift, into: &grid, context)
            return grid
        }
        let largest = drift.reduce(leastScale) { max($0, $1.index) }
        let name = min(22, max(8, size.width - 14))
        for (row, item) in drift.dropFirst(context.state.scroll[.drift, default: 0]).prefix(size.height).enumerated() {
            let slot: ThemeSlot =
                switch item.level {
                case .stable: .good
                case .suspect: .warn
                case .drifted: .bad
                }
            grid.put(SafeText.fitted(item.feature, columns: name), x: 1, y: row, .text)
            let room = max(0, size.width - name - 9)
            grid.put(Bars.row(item.index / largest, columns: room), x: name + 2, y: row, Style(slot))
            grid.put(NumberText.fixed(item.index, places: 2), endingAt: size.width - 1, y: row, Style(slot))
        }
        return grid
    }
}

/// The newest trades.
enum TapePanel {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        guard let market = context.market, !market.tape.isEmpty else {
            EmptyPane.draw(.trades, into: &grid, context)
            return grid
        }
        let scroll = context.state.scroll[.tape, default: 0]
        let places = context.places(of: market)
        for (row, trade) in market.tape.dropFirst(scroll).prefix(size.height).enumerated() {
            let isBuy = trade.takerSide == .buy
            let style = Style(isBuy ? .up : .down)
            grid.put(context.time.second(trade.eventTime), x: 1, y: row, .dim)
            grid.put(isBuy ? "▲" : "▼", x: 10, y: row, style)
            let price = NumberText.padded(NumberText.price(trade.price, places: places), 11)
            let end = grid.put(price, x: 12, y: row, style)
            let quantity = NumberText.fixed(trade.quantity.doubleValue, places: 4)
            grid.put(NumberText.padded(quantity, 10), x: end + 1, y: row, .text)
        }
        return grid
    }
}

/// What happened, newest at the bottom.
enum LogPanel {
    static func shown(_ snapshot: Snapshot, query: String) -> [Snapshot.LogLine] {
        guard !query.isEmpty else { return snapshot.log }
        let wanted = query.lowercased()
        return snapshot.log.filter { $0.text.lowercased().contains(wanted) }
    }

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        let query = context.state.dialog == nil ? context.state.query : ""
        let log = shown(context.snapshot, query: query)
        let newest = context.state.focus == .log ? context.state.scroll[.log] : nil
        return lines(log, newest: newest ?? max(0, log.count - 1), size, context)
    }

    /// The lines up to the one at `newest`.
    static func lines(_ log: [Snapshot.LogLine], newest: Int, _ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        guard !log.isEmpty else {
            grid.put("Nothing has happened yet.", x: 1, y: 0, .dim)
            return grid
        }
        let end = min(log.count, max(newest + 1, size.height))
        let rows = log[max(0, end - size.height)..<end].flatMap { wrapped($0, columns: size.width - 11, context) }
        for (row, line) in rows.suffix(size.height).enumerated() {
            grid.put(line.time, x: 1, y: row, .dim)
            grid.put(line.text, x: 10, y: row, Style(line.slot))
        }
        return grid
    }

    /// No line is cut: what went wrong, and when it is tried again, often stands at the end.
    private static func wrapped(
        _ line: Snapshot.LogLine, columns: Int, _ context: PanelContext
    ) -> [(time: String, text: String, slot: ThemeSlot)] {
        let slot: ThemeSlot =
            switch line.level {
            case .note: .text
            case .warning: .warn
            case .failure: .bad
            }
        let time = context.time.second(line.time)
        return EmptyPane.wrapped(line.text, columns: columns).enumerated().map { index, text in
            (index == 0 ? time : "", text, slot)
        }
    }
}
