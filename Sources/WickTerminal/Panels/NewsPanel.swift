import WickDomain

/// Headlines, newest first, with a bar for the sentiment; the selected one in full where there is room.
enum NewsPanel {
    static func title(_ context: PanelContext) -> [Span] {
        var spans = [Span("News, sentiment")]
        if let state = context.snapshot.newsState {
            let areAllLive = state.liveFeeds == state.feeds
            spans.append(Span("  \(state.liveFeeds)/\(state.feeds) feeds", Style(areAllLive ? .dim : .warn)))
            spans.append(Span("  \(state.scorer)", Style(state.isFallback ? .warn : .dim)))
        }
        if !context.state.query.isEmpty, context.state.dialog == nil {
            spans.append(Span(" /\(context.state.query)", Style(.accent)))
        }
        return spans
    }

    /// The headlines that pass the filter.
    static func shown(_ snapshot: Snapshot, query: String) -> [Snapshot.News] {
        guard !query.isEmpty else { return snapshot.headlines }
        let wanted = query.lowercased()
        return snapshot.headlines.filter {
            "\($0.headline.title) \($0.headline.source) \($0.score?.subject.rawValue ?? "")".lowercased().contains(
                wanted)
        }
    }

    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let query = context.state.dialog == nil ? context.state.query : ""
        let news = shown(context.snapshot, query: query)
        guard !news.isEmpty else {
            if query.isEmpty {
                EmptyPane.draw(.news, into: &grid, context)
            } else {
                grid.put("No headline holds '\(query)'. Esc clears the filter.", x: 1, y: 0, .dim)
            }
            return grid
        }
        let selected = min(context.state.scroll[.news, default: 0], news.count - 1)
        let hasCard = size.height >= 10 && size.width >= 60
        let rows = hasCard ? size.height - 4 : size.height
        let first = max(0, selected - rows + 1)
        for (row, item) in news.dropFirst(first).prefix(rows).enumerated() {
            let isSelected = context.state.focus == .news && first + row == selected
            draw(item, y: row, isSelected: isSelected, context, into: &grid)
        }
        if hasCard {
            drawCard(news[selected], Rect(x: 1, y: rows, width: size.width - 2, height: 4), context, into: &grid)
        }
        return grid
    }

    static func slot(of score: SentimentScore?) -> ThemeSlot {
        guard let score else { return .news }
        return score.sentiment > 0.1
            ? .sentimentPositive : score.sentiment < -0.1 ? .sentimentNegative : .sentimentNeutral
    }

    private static func draw(
        _ item: Snapshot.News, y: Int, isSelected: Bool, _ context: PanelContext, into grid: inout Grid
    ) {
        let ground: ThemeSlot = isSelected ? .selection : .background
        if isSelected { grid.fill(Rect(x: 0, y: y, width: grid.width, height: 1), Style(.selectionText, on: ground)) }
        var x = grid.put(context.time.minute(item.headline.seenTime), x: 1, y: y, Style(.dim, on: ground)) + 1
        if let score = item.score {
            x = grid.put(bar(score.sentiment), x: x, y: y, Style(slot(of: score), on: ground))
            x = grid.put(
                " \(NumberText.signed(score.sentiment, places: 2))", x: x, y: y, Style(slot(of: score), on: ground))
        } else {
            x = grid.put("          –", x: x, y: y, Style(.dim, on: ground))
        }
        x += 2
        let source = SafeText.fitted(item.headline.source, columns: 12)
        let room = grid.width - x - CharacterWidth.columns(of: source) - 3
        let style = Style(isSelected ? .selectionText : .text, on: ground)
        grid.put(SafeText.fitted(item.headline.title, columns: room), x: x, y: y, style)
        grid.put(source, endingAt: grid.width - 1, y: y, Style(.dim, on: ground))
    }

    /// Two columns on each side of the middle: "▐█│  " is bad, " │█▌" is good.
    private static func bar(_ sentiment: Double) -> String {
        let part = min(sentiment.magnitude, 1)
        let cells = part < 0.05 ? "  " : part < 0.3 ? "▌ " : part < 0.55 ? "█ " : part < 0.8 ? "█▌" : "██"
        if sentiment >= 0 { return "  │\(cells)".replacing("│", with: "▏") }
        let mirrored = part < 0.05 ? "  " : part < 0.3 ? " ▐" : part < 0.55 ? " █" : part < 0.8 ? "▐█" : "██"
        return "\(mirrored)▏  "
    }

    private static func drawCard(_ item: Snapshot.News, _ rect: Rect, _ context: PanelContext, into grid: inout Grid) {
        for x in rect.x..<rect.maxX { grid.set("─", x: x, y: rect.y, Style(.border)) }
        let lines = EmptyPane.wrapped(item.headline.title, columns: rect.width).prefix(2)
        for (row, line) in lines.enumerated() { grid.put(line, x: rect.x, y: rect.y + 1 + row, .title) }
        var facts =
            "\(item.headline.source)  seen \(context.time.dayAndMinute(item.headline.seenTime)) \(context.time.zone)"
        if let score = item.score {
            facts +=
                "  \(score.subject.rawValue)  confidence \(NumberText.fixed(score.confidence, places: 2))  \(score.scorer)"
            if !score.words.isEmpty { facts += "  words: \(score.words.prefix(4).joined(separator: ", "))" }
        }
        grid.put(SafeText.fitted(facts, columns: rect.width), x: rect.x, y: rect.y + 3, .dim)
    }
}
