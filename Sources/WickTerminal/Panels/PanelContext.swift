public import WickDomain

/// What panels are drawn from: the data, the person's choices, and now. Drawing is a pure function of this and a size.
public struct PanelContext: Sendable {
    public let snapshot: Snapshot
    public let state: ScreenState
    /// The moment that ages and countdowns are reckoned from.
    public let now: Timestamp
    public let keymap: Keymap
    public let themes: [String]
    /// Of local time from UTC.
    public let localOffsetSeconds: Int

    public init(
        snapshot: Snapshot, state: ScreenState, now: Timestamp, keymap: Keymap = Keymap(), themes: [String] = ["dark"],
        localOffsetSeconds: Int = 0
    ) {
        self.snapshot = snapshot
        self.state = state
        self.now = now
        self.keymap = keymap
        self.themes = themes
        self.localOffsetSeconds = localOffsetSeconds
    }

    var market: Snapshot.Market? { state.market(in: snapshot) }

    var time: TimeText {
        TimeText(offsetSeconds: state.usesLocalTime ? localOffsetSeconds : 0, isLocal: state.usesLocalTime)
    }

    /// The age of the oldest feed's newest message; nil before the first.
    var dataAge: Duration? { snapshot.feeds.compactMap { $0.lastReceived.map { now - $0 } }.max() }

    /// Data so old that nothing that follows from it counts as current.
    var isStale: Bool { dataAge.map { $0 >= Staleness.stale } ?? false }

    /// Decimal places of a market's prices.
    func places(of market: Snapshot.Market) -> Int {
        let series = market.series[.oneMinute]
        let known = series?.closed.suffix(60).map { NumberText.places(of: $0.close) }.max() ?? 0
        return min(6, max(known, market.lastPrice.map { NumberText.places(of: $0) } ?? 0))
    }

    /// "BTC" of "BTC/USD": the symbol up to a separator.
    static func short(_ instrument: Instrument) -> String {
        let symbol = "\(instrument.symbol)"
        return symbol.split(whereSeparator: { "/-_:".contains($0) }).first.map(String.init) ?? symbol
    }
}

/// When silence is shown: heartbeats come at least once a second.
enum Staleness {
    static let late: Duration = .seconds(5)
    static let stale: Duration = .seconds(15)
}
