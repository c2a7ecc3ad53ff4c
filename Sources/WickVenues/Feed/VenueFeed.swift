#if canImport(Glibc)
    import Glibc
#endif
public import WickDomain
public import WickFrames
public import WickNetwork

/// Owns one venue's sockets and its ledger: keeps a connection open, hands on every frame that comes, and asks for the trades that did
/// not. The decisions are the `FeedMachine`'s and the `RepairPlanner`'s; this runs them.
///
/// Frames leave through a `FrameChannel`. While it is full the socket is not read; a socket that is not read for longer than
/// `drainLimit` is closed, and a gap says for how long nobody watched.
public actor VenueFeed {
    /// Deadlines are looked at this often: a twentieth of the shortest.
    private static let tickInterval: Duration = .milliseconds(100)
    /// And this often while nothing is under way: most of what a quiet market costs is being woken.
    private static let calmInterval: Duration = .seconds(1)
    /// Stopping waits so long for what open connections still have.
    static let stopLimit: Duration = .seconds(2)
    /// Malformed frames that are put into words between two ticks; the others are counted.
    static let maximumMalformedReports = 10
    /// Longest body of an answer: a page of 1,000 trades has 150 KB at most, and with its escapes it must fit into a frame.
    static let maximumAnswerBytes = 512 << 10

    /// A pong is worth a note where nothing else came for this long: as often as other venues send heartbeats.
    static let quietNanoseconds: Int64 = 1_000_000_000
    /// One a symbol and channel at the worst, of which a feed has a thousand.
    static let maximumUnreadChannels = 64

    public nonisolated let configuration: FeedConfiguration
    let clock: FeedClock
    private let connector: any WebSocketConnector
    let client: (any HTTPClient)?
    let channel: FrameChannel
    let report: @Sendable (FeedEvent) -> Void

    var machine: FeedMachine
    var planner: RepairPlanner
    var receiveClock = ReceiveClock()
    var decoders = VenueDecoders()
    var trades: [Trade] = []
    var events: [FeedEvent] = []
    var outgoing: FrameBatch
    private var connections: [Int: any WebSocketConnection] = [:]
    var lastNanoseconds: Int64 = 0
    var waiters = 0
    var malformedReports = 0
    var counts = (frames: 0, trades: 0, malformed: 0, implausible: 0)
    var eventTimes = EventTimeGuard()
    /// `RunClock.followed`, as far as the event times know of it.
    var followedBefore = Duration.zero
    /// Channels that hold trades and are not read, as far as they were told of.
    var unreadChannels: Set<String> = []
    private let attempts: AsyncStream<Int>
    private let attemptsInput: AsyncStream<Int>.Continuation

    /// - Parameters:
    ///   - header: of the running capture; says the units of all venues' times.
    ///   - client: asks for missing trades; without one they stay missing.
    ///   - clock: for deadlines and for the wall's time.
    ///   - random: for the jitter of reconnects.
    ///   - resume: the time of each instrument's newest stored trade.
    ///   - report: is told what happens, in order; must not block.
    public init(
        _ configuration: FeedConfiguration, header: RecordingHeader, connector: any WebSocketConnector,
        client: (any HTTPClient)?, channel: FrameChannel, clock: FeedClock,
        random: any RandomNumberGenerator & Sendable, resume: [Instrument: Timestamp] = [:],
        report: @escaping @Sendable (FeedEvent) -> Void
    ) {
        self.configuration = configuration
        self.connector = connector
        self.client = client
        self.channel = channel
        self.clock = clock
        self.report = report
        machine = FeedMachine(configuration, random: random)
        planner = RepairPlanner(configuration.repair, resume: resume)
        outgoing = FrameBatch(header: header)
        decoders.prepare(for: header)
        // Holds numbers of connections to be opened: at most the two that a feed has at once, and those it has given up.
        (attempts, attemptsInput) = AsyncStream.makeStream()
    }

    /// Runs until `stop`, or until the task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepTime() }
            if client != nil { group.addTask { await self.keepRepairing() } }
            await perform(machine.start(at: clock.now))
            for await id in attempts { group.addTask { await self.converse(id) } }
            group.cancelAll()
        }
    }

    /// Closes the sockets; `run` returns once what they still had is handed on.
    public func stop() async {
        await perform(machine.stop())
        finishIfDone()
    }

    /// Once stopped and without connections there is nothing to wait for.
    private func finishIfDone() {
        if machine.state(at: clock.now) == .stopped, !machine.hasLinks { attemptsInput.finish() }
    }

    public var status: FeedStatus {
        let now = clock.now
        var state = machine.state(at: now)
        if state == .live, planner.isRepairing, client != nil { state = .repairing(missing: planner.missing) }
        return FeedStatus(
            venue: configuration.venue, state: state, age: machine.age(at: now), latency: receiveClock.medianLatency,
            clock: receiveClock.verdict, frames: counts.frames, trades: counts.trades, malformed: counts.malformed,
            implausible: counts.implausible, connections: machine.connections, missing: planner.missing)
    }
}

// The sockets.
extension VenueFeed {
    /// Until deadlines are looked at again.
    var tickInterval: Duration { machine.isCalm && !planner.isRepairing ? Self.calmInterval : Self.tickInterval }

    private func keepTime() async {
        var stoppedAt: Duration?
        while !Task.isCancelled {
            // Cancelled while asleep: the loop's condition ends it.
            try? await clock.sleep(for: tickInterval)
            let now = clock.now
            sayMalformed()
            noteSteps()
            await perform(machine.tick(at: now))
            pushOn()
            guard machine.state(at: now) == .stopped else { continue }
            stoppedAt = stoppedAt ?? now.elapsed
            if now.elapsed - (stoppedAt ?? now.elapsed) >= Self.stopLimit { break }
        }
        attemptsInput.finish()
    }

    private func converse(_ id: Int) async {
        let request = WebSocketRequest(
            configuration.endpoint.websocket, deadline: configuration.connectDeadline,
            maximumMessageBytes: Frame.maximumPayloadBytes)
        do throws(NetworkError) {
            let connection = try await connector.connect(request)
            connections[id] = connection
            await perform(machine.opened(id, at: clock.now))
            while let batch = try await connection.receive() {
                await perform(take(batch, from: id))
                await handOn()
            }
            await end(id, reason: "the venue closed the connection")
        } catch {
            await end(id, reason: error.description)
        }
    }

    private func end(_ id: Int, reason: String) async {
        let connection = connections.removeValue(forKey: id)
        await perform(machine.ended(id, reason: reason, at: clock.now))
        await connection?.close()
        await handOn()
        finishIfDone()
    }

    /// What cannot be sent is found out by the reader of the same connection, which ends.
    func perform(_ actions: [FeedMachine.Action]) async {
        // Before anything that takes time: minutes go on closing.
        let gaps = actions.compactMap { if case .gap(let note) = $0 { note } else { nil } }
        for note in gaps { noteGap(note, nanoseconds: clock.wallNanoseconds) }
        if !gaps.isEmpty { pushOn() }
        for action in actions {
            switch action {
            case .connect(let id): attemptsInput.yield(id)
            case .send(let id, let bytes): try? await connections[id]?.send(text: bytes)
            case .ping(let id, let payload): try? await connections[id]?.ping(payload)
            case .close(let id): await connections[id]?.close()
            case .gap: break
            case .event(let event): report(event)
            }
        }
    }
}
