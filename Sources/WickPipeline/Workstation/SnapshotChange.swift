public import WickDomain

/// What one step of a pipeline brings to the snapshot.
public struct SnapshotChange: Sendable {
    public var output: MarketStage.Output
    public var news = NewsStage.Output()
    /// The running minutes.
    public var open: [Candle] = []
    /// Each market's newest trades, oldest first.
    public var trades: [[Trade]] = []
    public var time: Timestamp?
    public var gaps: Int?
    /// Nil where the feeds are as they were.
    public var feeds: [Snapshot.Feed]?

    public init(output: MarketStage.Output = MarketStage.Output()) { self.output = output }
}

extension SnapshotFold {
    public mutating func apply(_ change: SnapshotChange) {
        if let time = change.time { setTime(time) }
        add(change.output)
        add(change.news)
        setOpen(change.open)
        setTrades(change.trades)
        if let gaps = change.gaps { setGaps(gaps) }
        if let feeds = change.feeds { setFeeds(feeds) }
    }
}
