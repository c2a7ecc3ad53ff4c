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
    private static let maximumUnreadChannels = 64

    public nonisolated let configuration: FeedConfiguration
    let clock: FeedClock
    private let connector: any WebSocketConnector
    let client: (any HTTPClient)?
    private let channel: FrameChannel
    let report: @Sendable (FeedEvent) -> Void

    private var machine: FeedMachine
    var planner: RepairPlanner
    private var receiveClock = ReceiveClock()
    private var decoders = VenueDecoders()
    private var trades: [Trade] = []
    private var events: [FeedEvent] = []
    private var outgoing: FrameBatch
    private var connections: [Int: any WebSocketConnection] = [:]
    private var lastNanoseconds: Int64 = 0
    private var waiters = 0
    private var malformedReports = 0
    private var counts = (frames: 0, trades: 0, malformed: 0)
    /// Channels that hold trades and are not read, as far as they were told of.
    private var unreadChannels: Set<String> = []
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
            connections: machine.connections, missing: planner.missing)
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
            malformedReports = 0
            await perform(machine.tick(at: now))
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
    private func perform(_ actions: [FeedMachine.Action]) async {
        for action in actions {
            switch action {
            case .connect(let id): attemptsInput.yield(id)
            case .send(let id, let bytes): try? await connections[id]?.send(text: bytes)
            case .ping(let id, let payload): try? await connections[id]?.ping(payload)
            case .close(let id): await connections[id]?.close()
            case .gap(let note): noteGap(note, nanoseconds: clock.wallNanoseconds)
            case .event(let event): report(event)
            }
        }
    }
}

// The frames.
extension VenueFeed {
    private func take(_ batch: WebSocketBatch, from id: Int) -> [FeedMachine.Action] {
        var later: [FeedMachine.Action] = []
        let elapsed = clock.now.elapsed
        if let last = batch.events.last {
            machine.noteMessages(
                id, at: Moment(elapsed: elapsed, wall: Timestamp(nanoseconds: last.receivedNanoseconds)))
        }
        batch.bytes.withUnsafeBytes { bytes in
            for event in batch.events {
                let payload = UnsafeRawBufferPointer(rebasing: bytes[event.range])
                let now = Moment(elapsed: elapsed, wall: Timestamp(nanoseconds: event.receivedNanoseconds))
                later += take(event, payload, from: id, at: now)
            }
        }
        return later
    }

    private func take(
        _ event: WebSocketBatch.Event, _ payload: UnsafeRawBufferPointer, from id: Int, at now: Moment
    ) -> [FeedMachine.Action] {
        switch event.kind {
        case .text: return takeText(payload, event, from: id, at: now)
        case .pong:
            noteAlive(event)
            return machine.receivePong(Array(payload), from: id, at: now)
        case .ping: return []
        case .binary: return [.event(.malformed(configuration.venue, "\(configuration.venue) sent a binary message"))]
        case .close(let code):
            let reason = payload.isEmpty ? "" : ": \(DecimalText.printable(payload))"
            return [.event(.venueError(configuration.venue, "closing with code \(code)\(reason)"))]
        }
    }

    private func takeText(
        _ payload: UnsafeRawBufferPointer, _ event: WebSocketBatch.Event, from id: Int, at now: Moment
    ) -> [FeedMachine.Action] {
        counts.frames += 1
        trades.removeAll(keepingCapacity: true)
        var actions: [FeedMachine.Action] = []
        do throws(DecodingError) {
            switch try decoders.decode(configuration.venue, payload, receivedTime: now.wall, into: &trades) {
            case .trades(_, let isSnapshot): if !isSnapshot { checkClock(at: now) }
            case .control(let control): actions = machine.receive(control, from: id, at: now)
            case .ignored(let channel): actions = noteUnread(channel)
            }
        } catch {
            counts.malformed += 1
            malformedReports += 1
            if malformedReports <= Self.maximumMalformedReports {
                actions = [.event(.malformed(configuration.venue, "\(error)"))]
            }
        }
        if !trades.isEmpty {
            counts.trades += trades.count
            planner.observe(trades, at: now.elapsed, events: &events)
            reportEvents()
        }
        // A frame that ends a gap stands behind it.
        for case .gap(let note) in actions {
            noteGap(note, nanoseconds: event.receivedNanoseconds)
        }
        append(payload, origin: .venue(configuration.venue), nanoseconds: event.receivedNanoseconds)
        return actions.filter { if case .gap = $0 { false } else { true } }
    }

    private func noteUnread(_ channel: String) -> [FeedMachine.Action] {
        guard DecodedFrame.holdsTrades(channel: channel), unreadChannels.count < Self.maximumUnreadChannels,
            unreadChannels.insert(channel).inserted
        else { return [] }
        return [.event(.unread(configuration.venue, channel: channel))]
    }

    /// A pong is no frame, but it shows that a quiet venue is still watched.
    private func noteAlive(_ event: WebSocketBatch.Event) {
        guard event.receivedNanoseconds - lastNanoseconds >= Self.quietNanoseconds else { return }
        Note.alive(configuration.venue).payload.withUnsafeBytes {
            append($0, origin: .note, nanoseconds: event.receivedNanoseconds)
        }
    }

    private func noteGap(_ note: GapNote, nanoseconds: Int64) {
        note.payload.withUnsafeBytes { append($0, origin: .gap, nanoseconds: nanoseconds) }
        // What is only ahead is asked for once it is over.
        let isAhead = note.symbol == nil && note.to > Timestamp(nanoseconds: nanoseconds)
        if !isAhead { planner.noteBreak(of: note.symbol, at: clock.now.elapsed) }
    }

    private func checkClock(at now: Moment) {
        guard let last = trades.last,
            let verdict = receiveClock.add(eventTime: last.eventTime, receivedTime: now.wall)
        else { return }
        report(.receiveClock(configuration.venue, verdict))
    }

    private func reportEvents() {
        for event in events { report(event) }
        events.removeAll(keepingCapacity: true)
    }

    /// A frame of our own making, received now.
    func record(_ payload: [UInt8], origin: FrameOrigin) {
        payload.withUnsafeBytes { append($0, origin: origin, nanoseconds: clock.wallNanoseconds) }
    }

    /// Receive times rise within a feed, also where two connections or a clock that is set back say otherwise.
    private func append(_ payload: UnsafeRawBufferPointer, origin: FrameOrigin, nanoseconds: Int64) {
        lastNanoseconds = max(lastNanoseconds, nanoseconds)
        let hasLineFeed = payload.baseAddress.map { memchr($0, 10, payload.count) != nil } ?? false
        guard hasLineFeed else {
            return outgoing.append(receivedNanoseconds: lastNanoseconds, origin: origin, payload: payload)
        }
        // Between the tokens of JSON a line feed means what a blank means, and inside of a string it is not allowed.
        let line = payload.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
        line.withUnsafeBytes { outgoing.append(receivedNanoseconds: lastNanoseconds, origin: origin, payload: $0) }
    }

    /// Gives what has gathered to the pipeline, and waits until that has room.
    func handOn() async {
        guard !outgoing.isEmpty else { return }
        let batch = outgoing
        outgoing = FrameBatch(header: batch.header)
        channel.push(batch)
        guard channel.isFull else { return }
        waiters += 1
        if waiters == 1 { await perform(machine.block(at: clock.now)) }
        await channel.waitForRoom()
        waiters -= 1
        if waiters == 0 { machine.unblock(at: clock.now) }
    }
}
