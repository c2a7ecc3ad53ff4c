/// Where everything goes: a pure function of the size and what the person chose. Rectangles lie inside of the screen and never
/// overlap, whatever the size.
public struct Layout: Equatable, Sendable {
    public struct Placement: Equatable, Sendable {
        public let pane: Pane
        public let rect: Rect
        public let isFramed: Bool
        /// The panes that Tab shows in its place, itself included; empty where it stands for itself.
        public var tabs: [Pane] = []
    }

    public let sizeClass: SizeClass
    public private(set) var placements: [Placement] = []
    public private(set) var header: Rect?
    public private(set) var footer: Rect?

    /// The tabs of small screens, in the order in which Tab goes through them.
    public static let tabs: [Pane] = [.predictions, .watch, .news, .error, .model]

    /// - Parameters:
    ///   - expanded: the pane that has the whole screen; nil for none.
    ///   - tab: the pane that is shown where only one of `tabs` is.
    public init(size: Size, preset: LayoutPreset = .overview, expanded: Pane? = nil, tab: Pane = .predictions) {
        sizeClass = SizeClass(size)
        var body = Rect(size)
        if sizeClass == .line {
            header = Rect(x: 0, y: 0, width: size.width, height: min(1, size.height))
            return
        }
        let top = sizeClass == .mini ? 2 : 1
        (header, body) = body.split(top: top)
        if sizeClass != .mini {
            let (rest, bottom) = body.split(top: body.height - 1)
            (body, footer) = (rest, bottom)
        }
        if let expanded {
            placements = [Placement(pane: expanded, rect: body, isFramed: sizeClass != .mini)]
            return
        }
        switch sizeClass {
        case .line: break
        case .mini: placements = [Placement(pane: .chart, rect: body, isFramed: false)]
        case .compact, .medium: placeSmall(in: body, preset: preset, tab: tab)
        case .standard: placeStandard(in: body, preset: preset)
        case .wide: placeWide(in: body, preset: preset)
        }
    }

    /// The pane at a place, for the mouse.
    public func placement(x: Int, y: Int) -> Placement? { placements.first { $0.rect.contains(x: x, y: y) } }

    public func placement(of pane: Pane) -> Placement? { placements.first { $0.pane == pane } }

    private mutating func place(_ pane: Pane, _ rect: Rect) {
        if !rect.isEmpty { placements.append(Placement(pane: pane, rect: rect, isFramed: true)) }
    }

    /// Panes above each other, with heights in these proportions; the last takes what is left.
    private mutating func stack(_ panes: [(Pane, Int)], in rect: Rect) {
        var rest = rect
        var total = panes.reduce(0) { $0 + $1.1 }
        for (pane, weight) in panes {
            let (part, other) = rest.split(top: rest.height * weight / max(total, 1))
            place(pane, part)
            (rest, total) = (other, total - weight)
        }
    }

    /// The same beside each other.
    private mutating func row(_ panes: [(Pane, Int)], in rect: Rect) {
        var rest = rect
        var total = panes.reduce(0) { $0 + $1.1 }
        for (pane, weight) in panes {
            let (part, other) = rest.split(left: rest.width * weight / max(total, 1))
            place(pane, part)
            (rest, total) = (other, total - weight)
        }
    }
}

extension Layout {
    /// The chart over its volume, and one pane with tabs; at 80×24 rows 13 + 2 + 7.
    private mutating func placeSmall(in body: Rect, preset: LayoutPreset, tab: Pane) {
        let shown: Pane = preset == .news ? .news : tab
        let volumeRows = sizeClass == .medium ? 2 : 0
        let tabRows = preset == .chart ? 0 : max(5, body.height * 7 / 22)
        let (upper, lower) = body.split(top: body.height - tabRows)
        let (chart, volume) = upper.split(top: upper.height - volumeRows)
        place(.chart, chart)
        if !volume.isEmpty { placements.append(Placement(pane: .volume, rect: volume, isFramed: false)) }
        if !lower.isEmpty {
            let tabs = preset == .news ? [] : Self.tabs
            placements.append(Placement(pane: shown, rect: lower, isFramed: true, tabs: tabs))
        }
    }

    /// At 120×40 rows 22 + 6 + 10, columns 88 + 32.
    private mutating func placeStandard(in body: Rect, preset: LayoutPreset) {
        switch preset {
        case .overview:
            let (upper, lower) = body.split(top: body.height * 28 / 38)
            let (left, right) = upper.split(left: upper.width * 88 / 120)
            stack([(.chart, 22), (.volume, 6)], in: left)
            stack([(.watch, 6), (.predictions, 12), (.model, 10)], in: right)
            row([(.news, 61), (.error, 59)], in: lower)
        case .chart:
            let (left, right) = body.split(left: body.width - 32)
            stack([(.chart, 30), (.volume, 8)], in: left)
            stack([(.watch, 12), (.predictions, 26)], in: right)
        case .research:
            let (left, right) = body.split(left: body.width / 2)
            stack([(.error, 12), (.predictions, 14), (.log, 12)], in: left)
            stack([(.model, 14), (.calibration, 12), (.drift, 12)], in: right)
        case .news:
            let (left, right) = body.split(left: body.width * 6 / 10)
            place(.news, left)
            stack([(.chart, 26), (.watch, 12)], in: right)
        }
    }

    private mutating func placeWide(in body: Rect, preset: LayoutPreset) {
        guard preset == .overview else {
            placeStandard(in: body, preset: preset)
            return
        }
        let (upper, rest) = body.split(top: body.height * 31 / 58)
        let (left, right) = upper.split(left: upper.width * 2 / 3)
        stack([(.chart, 23), (.volume, 8)], in: left)
        stack([(.watch, 6), (.predictions, 13), (.model, 12)], in: right)
        let (middle, lower) = rest.split(top: rest.height * 14 / 27)
        row([(.secondChart, 84), (.tape, 46), (.calibration, 35), (.drift, 35)], in: middle)
        row([(.news, 100), (.error, 60), (.log, 40)], in: lower)
    }
}
