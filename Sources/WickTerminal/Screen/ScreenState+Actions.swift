import WickDomain

extension ScreenState {
    /// Does an action, from wherever it was asked for.
    public mutating func apply(_ action: Action, _ context: ScreenContext) -> [Effect] {
        switch action {
        case .quit: return [.quit]
        case .help: open(.help)
        case .palette: open(.palette)
        case .themes:
            open(.themes)
            themeBefore = theme
            selection = context.themes.firstIndex(of: theme) ?? 0
        case .alerts: open(.alerts)
        case .models: open(.models)
        case .settings: open(.settings)
        case .log: open(.log)
        case .find: isFinding = true
        case .retrain: return [.retrain]
        case .cancelTraining: return [.cancelTraining]
        case .snapshot: return [.saveSnapshot]
        case .record: return [.toggleRecording]
        case .reload: return [.reload]
        case .mouse:
            isMouseOn.toggle()
            message = isMouseOn ? "The mouse is on." : "The mouse is off: select text as you like."
            return [.setMouse(isMouseOn)]
        case .freeze:
            isFrozen.toggle()
            message = isFrozen ? "The view is frozen; everything else goes on." : nil
        case .timeZone:
            usesLocalTime.toggle()
            return [.remember]
        case .confirm: return confirm(context)
        case .close: return close()
        case .up, .down, .pageUp, .pageDown: return move(action, context)
        case .pause, .stepBack, .stepOn, .slower, .faster: return transport(action, context)
        default: return applyToView(action, context)
        }
        return []
    }

    /// Panes and chart.
    private mutating func applyToView(_ action: Action, _ context: ScreenContext) -> [Effect] {
        switch action {
        case .focusNext, .focusPrevious: cycleFocus(by: action == .focusNext ? 1 : -1, context)
        case .focusChart: focus(on: .chart, context)
        case .focusWatch: focus(on: .watch, context)
        case .focusPredictions: focus(on: .predictions, context)
        case .focusVolume: focus(on: .volume, context)
        case .focusModel: focus(on: .model, context)
        case .focusNews: focus(on: .news, context)
        case .focusError: focus(on: .error, context)
        case .expand: expanded = expanded == nil ? focus : nil
        case .nextLayout, .previousLayout:
            preset = preset.stepped(by: action == .nextLayout ? 1 : -1, wraps: true)
            expanded = nil
            message = "Layout: \(preset.rawValue)"
            if layout(context.size).placement(of: focus) == nil { focus = .chart }
            return [.remember]
        default: return applyToChart(action, context)
        }
        return []
    }

    private mutating func applyToChart(_ action: Action, _ context: ScreenContext) -> [Effect] {
        switch action {
        case .cursorLeft, .cursorRight:
            moveCursor(by: action == .cursorLeft ? -1 : 1, context)
            return []
        case .oldest, .liveEdge:
            goToEnd(isOldest: action == .oldest, context)
            return []
        case .longerTimeframe, .shorterTimeframe:
            timeframe = timeframe.stepped(by: action == .longerTimeframe ? 1 : -1, wraps: false)
            anchor = nil
            cursor = nil
        case .nextSymbol, .previousSymbol:
            stepMarket(by: action == .nextSymbol ? 1 : -1, context)
            return []
        case .zoomIn: zoom = min(zoom + 1, Self.zoomRange.upperBound)
        case .zoomOut: zoom = max(zoom - 1, Self.zoomRange.lowerBound)
        case .zoomReset: zoom = Self.usualZoom
        case .candleStyle:
            candleStyle = candleStyle.stepped(by: 1, wraps: true)
            message = "Candles: \(candleStyle.rawValue)"
        case .indicators: stepIndicators(context)
        default: return []
        }
        return [.remember]
    }

    private mutating func open(_ dialog: Dialog) {
        self.dialog = dialog
        query = ""
        selection = 0
        isFinding = false
    }

    private mutating func close() -> [Effect] {
        if dialog != nil {
            let before = themeBefore
            dialog = nil
            query = ""
            themeBefore = nil
            guard let before, before != theme else { return [] }
            theme = before
            return [.setTheme(before)]
        }
        if isFinding || !query.isEmpty {
            isFinding = false
            query = ""
        } else if cursor != nil {
            cursor = nil
        } else if anchor != nil {
            anchor = nil
        } else {
            expanded = nil
        }
        return []
    }

    private mutating func confirm(_ context: ScreenContext) -> [Effect] {
        switch dialog {
        case .palette:
            let found = context.keymap.search(query)
            let index = selection
            (dialog, query, selection) = (nil, "", 0)
            return found.indices.contains(index) ? apply(found[index].action, context) : []
        case .themes:
            dialog = nil
            themeBefore = nil
            return [.remember]
        case .models:
            guard context.snapshot.models.versions.indices.contains(selection) else { return [] }
            dialog = nil
            return [.promote(version: context.snapshot.models.versions[selection].version)]
        case .alerts:
            guard context.snapshot.alerts.indices.contains(selection) else { return close() }
            let alert = context.snapshot.alerts[selection]
            return [.muteAlert(name: alert.name, isMuted: !alert.isMuted)]
        case .help, .settings, .log: return close()
        case nil: return confirmInPane(context)
        }
    }

    private mutating func confirmInPane(_ context: ScreenContext) -> [Effect] {
        if isFinding {
            isFinding = false
            let wanted = query.lowercased()
            let found = context.snapshot.markets.first { "\($0.instrument.symbol)".lowercased().hasPrefix(wanted) }
            if let found, !wanted.isEmpty {
                select(found.instrument)
                query = ""
            }
        } else {
            expanded = expanded == nil ? focus : nil
        }
        return []
    }

    private mutating func transport(_ action: Action, _ context: ScreenContext) -> [Effect] {
        guard let transport = context.snapshot.source.transport else {
            message = "This is live: only a replay can be paused or stepped."
            return []
        }
        switch action {
        case .pause: return [.pause(!transport.isPaused)]
        case .stepBack, .stepOn: return [.pause(true), .step(minutes: action == .stepOn ? 1 : -1)]
        case .slower, .faster:
            let speed = transport.speed * (action == .faster ? 2 : 0.5)
            return [.setSpeed(min(max(speed, 0.125), 65_536))]
        default: return []
        }
    }
}
