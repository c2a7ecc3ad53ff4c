public import WickDomain
public import WickFrames
public import WickNews
public import WickVenues

/// The live program's left half: feeds, then the recorder, then the market and the news, in this order. Stopping closes the feeds, drains
/// what waits, and ends the recording.
public struct LivePipeline: Sendable {
    /// What one batch of frames led to.
    public struct Output: Sendable {
        public var market: MarketStage.Output
        public var news: NewsStage.Output

        public init(market: MarketStage.Output, news: NewsStage.Output = NewsStage.Output()) {
            self.market = market
            self.news = news
        }
    }

    /// The news of a live run.
    public struct News: Sendable {
        let poller: FeedPoller
        let actor: NewsActor

        public init(poller: FeedPoller, actor: NewsActor) {
            self.poller = poller
            self.actor = actor
        }

        /// For the screen.
        public var state: Snapshot.NewsState {
            get async {
                let feeds = await poller.statuses
                let scorer = await actor.scorerText
                return Snapshot.NewsState(
                    liveFeeds: feeds.count { $0.state == .live }, feeds: feeds.count, scorer: scorer.text,
                    isFallback: scorer.isFallback)
            }
        }
    }

    private let feeds: [VenueFeed]
    private let channel: FrameChannel
    private let recorder: RecorderActor?
    private let market: MarketActor?
    private let news: News?
    private let deliver: @Sendable (Output) async -> Void

    /// - Parameters:
    ///   - channel: the one that all feeds push into.
    ///   - recorder: nil where nothing is recorded.
    ///   - market: nil where only a recording is wanted.
    ///   - news: nil where none is polled.
    ///   - deliver: is given what each batch led to; while it suspends, the feeds feel it.
    public init(
        feeds: [VenueFeed], channel: FrameChannel, recorder: RecorderActor?, market: MarketActor?,
        news: News? = nil, deliver: @escaping @Sendable (Output) async -> Void
    ) {
        self.feeds = feeds
        self.channel = channel
        self.recorder = recorder
        self.market = market
        self.news = news
        self.deliver = deliver
    }

    /// The header that all frames of a capture share, and its files begin with.
    public static func header(for feeds: [FeedConfiguration], synthetic: Bool? = nil) -> RecordingHeader {
        let instruments = feeds.flatMap { feed in feed.symbols.map { Instrument(venue: feed.venue, symbol: $0) } }
        let units = feeds.compactMap { feed in feed.timeUnit.map { (feed.venue.rawValue, $0.rawValue) } }
        return RecordingHeader(
            venues: feeds.map(\.venue), instruments: instruments, synthetic: synthetic,
            timeUnits: units.isEmpty ? nil : Dictionary(units) { first, _ in first })
    }

    /// Runs until `stop`, or until the task is cancelled; what was received until then is recorded and folded.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            if let recorder { group.addTask { await recorder.run() } }
            group.addTask { await feedChannel() }
            await drain()
            await recorder?.close()
            group.cancelAll()
        }
    }

    /// Closes the sockets; `run` returns once everything is drained.
    public func stop() async {
        for feed in feeds { await feed.stop() }
    }

    private func feedChannel() async {
        await withDiscardingTaskGroup { group in
            if let news {
                group.addTask { await news.poller.run() }
                group.addTask { await news.actor.run() }
            }
            await withDiscardingTaskGroup { venues in
                for feed in feeds { venues.addTask { await feed.run() } }
            }
            // The venues' feeds end when they are stopped; a request for news need not be waited for.
            await news?.poller.stop()
            await news?.actor.stop()
            group.cancelAll()
        }
        channel.finish()
    }

    private func drain() async {
        var newest = Int64.min
        while let batch = await channel.next() {
            let ordered = Self.inOrder(batch, after: &newest)
            await recorder?.record(ordered)
            guard let market else { continue }
            let news = await news?.actor.fold(ordered) ?? NewsStage.Output()
            await deliver(Output(market: await market.fold(ordered), news: news))
        }
    }

    /// Receive times rise in a recording; batches of several venues overlap by what each gathered at once.
    static func inOrder(_ batch: FrameBatch, after newest: inout Int64) -> FrameBatch {
        guard let first = batch.entries.first, let last = batch.entries.last, first.receivedNanoseconds < newest else {
            newest = max(newest, batch.entries.last?.receivedNanoseconds ?? newest)
            return batch
        }
        var ordered = FrameBatch(header: batch.header)
        batch.forEach { entry, payload in
            ordered.append(
                receivedNanoseconds: max(newest, entry.receivedNanoseconds), origin: entry.origin, payload: payload)
        }
        newest = max(newest, last.receivedNanoseconds)
        return ordered
    }
}
