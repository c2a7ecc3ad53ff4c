#if canImport(Glibc)
    import Glibc
#endif
import WickDomain
import WickFrames
import WickNetwork

// The frames.
extension VenueFeed {
    func take(_ batch: WebSocketBatch, from id: Int) -> [FeedMachine.Action] {
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
        var nanoseconds = max(event.receivedNanoseconds, lastNanoseconds)
        // By what the time is said to be now, the frame came so much later.
        if shiftEventTimes() { nanoseconds = max(nanoseconds, clock.wallNanoseconds) }
        var isLive = false
        var actions: [FeedMachine.Action] = []
        do throws(DecodingError) {
            switch try decoders.decode(configuration.venue, payload, receivedTime: now.wall, into: &trades) {
            case .trades(_, let isSnapshot):
                if follow(trades, isLive: !isSnapshot) { nanoseconds = clock.wallNanoseconds }
                guard !isSnapshot else { break }
                checkClock(at: Timestamp(nanoseconds: nanoseconds))
                isLive = true
            case .control(let control): actions = machine.receive(control, from: id, at: now)
            case .ignored(let channel): actions = noteUnread(channel)
            }
        } catch {
            counts.malformed += 1
            complain("\(error)")
        }
        if !trades.isEmpty { observe(at: now.elapsed, received: Timestamp(nanoseconds: nanoseconds)) }
        // What has just been found to be steady stands for this frame already.
        if isLive, follow(trades) { nanoseconds = clock.wallNanoseconds }
        // A frame that ends a gap stands behind it.
        for case .gap(let note) in actions { noteGap(note, nanoseconds: nanoseconds) }
        append(payload, origin: .venue(configuration.venue), nanoseconds: nanoseconds)
        return actions.filter { if case .gap = $0 { false } else { true } }
    }

    private func observe(at elapsed: Duration, received: Timestamp) {
        if let finding = eventTimes.sift(&trades, receivedTime: received) {
            counts.implausible += finding.setAside.count - finding.restored.count
            for trade in finding.setAside { complain("\(ImplausibleTime(trade, receivedTime: received))") }
        }
        guard !trades.isEmpty else { return }
        counts.trades += trades.count
        planner.observe(trades, at: elapsed, events: &events)
        reportEvents()
    }

    /// The trades of the venues tell which of two clocks is right, where they differ.
    func follow(_ trades: [Trade], isLive: Bool = true) -> Bool {
        guard let run = clock.run, run.isInDoubt else { return false }
        let times = trades.map(\.eventTime).sorted()
        guard let newest = times.last else { return false }
        var hasFollowed = false
        if times.count >= RunClock.witnesses, run.take(witnessed: times[times.count - RunClock.witnesses]) {
            noteSteps()
            hasFollowed = true
        }
        if run.take(tradeAt: newest, isLive: isLive, steadyLead: isLive ? eventTimes.steadyLead : nil) {
            noteSteps()
            hasFollowed = true
        }
        return hasFollowed
    }

    /// What happened to the clock stands before the frames that are stamped by it. The first feed that looks tells it.
    func noteSteps() {
        for step in clock.run?.takeSteps() ?? [] {
            record(Note.clock(step).payload, origin: .note)
            report(.clockStep(step))
        }
        shiftEventTimes()
    }

    /// The run's time has followed what this feed's trades said, or another's.
    @discardableResult
    private func shiftEventTimes() -> Bool {
        guard let followed = clock.run?.followed, followed != followedBefore else { return false }
        eventTimes.shift(by: followed - followedBefore)
        followedBefore = followed
        return true
    }

    private func complain(_ text: String) {
        malformedReports += 1
        if malformedReports <= Self.maximumMalformedReports { report(.malformed(configuration.venue, text)) }
    }

    /// What was not put into words is counted at least.
    func sayMalformed() {
        let more = malformedReports - Self.maximumMalformedReports
        malformedReports = 0
        guard more > 0 else { return }
        report(.malformed(configuration.venue, "\(configuration.venue): \(more) more of these, which are not shown"))
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

    func noteGap(_ note: GapNote, nanoseconds: Int64) {
        note.payload.withUnsafeBytes { append($0, origin: .gap, nanoseconds: nanoseconds) }
        // What is only ahead is asked for once it is over.
        let isAhead = (note.symbol == nil ? note.to : note.from) > Timestamp(nanoseconds: nanoseconds)
        if !isAhead { planner.noteBreak(of: note.symbol, at: clock.now.elapsed) }
    }

    private func checkClock(at received: Timestamp) {
        guard let last = trades.last,
            let verdict = receiveClock.add(eventTime: last.eventTime, receivedTime: received)
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

    /// Gives what has gathered to the pipeline.
    func pushOn() {
        guard !outgoing.isEmpty else { return }
        let batch = outgoing
        outgoing = FrameBatch(header: batch.header)
        channel.push(batch)
    }

    /// Gives what has gathered to the pipeline, and waits until that has room.
    func handOn() async {
        guard !outgoing.isEmpty else { return }
        pushOn()
        guard channel.isFull else { return }
        waiters += 1
        if waiters == 1 { await perform(machine.block(at: clock.now)) }
        await channel.waitForRoom()
        waiters -= 1
        if waiters == 0 { machine.unblock(at: clock.now) }
    }
}
