public import WickDomain

extension ScreenState {
    /// Takes a key or a click.
    ///
    /// - Returns: what the program is asked to do.
    public mutating func handle(_ input: Input, _ context: ScreenContext) -> [Effect] {
        message = nil
        switch input {
        case .key(let key):
            if let effects = type(key, context) { return effects }
            guard let action = context.keymap.action(for: key) else { return [] }
            return apply(action, context)
        case .mouse(let button, let x, let y):
            return point(button, x: x, y: y, context)
        }
    }

    /// Whether keys are text.
    private var isTyping: Bool { isFinding || dialog == .help || dialog == .palette }

    /// Nil where the key is not text here.
    private mutating func type(_ key: Key, _ context: ScreenContext) -> [Effect]? {
        guard isTyping else { return dialog.map { dialogKey(key, $0, context) } ?? nil }
        switch key {
        case .character(let character):
            // More is not needed to tell anything apart.
            if query.count < 60 { query.append(character) }
            selection = 0
        case .backspace:
            if !query.isEmpty { query.removeLast() }
            selection = 0
        case .enter, .escape, .up, .down, .pageUp, .pageDown, .home, .end: return nil
        default: return []
        }
        return []
    }

    /// Keys that mean something in one dialog only.
    private mutating func dialogKey(_ key: Key, _ dialog: Dialog, _ context: ScreenContext) -> [Effect]? {
        guard dialog == .models, key == .character("b") else { return nil }
        let versions = context.snapshot.models.versions
        guard versions.indices.contains(selection), let instrument = versions[selection].instrument else { return [] }
        self.dialog = nil
        return [.rollBack(instrument)]
    }

    private mutating func point(_ button: Input.Button, x: Int, y: Int, _ context: ScreenContext) -> [Effect] {
        guard dialog == nil else {
            switch button {
            case .left: return apply(.close, context)
            case .wheelUp: return apply(.up, context)
            case .wheelDown: return apply(.down, context)
            }
        }
        guard let placement = layout(context.size).placement(x: x, y: y) else { return [] }
        switch button {
        case .left:
            focus = placement.pane
            if placement.pane == .chart { putCursor(x: x, placement, context) }
            if placement.pane == .watch { pickMarket(row: y - placement.rect.y - 1, context) }
        case .wheelUp, .wheelDown:
            focus = placement.pane
            let isUp = button == .wheelUp
            if placement.pane == .chart { return apply(isUp ? .zoomIn : .zoomOut, context) }
            return apply(isUp ? .up : .down, context)
        }
        return []
    }

    private mutating func putCursor(x: Int, _ placement: Layout.Placement, _ context: ScreenContext) {
        let rect = placement.isFramed ? placement.rect.inner : placement.rect
        guard let window = chartWindow(context) else { return }
        cursor = window.candle(atColumn: x - rect.x)?.openTime ?? cursor
    }

    private mutating func pickMarket(row: Int, _ context: ScreenContext) {
        guard context.snapshot.markets.indices.contains(row) else { return }
        select(context.snapshot.markets[row].instrument)
    }
}

extension ScreenState {
    /// Where everything goes on a screen of this size.
    public func layout(_ size: Size) -> Layout {
        Layout(size: size, preset: preset, expanded: expanded, tab: tab)
    }

    /// The market that is shown; nil before there is one.
    public func market(in snapshot: Snapshot) -> Snapshot.Market? {
        snapshot.markets.first { $0.instrument == instrument } ?? snapshot.markets.first
    }

    /// The part of the series that the chart shows; nil where it shows none.
    func chartWindow(_ context: ScreenContext) -> ChartWindow? {
        guard let placement = layout(context.size).placement(of: .chart), let market = market(in: context.snapshot)
        else { return nil }
        let rect = placement.isFramed ? placement.rect.inner : placement.rect
        return ChartWindow(market: market, timeframe: timeframe, zoom: zoom, anchor: anchor, size: rect.size)
    }

    mutating func select(_ instrument: Instrument) {
        guard self.instrument != instrument else { return }
        self.instrument = instrument
        anchor = nil
        cursor = nil
    }
}
