import WickDomain

/// What fires, what is pending and what has ended; the selected one in full below the list.
enum AlertDialog {
    /// Lines of the selected alert, with the rule above them.
    private static let cardHeight = 5

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let alerts = context.snapshot.alerts
        guard !alerts.isEmpty else {
            EmptyPane.draw(.alerts, into: &grid, context)
            return grid
        }
        let hasCard = size.height >= cardHeight + 3
        let rows = hasCard ? size.height - cardHeight : size.height
        let selected = min(context.state.selection, alerts.count - 1)
        let first = DialogDrawing.firstLine(selection: selected, count: alerts.count, rows: rows)
        for (row, alert) in alerts.dropFirst(first).prefix(rows).enumerated() {
            draw(alert, y: row, isSelected: first + row == selected, context, into: &grid)
        }
        if hasCard {
            let rect = Rect(x: 1, y: rows, width: size.width - 2, height: cardHeight)
            drawCard(alerts[selected], rect, context, into: &grid)
        }
        return grid
    }

    private static func draw(
        _ alert: Snapshot.Alert, y: Int, isSelected: Bool, _ context: PanelContext, into grid: inout Grid
    ) {
        let ground: ThemeSlot = isSelected ? .selection : .background
        if isSelected { grid.fill(Rect(x: 0, y: y, width: grid.width, height: 1), Style(.selectionText, on: ground)) }
        let style = Style(slot(of: alert), on: ground)
        var x = grid.put(" \(sign(of: alert)) \(word(for: alert.state))", x: 0, y: y, style)
        x = grid.put(context.time.dayAndMinute(alert.time), x: 13, y: y, Style(.dim, on: ground)) + 1
        let columns = max(12, min(34, grid.width / 3))
        grid.put(SafeText.fitted(alert.name, columns: columns), x: x, y: y, style)
        x += columns
        let mark = mark(of: alert)
        let room = grid.width - x - CharacterWidth.columns(of: mark.text) - 3
        let text = Style(isSelected ? .selectionText : .text, on: ground)
        grid.put(SafeText.fitted(alert.text, columns: max(0, room)), x: x + 1, y: y, text)
        grid.put(mark.text, endingAt: grid.width - 1, y: y, Style(mark.slot, on: ground))
    }

    /// What came of telling somebody, in a word.
    private static func mark(of alert: Snapshot.Alert) -> (text: String, slot: ThemeSlot) {
        if alert.isMuted { return ("muted", .dim) }
        return switch alert.delivery {
        case .none: ("", .dim)
        case .waiting: ("waits", .dim)
        case .sent: ("sent", .good)
        case .failed: ("NOT SENT", .bad)
        }
    }

    private static func slot(of alert: Snapshot.Alert) -> ThemeSlot {
        switch alert.state {
        case .pending: .warn
        case .firing: alert.isMuted ? .dim : .bad
        case .resolved: .dim
        }
    }

    /// Told apart without colour.
    private static func sign(of alert: Snapshot.Alert) -> String {
        switch alert.state {
        case .pending: "◌"
        case .firing: "●"
        case .resolved: "○"
        }
    }

    private static func word(for state: Snapshot.Alert.State) -> String {
        switch state {
        case .pending: "pending"
        case .firing: "FIRING"
        case .resolved: "resolved"
        }
    }

    private static func drawCard(_ alert: Snapshot.Alert, _ rect: Rect, _ context: PanelContext, into grid: inout Grid)
    {
        for x in rect.x..<rect.maxX { grid.set("─", x: x, y: rect.y, Style(.border)) }
        let lines = EmptyPane.wrapped("\(alert.name): \(alert.text)", columns: rect.width).prefix(2)
        for (row, line) in lines.enumerated() { grid.put(line, x: rect.x, y: rect.y + 1 + row, .text) }
        let began =
            "\(alert.state == .pending ? "over the limit since" : "fired") \(context.time.dayAndMinute(alert.time))"
        let ended = alert.endedTime.map { ", ended \(context.time.dayAndMinute($0))" } ?? ""
        let zone = " \(context.time.zone)"
        let muted = alert.isMuted ? "; muted: Enter unmutes" : ""
        grid.put(
            SafeText.fitted(began + ended + zone + muted, columns: rect.width), x: rect.x, y: rect.y + 3, .dim)
        let (words, slot) = delivery(of: alert)
        grid.put(SafeText.fitted(words, columns: rect.width), x: rect.x, y: rect.y + 4, Style(slot))
    }

    private static func delivery(of alert: Snapshot.Alert) -> (words: String, slot: ThemeSlot) {
        switch alert.delivery {
        case .none: ("nobody is told: pending, muted, in the cooldown, or no target is configured", .dim)
        case .waiting: ("waits to be sent", .dim)
        case .sent: ("sent", .good)
        case .failed(let reason): (reason, .bad)
        }
    }
}
