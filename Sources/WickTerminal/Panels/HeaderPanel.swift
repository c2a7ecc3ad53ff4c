import WickDomain

/// The uppermost line: symbol, price, feed, age of the data and of the model never leave it; the rest goes as room does.
enum HeaderPanel {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size, style: Style(.barText, on: .bar))
        if size.height >= 2 {
            put(fitting([price(context, full: true) + [gap] + age(context)], size.width), y: 0, into: &grid)
            put(feed(context, 1) + model(context, 1), y: 1, into: &grid)
            return grid
        }
        let label = [Span(" wick ", bar(.accent).bold), Span(" ", bar(.barText))]
        let labelled = [5, 4].map { label + line(context, detail: $0) }
        let candidates = labelled + (0...4).reversed().map { line(context, detail: $0) }
        put(fitting(candidates, size.width), y: 0, into: &grid)
        return grid
    }

    /// Everything in one line: "BTC 67,412.5 ▲0.42 LIVE +5m ▲".
    static func line(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size, style: Style(.barText, on: .bar))
        var spans = price(context, full: false) + [gap, Span(state(context).word, state(context).style)]
        if let forecast = context.market?.predictions.last?.prediction {
            let minutes = Int(saturating: (forecast.targetTime - forecast.madeAt).seconds / 60)
            let isUp = forecast.predictedReturn >= 0
            let style = bar(context.isStale ? .dim : isUp ? .up : .down)
            spans += [gap, Span("+\(minutes)m \(isUp ? "▲" : "▼")", style)]
        }
        put(spans, y: 0, into: &grid)
        return grid
    }

    private static let gap = Span("  ", bar(.barText))

    private static func bar(_ slot: ThemeSlot) -> Style { Style(slot, on: .bar) }

    /// From 0 (what never collapses) to 5 (everything).
    private static func line(_ context: PanelContext, detail: Int) -> [Span] {
        var spans = price(context, full: detail >= 3)
        spans += [gap] + feed(context, detail) + (detail < 3 ? [Span(" ", bar(.barText))] + age(context) : [])
        if detail >= 1 { spans += [gap, Span(context.state.timeframe.rawValue, bar(.accent).bold)] }
        if detail >= 2 {
            spans += [gap, Span("\(context.time.second(context.now)) \(context.time.zone)", bar(.barText))]
        }
        spans += model(context, detail)
        spans += store(context, detail) + alerts(context, detail)
        // What is not as it usually is stays longer.
        if detail >= 4 || detail >= 1 && context.snapshot.gaps > 0 { spans += [gap] + gaps(context) }
        if detail >= 4 || detail >= 1 && context.snapshot.recording != .off {
            spans += [gap] + recording(context, isLong: detail >= 5)
        }
        if context.state.isFrozen { spans += [gap, Span("FROZEN", bar(.warn).bold)] }
        return spans
    }

    private static func price(_ context: PanelContext, full: Bool) -> [Span] {
        guard let market = context.market else { return [Span("no market yet", bar(.dim))] }
        let name = full ? "\(market.instrument.symbol)" : PanelContext.short(market.instrument)
        guard let price = market.lastPrice else { return [Span(name, bar(.title).bold), Span(" –", bar(.dim))] }
        let change = market.dayChange ?? 0
        let text = NumberText.fixed(change.magnitude * 100, places: 2)
        let style = bar(context.isStale ? .dim : change < 0 ? .down : .up).bold
        return [
            Span("\(name) ", bar(.title).bold),
            Span(NumberText.price(price, places: context.places(of: market)), style),
            Span(" \(change < 0 ? "▼" : "▲")\(full ? (change < 0 ? "-" : "+") : "")\(text)\(full ? "%" : "")", style),
        ]
    }

    /// The state of all feeds in one word: that of the worst.
    private static func state(_ context: PanelContext) -> (word: String, style: Style) {
        if context.isStale { return ("STALE", bar(.bad).bold) }
        switch context.snapshot.source {
        case .demo: return ("DEMO", bar(.good).bold)
        case .replay: return ("REPLAY", bar(.good).bold)
        case .live: break
        }
        guard let worst = context.snapshot.feeds.max(by: { rank($0.state) < rank($1.state) }) else {
            return ("CONNECTING", bar(.warn))
        }
        return describe(worst.state, context)
    }

    private static func rank(_ state: Snapshot.Feed.State) -> Int {
        switch state {
        case .live, .replayed: 0
        case .repairing: 1
        case .connecting: 2
        case .stale: 3
        case .reconnecting: 4
        case .stopped: 5
        }
    }

    private static func describe(_ state: Snapshot.Feed.State, _ context: PanelContext) -> (String, Style) {
        switch state {
        case .live: return ("LIVE", bar(.good).bold)
        case .replayed: return ("REPLAY", bar(.good).bold)
        case .repairing: return ("REPAIRING", bar(.warn))
        case .connecting: return ("CONNECTING", bar(.warn))
        case .stale: return ("STALE", bar(.bad).bold)
        case .reconnecting(let attempt, let next):
            let wait = max(0, Int(saturating: (next - context.now).seconds.rounded(.up)))
            return ("RECONNECTING \(attempt) (next try in \(wait) s)", bar(.warn))
        case .stopped: return ("STOPPED", bar(.bad))
        }
    }

    private static func feed(_ context: PanelContext, _ detail: Int) -> [Span] {
        if let transport = context.snapshot.source.transport { return replay(transport, context, detail) }
        guard detail >= 4, !context.snapshot.feeds.isEmpty else {
            let state = state(context)
            return [Span("● ", state.style), Span(state.word, state.style)] + (detail >= 3 ? [gap] + age(context) : [])
        }
        var spans: [Span] = []
        for feed in context.snapshot.feeds {
            let age = feed.lastReceived.map { context.now - $0 }
            let isStale = age.map { $0 >= Staleness.stale } ?? false
            let state = isStale && feed.state == .live ? ("STALE", bar(.bad).bold) : describe(feed.state, context)
            if !spans.isEmpty { spans.append(gap) }
            spans += [Span("● ", state.1), Span("\(feed.venue) ", bar(.barText)), Span(state.0, state.1)]
            if detail >= 5, let latency = feed.latency {
                spans.append(Span(" \(Int(saturating: (latency.seconds * 1000).rounded())) ms", bar(.dim)))
            }
        }
        return spans + [gap] + age(context)
    }

    private static func replay(
        _ transport: Snapshot.Transport, _ context: PanelContext, _ detail: Int
    ) -> [Span] {
        let state = state(context)
        let mark = transport.isPaused ? "‖" : transport.hasEnded ? "■" : "▶"
        var spans = [Span("\(mark) ", state.style), Span(state.word, state.style)]
        let speed = transport.speed.isInfinite ? "max" : "×\(trimmed(transport.speed))"
        spans.append(Span(transport.hasEnded ? " ended" : transport.isPaused ? " paused" : " \(speed)", bar(.accent)))
        if context.snapshot.isSynthetic, detail >= 3 { spans.append(Span(" (synthetic)", bar(.warn))) }
        if context.snapshot.isSynthetic, detail < 3, !isDemo(context) { spans.append(Span(" synthetic", bar(.warn))) }
        if detail >= 3 { spans += [gap] + age(context) }
        if detail >= 5 { spans.append(Span("  \(Int(saturating: transport.fraction * 100))% read", bar(.dim))) }
        return spans
    }

    /// A demo is known to be made up.
    private static func isDemo(_ context: PanelContext) -> Bool {
        if case .demo = context.snapshot.source { return true }
        return false
    }

    private static func trimmed(_ speed: Double) -> String {
        speed == speed.rounded() && speed < 1e9 ? "\(Int(saturating: speed))" : "\(speed)"
    }

    private static func age(_ context: PanelContext) -> [Span] {
        guard let age = context.dataAge else { return [Span("age –", bar(.dim))] }
        let slot: ThemeSlot = age >= Staleness.stale ? .bad : age >= Staleness.late ? .warn : .dim
        return [Span("age \(TimeText.length(age))", bar(slot))]
    }

    private static func model(_ context: PanelContext, _ detail: Int) -> [Span] {
        guard let champion = context.snapshot.models.version(.champion, of: context.market?.instrument) else {
            return [gap, Span(detail >= 3 ? "no model" : "#–", bar(.dim))]
        }
        let age = TimeText.length(context.now - champion.trainedTime)
        let text = detail >= 5 ? "model #\(champion.version) champion, \(age)" : "#\(champion.version) \(age)"
        return [gap, Span(text, bar(.barText))]
    }

    /// How many fire that nobody has muted; nothing where none does.
    private static func alerts(_ context: PanelContext, _ detail: Int) -> [Span] {
        let count = context.snapshot.alerts.count { $0.state == .firing && !$0.isMuted }
        guard count > 0 else { return [] }
        let text = detail >= 5 ? " \(count) alert\(count == 1 ? "" : "s")" : "\(count)"
        return [gap, Span("!\(text)", bar(.bad).bold)]
    }

    /// Nothing while the store takes everything.
    private static func store(_ context: PanelContext, _ detail: Int) -> [Span] {
        guard let store = context.snapshot.store else { return [] }
        var parts: [String] = []
        if store.isFailing { parts.append("NOT STORED\(detail >= 3 ? ": \(store.waitingRows) rows wait" : "")") }
        if store.lostRows > 0, detail >= 3 { parts.append("\(store.lostRows) rows lost") }
        if store.refusedRows > 0, detail >= 4 { parts.append("\(store.refusedRows) rows set aside") }
        guard !parts.isEmpty else { return [] }
        return [gap, Span(parts.joined(separator: ", "), bar(store.isFailing ? .bad : .warn).bold)]
    }

    private static func gaps(_ context: PanelContext) -> [Span] {
        [Span("gaps \(context.snapshot.gaps)", bar(context.snapshot.gaps == 0 ? .dim : .warn))]
    }

    private static func recording(_ context: PanelContext, isLong: Bool) -> [Span] {
        switch context.snapshot.recording {
        case .off: [Span("○ rec", bar(.dim))]
        case .on(let bytes, _): [Span("● rec\(isLong ? " \(NumberText.amount(Double(bytes)))B" : "")", bar(.bad))]
        case .failed: [Span("✗ rec", bar(.bad).bold)]
        }
    }

    private static func fitting(_ candidates: [[Span]], _ width: Int) -> [Span] {
        candidates.first { $0.reduce(0) { $0 + CharacterWidth.columns(of: $1.text) } + 2 <= width }
            ?? candidates.last ?? []
    }

    private static func put(_ spans: [Span], y: Int, into grid: inout Grid) {
        grid.put(spans, x: grid.width > 30 ? 1 : 0, y: y)
    }
}
