import WickDomain

extension ScreenState {
    mutating func focus(on pane: Pane, _ context: ScreenContext) {
        if expanded != nil { expanded = pane }
        focus = pane
        if Layout.tabs.contains(pane) { tab = pane }
        guard layout(context.size).placement(of: pane) == nil else { return }
        // The layout has no room for it: it gets the screen.
        expanded = pane
    }

    mutating func cycleFocus(by step: Int, _ context: ScreenContext) {
        let placements = layout(context.size).placements
        if let tabbed = placements.first(where: { !$0.tabs.isEmpty }) {
            let index = tabbed.tabs.firstIndex(of: tabbed.pane) ?? 0
            tab = tabbed.tabs[(index + step + tabbed.tabs.count) % tabbed.tabs.count]
            focus = tab
            return
        }
        guard !placements.isEmpty else { return }
        let index = placements.firstIndex { $0.pane == focus } ?? 0
        focus = placements[(index + step + placements.count) % placements.count].pane
    }

    /// Up and down: the selection of a dialog, the market of the watch list, or the focused list.
    mutating func move(_ action: Action, _ context: ScreenContext) -> [Effect] {
        let step = action == .up ? -1 : action == .down ? 1 : action == .pageUp ? -10 : 10
        if let dialog { return moveSelection(by: step, dialog, context) }
        switch focus {
        case .watch: stepMarket(by: step.signum(), context)
        case .chart: zoom = min(max(zoom - step.signum(), Self.zoomRange.lowerBound), Self.zoomRange.upperBound)
        default:
            let last = max(0, length(of: focus, context) - 1)
            scroll[focus] = min(max(scroll[focus, default: 0] + step, 0), last)
        }
        return []
    }

    private mutating func moveSelection(by step: Int, _ dialog: Dialog, _ context: ScreenContext) -> [Effect] {
        selection = min(max(selection + step, 0), max(0, length(of: dialog, context) - 1))
        guard dialog == .themes, context.themes.indices.contains(selection) else { return [] }
        theme = context.themes[selection]
        return [.setTheme(theme)]
    }

    private func length(of dialog: Dialog, _ context: ScreenContext) -> Int {
        switch dialog {
        case .help:
            HelpDialog.lines(
                query, context.keymap,
                width: DialogDrawing.inner(of: DialogDrawing.rect(of: .help, on: context.size, themes: 0)).width
            ).count
        case .palette: context.keymap.search(query).count
        case .themes: context.themes.count
        case .alerts: context.snapshot.alerts.count
        case .models: context.snapshot.models.versions.count
        case .settings: context.snapshot.settings.count
        case .log: context.snapshot.log.count
        }
    }

    private func length(of pane: Pane, _ context: ScreenContext) -> Int {
        switch pane {
        case .predictions: market(in: context.snapshot)?.predictions.count ?? 0
        case .news: NewsPanel.shown(context.snapshot, query: query).count
        case .error: context.snapshot.errors.count
        case .tape: market(in: context.snapshot)?.tape.count ?? 0
        case .drift: context.snapshot.drift.count
        case .log: context.snapshot.log.count
        case .model: context.snapshot.models.versions.count
        default: 1
        }
    }

    mutating func stepMarket(by step: Int, _ context: ScreenContext) {
        let markets = context.snapshot.markets
        guard let current = market(in: context.snapshot)?.instrument,
            let index = markets.firstIndex(where: { $0.instrument == current })
        else { return }
        select(markets[(index + step + markets.count) % markets.count].instrument)
    }

    /// The cursor stays inside of the series, and the window follows it. One that time has left behind begins anew.
    mutating func moveCursor(by step: Int, _ context: ScreenContext) {
        guard let window = chartWindow(context), let newest = window.indices.last else { return }
        var index = newest
        if let cursor, let current = window.index(of: cursor), window.indices.contains(current) {
            index = min(max(current + step, 0), window.count - 1)
        }
        cursor = window.openTime(at: index)
        if index < window.indices.lowerBound { anchor(at: index + window.indices.count - 1, window) }
        if index >= window.indices.upperBound { anchor(at: index, window) }
    }

    private mutating func anchor(at index: Int, _ window: ChartWindow) {
        anchor = index >= window.count - 1 ? nil : window.openTime(at: index)
    }

    mutating func goToEnd(isOldest: Bool, _ context: ScreenContext) {
        guard focus == .chart || focus == .volume || focus == .secondChart else {
            scroll[focus] = isOldest ? 0 : max(0, length(of: focus, context) - 1)
            return
        }
        cursor = nil
        anchor = nil
        guard isOldest, let window = chartWindow(context) else { return }
        anchor(at: window.capacity - 1, window)
        cursor = window.openTime(at: 0)
    }

    /// From none to all groups, one more at a time.
    mutating func stepIndicators(_ context: ScreenContext) {
        let groups = market(in: context.snapshot)?.series[timeframe].map(ChartWindow.groups) ?? []
        indicatorGroups = indicatorGroups >= groups.count ? 0 : indicatorGroups + 1
        let shown = groups.prefix(indicatorGroups)
        message =
            groups.isEmpty
            ? "No indicator is known yet." : "Indicators: \(shown.isEmpty ? "none" : shown.joined(separator: " "))"
    }
}

extension CaseIterable where Self: Equatable {
    /// The case so many places on.
    func stepped(by step: Int, wraps: Bool) -> Self {
        let all = Array(Self.allCases)
        guard let index = all.firstIndex(of: self) else { return self }
        let next = index + step
        return all[wraps ? (next % all.count + all.count) % all.count : min(max(next, 0), all.count - 1)]
    }
}
