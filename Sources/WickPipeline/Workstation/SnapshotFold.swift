public import WickDomain

/// Folds what the stages put out into the snapshot that views read. Synchronous and without a clock; owned by a `Workstation`.
public struct SnapshotFold: Sendable {
    /// Computes the lines of a series from its closed candles.
    public typealias Indicators = @Sendable (Snapshot.CandleSeries) -> [Snapshot.IndicatorLine]

    /// Lines of log that are kept.
    static let maximumLogLines = 500
    /// Trades of each market that are kept: more than the tallest terminal has rows.
    public static let maximumTape = 200
    /// Headlines that are kept.
    static let maximumHeadlines = 200

    public private(set) var snapshot: Snapshot
    private let indicators: Indicators
    private var folds: [MarketFold] = []

    /// - Parameter indicators: what is drawn over and under candles.
    public init(
        time: Timestamp, source: Snapshot.Source, isSynthetic: Bool,
        indicators: @escaping Indicators = { ChartIndicators.lines(of: $0) }
    ) {
        snapshot = Snapshot(time: time, source: source)
        snapshot.isSynthetic = isSynthetic
        self.indicators = indicators
    }

    /// Takes what a batch of frames led to.
    public mutating func add(_ output: MarketStage.Output) {
        for candle in output.candles { add(candle) }
        for problem in output.problems { log(.warning, problem) }
    }

    /// Takes a version of a minute that has closed.
    mutating func add(_ minute: Candle) { folds[index(of: minute.instrument)].add(minute) }

    /// Takes headlines and scores: an edited headline takes the place of its older version, a later score that of an earlier one.
    public mutating func add(_ news: NewsStage.Output) {
        for headline in news.headlines {
            snapshot.headlines.removeAll { $0.headline.id == headline.id }
            snapshot.headlines.insert(Snapshot.News(headline: headline), at: 0)
        }
        let surplus = snapshot.headlines.count - Self.maximumHeadlines
        if surplus > 0 { snapshot.headlines.removeLast(surplus) }
        for score in news.scores {
            guard
                let index = snapshot.headlines.firstIndex(where: {
                    $0.headline.id == score.headlineID && $0.headline.version == score.headlineVersion
                })
            else { continue }
            snapshot.headlines[index].score = score
        }
        for problem in news.problems { log(.warning, problem) }
    }

    /// Takes the running minutes.
    public mutating func setOpen(_ minutes: [Candle]) {
        for minute in minutes { folds[index(of: minute.instrument)].setOpen(minute) }
    }

    /// Takes each market's newest trades, oldest first.
    public mutating func setTrades(_ markets: [[Trade]]) {
        for trades in markets {
            guard let newest = trades.last else { continue }
            folds[index(of: newest.instrument)].setTape(trades)
        }
    }

    /// Whether these trades end with one that is on the tape already.
    func shows(_ trades: [Trade]) -> Bool {
        guard let newest = trades.last else { return true }
        return folds.contains { $0.market.tape.first == newest }
    }

    mutating func addForecast(_ forecast: Snapshot.Forecast) {
        folds[index(of: forecast.prediction.instrument)].add(forecast)
    }

    mutating func settleForecast(_ outcome: Outcome) {
        for index in folds.indices { folds[index].settle(outcome) }
    }

    public mutating func setTraining(_ run: Snapshot.TrainingRun) { snapshot.models.training = run }
    public mutating func setVersions(_ versions: [Snapshot.ModelVersion]) { snapshot.models.versions = versions }
    mutating func setCalibration(_ points: [Snapshot.CalibrationPoint]) { snapshot.calibration = points }
    public mutating func setDrift(_ drift: [Snapshot.Drift]) { snapshot.drift = drift }
    public mutating func setErrors(_ windows: [Snapshot.ErrorWindow]) { snapshot.errors = windows }

    public mutating func setTime(_ time: Timestamp) { snapshot.time = max(snapshot.time, time) }
    public mutating func setSource(_ source: Snapshot.Source) { snapshot.source = source }
    /// Whether that was a change.
    mutating func setPace(_ pace: TransportClock.Pace) -> Bool {
        guard var transport = snapshot.source.transport,
            transport.speed != pace.speed || transport.isPaused != pace.isPaused
        else { return false }
        (transport.speed, transport.isPaused) = (pace.speed, pace.isPaused)
        if case .demo = snapshot.source {
            snapshot.source = .demo(transport)
        } else {
            snapshot.source = .replay(transport)
        }
        return true
    }

    public mutating func setFeeds(_ feeds: [Snapshot.Feed]) { snapshot.feeds = feeds }
    public mutating func setNewsState(_ state: Snapshot.NewsState) { snapshot.newsState = state }
    /// Newest first.
    public mutating func setAlerts(_ alerts: [Snapshot.Alert]) { snapshot.alerts = alerts }
    public mutating func setStore(_ state: Snapshot.StoreState?) { snapshot.store = state }
    public mutating func setGaps(_ count: Int) { snapshot.gaps = count }
    public mutating func setRecording(_ recording: Snapshot.Recording) { snapshot.recording = recording }
    public mutating func setSettings(_ settings: [Snapshot.Setting]) { snapshot.settings = settings }
    public mutating func setNotices(_ notices: [Snapshot.Notice]) { snapshot.notices = notices }

    public mutating func log(_ level: Snapshot.LogLine.Level, _ text: String) {
        snapshot.log.append(Snapshot.LogLine(time: snapshot.time, level: level, text: text))
        let surplus = snapshot.log.count - Self.maximumLogLines
        if surplus > 0 { snapshot.log.removeFirst(surplus) }
    }

    /// What a new beginning keeps: the log, and revisions that go on rising.
    mutating func carry(log: [Snapshot.LogLine], revision: Int) {
        snapshot.log = log
        snapshot.revision = revision
    }

    /// The snapshot as it is now.
    ///
    /// - Parameter isRevision: whether a view has to draw because of it.
    public mutating func next(isRevision: Bool = true) -> Snapshot {
        for index in folds.indices { folds[index].settle(indicators) }
        snapshot.markets = folds.map(\.market)
        if isRevision { snapshot.revision += 1 }
        return snapshot
    }

    /// Markets are listed by venue and symbol, in whatever order they turn up.
    private mutating func index(of instrument: Instrument) -> Int {
        if let known = folds.firstIndex(where: { $0.market.instrument == instrument }) { return known }
        let place = folds.firstIndex { $0.market.instrument > instrument } ?? folds.count
        folds.insert(MarketFold(instrument), at: place)
        return place
    }
}
