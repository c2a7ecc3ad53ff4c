public import WickDomain
public import WickLearning

/// What one step of a pipeline brings to the snapshot.
public struct SnapshotChange: Sendable {
    public var output: MarketStage.Output
    public var news = NewsStage.Output()
    public var forecasts = ForecastStage.Output()
    /// Nil where they are as they were.
    public var errors: [(target: ForecastTarget, errors: RollingErrors)]?
    /// Of each champion; nil where it is as it was.
    public var drift: [[DriftMonitor.FeatureDrift]]?
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
    /// Whether anything but the time would look different: a heartbeat changes nothing that a frame could show.
    func isChanged(by change: SnapshotChange) -> Bool {
        let output = change.output
        return !output.candles.isEmpty || !output.problems.isEmpty || !change.news.isEmpty || !change.forecasts.isEmpty
            || change.errors != nil || change.drift != nil || change.feeds != nil
            || change.gaps.map { $0 != snapshot.gaps } ?? false || !change.trades.allSatisfy(shows)
    }

    public mutating func apply(_ change: SnapshotChange) {
        if let time = change.time { setTime(time) }
        add(change.output)
        add(change.news)
        add(change.forecasts)
        if let errors = change.errors { setErrors(errors) }
        if let drift = change.drift { setDrift(drift) }
        setOpen(change.open)
        setTrades(change.trades)
        if let gaps = change.gaps { setGaps(gaps) }
        if let feeds = change.feeds { setFeeds(feeds) }
    }
}
