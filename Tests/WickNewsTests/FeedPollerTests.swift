import Synchronization
import Testing
import WickDomain
import WickFrames
import WickNetwork
import WickSimulation

@testable import WickNews

@Suite struct FeedPollerTests {
    /// Polls one feed for so many frames or failures, and then stops.
    private func poll(
        _ url: String, _ client: any HTTPClient, clock: InstantClock, untilFrames frames: Int = 0,
        untilEvents events: Int = 0
    ) async throws -> (frames: [Frame], events: [NewsFeedEvent], status: NewsFeedStatus?) {
        let channel = FrameChannel()
        let seen = Mutex<[NewsFeedEvent]>([])
        let signals = AsyncStream.makeStream(of: Void.self)
        let feed = try #require(NewsFeed(name: "stub", url: url, interval: .seconds(60)))
        let poller = FeedPoller(
            [feed], header: RecordingHeader(), client: client, channel: channel, clock: clock.feedClock,
            random: MiddleRandom()
        ) { event in
            seen.withLock { $0.append(event) }
            signals.continuation.yield()
        }
        var taken: [Frame] = []
        var status: NewsFeedStatus?
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await poller.run() }
            while taken.count < frames, let batch = await channel.next() {
                batch.forEach {
                    taken.append(
                        Frame(receivedNanoseconds: $0.receivedNanoseconds, origin: $0.origin, payload: Array($1)))
                }
            }
            var count = 0
            for await _ in signals.stream {
                count += 1
                if count >= max(events, 1) { break }
            }
            status = await poller.statuses.first
            await poller.stop()
        }
        return (taken, seen.withLock { $0 }, status)
    }

    @Test func aBodyBecomesAFrameThatParsesAgain() async throws {
        let stub = try StubServer(FeedStub())
        let thread = try network()
        defer {
            thread.stop()
            stub.stop()
        }
        let result = try await poll(stub.address + "/growing", thread, clock: InstantClock(), untilFrames: 3)
        #expect(result.frames.map(\.origin) == [.news("stub"), .news("stub"), .news("stub")])
        let counts = try result.frames.map { frame in
            try frame.payload.withUnsafeBytes { bytes throws(FeedError) in
                try FeedParser().parse(payload: bytes).entries.count
            }
        }
        #expect(counts == [1, 2, 3])
        #expect(result.frames.allSatisfy { !$0.payload.contains(0x0a) })
        #expect(result.events == [.live(feed: "stub", entries: 1)])
    }

    @Test func theServersValidatorsAreSentBack() async throws {
        let clock = InstantClock()
        let tag = HTTPHeader("ETag", "\"one\"")
        let client = ScriptedClient([
            response(200, "<rss><channel><item><title>x</title></item></channel></rss>", [tag]), response(304),
            response(200, "<rss><channel><item><title>x</title></item></channel></rss>"), response(500),
        ])
        let result = try await poll("http://feed", client, clock: clock, untilFrames: 1, untilEvents: 2)
        let requests = client.requests
        #expect(requests[0].headers.allSatisfy { $0.name != "If-None-Match" })
        #expect(requests[1].headers.contains(HTTPHeader("If-None-Match", "\"one\"")))
        #expect(requests[3].headers.allSatisfy { $0.name != "If-None-Match" })
        // The same body again is no second frame.
        #expect(result.frames.count == 1 && result.status?.bodies == 1)
    }

    @Test(arguments: [
        ("/html", "web page"), ("/huge", "larger than"), ("/bomb", "larger than"), ("/loop", "redirects"),
        ("/refused", "wants a key"), ("/gone", "no feed at this address"), ("/failing", "status 500"),
        ("/limited", "asked too often"), ("/torn", "http"),
    ])
    func whatGoesWrongIsOneClearLine(path: String, expected: String) async throws {
        let stub = try StubServer(FeedStub())
        let thread = try network()
        defer {
            thread.stop()
            stub.stop()
        }
        let result = try await poll(stub.address + path, thread, clock: InstantClock())
        let line = try #require(result.events.first?.description)
        #expect(line.contains(expected), "\(line)")
        expectSafe(line, path)
        guard case .failing? = result.status?.state else {
            Issue.record("\(path): \(String(describing: result.status))")
            return
        }
        if path == "/limited", case .failed(_, _, let wait)? = result.events.first { #expect(wait >= .seconds(120)) }
    }

    @Test(arguments: ["/atom", "/json", "/empty", "/broken", "/laughs", "/hostile", "/dates", "/redirect", "/large"])
    func oddFeedsAreLive(path: String) async throws {
        let stub = try StubServer(FeedStub())
        let thread = try network()
        defer {
            thread.stop()
            stub.stop()
        }
        let result = try await poll(stub.address + path, thread, clock: InstantClock(), untilFrames: 1)
        let frame = try #require(result.frames.first)
        #expect(frame.payload.count <= Frame.maximumPayloadBytes)
        let feed = try frame.payload.withUnsafeBytes { bytes throws(FeedError) in try FeedParser().parse(payload: bytes)
        }
        #expect(path == "/empty" ? feed.entries.isEmpty : !feed.entries.isEmpty)
        for entry in feed.entries { expectSafe(entry.title, path) }
        if path == "/large" { #expect((30..<100).contains(feed.entries.count)) }
    }

    @Test func aStalledFeedDelaysNoOther() async throws {
        let stub = try StubServer(FeedStub())
        let thread = try network()
        defer {
            thread.stop()
            stub.stop()
        }
        let feeds = ["stalled", "growing"].compactMap {
            NewsFeed(name: $0, url: "\(stub.address)/\($0)", interval: .seconds(60))
        }
        let channel = FrameChannel()
        let poller = FeedPoller(
            feeds, header: RecordingHeader(), client: thread, channel: channel, clock: InstantClock().feedClock,
            random: MiddleRandom()
        ) { _ in }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await poller.run() }
            for _ in 0..<5 { _ = await channel.next() }
            let states = await poller.statuses.map(\.state)
            // The stalled one still waits, or has run into its deadline on a machine that is slow.
            #expect(states.count == 2 && states[0] != .live && states[1] == .live)
            await poller.stop()
        }
        #expect(await poller.statuses.map(\.state) == [.stopped, .stopped])
    }

    @Test func failuresWaitLongerAndLongerAndASuccessForgetsThem() {
        var schedule = PollSchedule(interval: .seconds(60))
        var random = MiddleRandom()
        let waits = (0..<8).map { _ in schedule.failed(retryAfter: nil, using: &random) }
        #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(waits[7] <= .seconds(3960))
        #expect(schedule.failed(retryAfter: .seconds(7200), using: &random) >= .seconds(7200))
        #expect(schedule.failed(retryAfter: .seconds(1_000_000), using: &random) == .seconds(86_400))
        let after = schedule.succeeded(retryAfter: nil, using: &random)
        #expect(after >= .seconds(54) && after <= .seconds(66))
        #expect(schedule.failures == 0)
    }

    @Test func namesAndIntervalsAreChecked() {
        #expect(NewsFeed(name: "Coin Desk", url: "https://x.example") == nil)
        #expect(NewsFeed(name: "", url: "https://x.example") == nil)
        #expect(NewsFeed(name: "a", url: "https://x.example", interval: .seconds(1)) == nil)
        #expect(NewsFeed.cryptoPanic(token: "a&b") == nil)
        #expect(NewsFeed.cryptoPanic(token: "t0ken")?.url.contains("auth_token=t0ken") == true)
        #expect(NewsFeed.defaults.count == 5)
    }
}
