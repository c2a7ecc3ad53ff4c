import WickDomain
public import WickFrames
public import WickNetwork

/// Owns the schedule of the news feeds: asks each at its own pace, and hands every new body on as a frame. No feed waits for another.
///
/// What it knows of a feed's versions (ETag, Last-Modified, the last body) is kept in memory: after a start every feed is fetched once.
public actor FeedPoller {
    /// Feeds that can be polled: each has one request at a time, and the network does sixteen.
    public static let maximumFeeds = 64
    static let requestDeadline = Duration.seconds(20)

    private struct Entry {
        let feed: NewsFeed
        var schedule: PollSchedule
        var state = NewsFeedState.waiting
        var validators = HTTPValidators()
        /// SHA-256 of the last payload.
        var lastHash = ""
        var lastReason: String?
        var lastSuccess: Timestamp?
        var requests = 0
        var bodies = 0
    }

    private let client: any HTTPClient
    private let channel: FrameChannel
    private let clock: FeedClock
    private let header: RecordingHeader
    private let report: @Sendable (NewsFeedEvent) -> Void
    private var random: any RandomNumberGenerator & Sendable
    private var entries: [Entry]
    private let stops: AsyncStream<Never>
    private let stopInput: AsyncStream<Never>.Continuation

    /// - Parameters:
    ///   - channel: the one that the venues' feeds push into.
    ///   - header: of the running capture.
    ///   - random: for the jitter.
    ///   - report: is told what happens, in order; must not block.
    public init(
        _ feeds: [NewsFeed], header: RecordingHeader, client: any HTTPClient, channel: FrameChannel, clock: FeedClock,
        random: any RandomNumberGenerator & Sendable, report: @escaping @Sendable (NewsFeedEvent) -> Void
    ) {
        precondition(feeds.count <= Self.maximumFeeds, "more than \(Self.maximumFeeds) feeds")
        precondition(Set(feeds.map(\.name)).count == feeds.count, "two feeds of one name")
        self.client = client
        self.channel = channel
        self.clock = clock
        self.header = header
        self.random = random
        self.report = report
        entries = feeds.map { Entry(feed: $0, schedule: PollSchedule(interval: $0.interval)) }
        (stops, stopInput) = AsyncStream.makeStream()
    }

    /// Runs until `stop`, or until the task is cancelled; nothing is pushed after it has returned.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for index in entries.indices { group.addTask { await self.keepPolling(index) } }
            for await _ in stops {}
            group.cancelAll()
        }
        for index in entries.indices { entries[index].state = .stopped }
    }

    /// Ends all requests; `run` returns soon.
    public func stop() { stopInput.finish() }

    public var statuses: [NewsFeedStatus] {
        entries.map {
            NewsFeedStatus(
                name: $0.feed.name, state: $0.state, lastSuccess: $0.lastSuccess, requests: $0.requests,
                bodies: $0.bodies)
        }
    }

    private func keepPolling(_ index: Int) async {
        var wait = entries[index].schedule.firstWait(using: &random)
        while !Task.isCancelled {
            do { try await clock.sleep(for: wait) } catch { return }
            wait = await poll(index)
        }
    }

    /// One request and what comes of it.
    ///
    /// - Returns: the wait until the next.
    private func poll(_ index: Int) async -> Duration {
        let entry = entries[index]
        let accept =
            "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
        let request = HTTPRequest(
            .get, entry.feed.url, headers: [HTTPHeader("Accept", accept)] + entry.validators.headers,
            deadline: Self.requestDeadline, maximumBodyBytes: FeedParser.maximumBytes)
        entries[index].requests += 1
        let response: HTTPResponse
        do throws(NetworkError) {
            response = try await client.send(request)
        } catch {
            return failed(index, reason: error.description, retryAfter: error.retryAfter)
        }
        guard !Task.isCancelled else { return .zero }
        let asked = response[header: "Retry-After"].flatMap {
            RetryAfter.duration($0, nowNanoseconds: clock.wallNanoseconds)
        }
        if response.isNotModified { return succeeded(index, retryAfter: asked) }
        guard response.status == 200 else {
            return failed(index, reason: Self.reason(response.status), retryAfter: asked)
        }
        return await take(response, index, retryAfter: asked)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 401, 403: "refused with status \(status): the feed wants a key, or a browser"
        case 404, 410: "status \(status): there is no feed at this address any more"
        case 429: "status 429: asked too often"
        default: "status \(status)"
        }
    }

    private func take(_ response: HTTPResponse, _ index: Int, retryAfter: Duration?) async -> Duration {
        let body: FeedBody
        do throws(FeedError) {
            body = try FeedBody(
                response.body, contentType: response[header: "Content-Type"], address: entries[index].feed.url)
        } catch {
            return failed(index, reason: error.description, retryAfter: retryAfter)
        }
        entries[index].validators = HTTPValidators(response)
        let name = entries[index].feed.name
        if case .live = entries[index].state {} else { report(.live(feed: name, entries: body.entries)) }
        let wait = succeeded(index, retryAfter: retryAfter)
        let hash = HeadlineHash.hex(body.payload)
        guard hash != entries[index].lastHash else { return wait }
        entries[index].lastHash = hash
        entries[index].bodies += 1
        if let bytes = body.cutFrom { report(.cut(feed: name, bytes: bytes)) }
        await push(body.payload, from: name, at: response.receivedNanoseconds)
        return wait
    }

    private func push(_ payload: [UInt8], from name: String, at nanoseconds: Int64) async {
        var batch = FrameBatch(header: header)
        batch.append(Frame(receivedNanoseconds: nanoseconds, origin: .news(name), payload: payload))
        channel.push(batch)
        await channel.waitForRoom()
    }

    private func succeeded(_ index: Int, retryAfter: Duration?) -> Duration {
        entries[index].state = .live
        entries[index].lastSuccess = clock.now.wall
        entries[index].lastReason = nil
        return entries[index].schedule.succeeded(retryAfter: retryAfter, using: &random)
    }

    /// A failure is said once, and again when its reason changes.
    private func failed(_ index: Int, reason: String, retryAfter: Duration?) -> Duration {
        guard !Task.isCancelled else { return .zero }
        let wait = entries[index].schedule.failed(retryAfter: retryAfter, using: &random)
        let line = PlainText.line(reason)
        entries[index].state = .failing(
            attempts: entries[index].schedule.failures, reason: line, nextTry: clock.now.wall + wait)
        if entries[index].lastReason != line {
            report(.failed(feed: entries[index].feed.name, reason: line, nextTry: wait))
        }
        entries[index].lastReason = line
        return wait
    }
}
