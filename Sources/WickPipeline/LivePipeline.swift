import WickDomain
public import WickFrames
public import WickVenues

/// The live program's left half: feeds, then the recorder, then the market, in this order. Stopping closes the feeds, drains what
/// waits, and ends the recording.
public struct LivePipeline: Sendable {
    private let feeds: [VenueFeed]
    private let channel: FrameChannel
    private let recorder: RecorderActor?
    private let market: MarketActor?
    private let deliver: @Sendable (MarketStage.Output) async -> Void

    /// - Parameters:
    ///   - channel: the one that all feeds push into.
    ///   - recorder: nil where nothing is recorded.
    ///   - market: nil where only a recording is wanted.
    ///   - deliver: is given what each batch led to; while it suspends, the feeds feel it.
    public init(
        feeds: [VenueFeed], channel: FrameChannel, recorder: RecorderActor?, market: MarketActor?,
        deliver: @escaping @Sendable (MarketStage.Output) async -> Void
    ) {
        self.feeds = feeds
        self.channel = channel
        self.recorder = recorder
        self.market = market
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
            for feed in feeds { group.addTask { await feed.run() } }
        }
        channel.finish()
    }

    private func drain() async {
        var newest = Int64.min
        while let batch = await channel.next() {
            let ordered = Self.inOrder(batch, after: &newest)
            await recorder?.record(ordered)
            if let market { await deliver(await market.fold(ordered)) }
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
