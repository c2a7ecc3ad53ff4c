import Glibc
import WickDomain

/// The exchange's thread: accepts, reads, lets the venues' time pass, and writes, with one `poll` a turn. Owns every
/// socket.
final class ExchangeLoop {
    /// Beyond, connections are reset at once.
    private static let maximumClients = 256
    /// The shortest wait, so that a busy market is sent in bunches and not trade by trade.
    private static let tick = Duration.milliseconds(2)
    private static let longestWait = Duration.milliseconds(100)
    /// How long a client has for its part of a close.
    static let closePatience = Duration.seconds(2)
    /// Orders and timers in one turn, about 10 ms of work. A machine that cannot make a market as fast as was asked for
    /// makes it slower, in bounded memory.
    private static let turnEvents = 5_000
    /// At full speed time stands still while a client has more than this waiting.
    private static let fullSpeedBacklog = 256 << 10

    let venues: [ServedVenue]
    private let sockets: [ListeningSocket]
    private let feeds: [RecordingFeed?]
    private let context: ServerContext?
    private let stopSignal: StopSignal
    private let elapsed: @Sendable () -> Duration
    private var paces: [ExchangePace]
    private var clients: [ExchangeClient] = []
    /// By venue, who holds which of its connections.
    var holders: [[Int: ExchangeClient]]
    var now = Duration.zero
    private var isFullSpeed: Bool
    private let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init(
        venues: [ServedVenue], sockets: [ListeningSocket], feeds: [RecordingFeed?], context: ServerContext?,
        speed: LoopbackExchange.Speed, stopSignal: StopSignal, elapsed: @escaping @Sendable () -> Duration
    ) {
        self.venues = venues
        self.sockets = sockets
        self.feeds = feeds
        self.context = context
        self.stopSignal = stopSignal
        self.elapsed = elapsed
        paces = feeds.map { ExchangePace(speed: speed, isReplaying: $0 != nil) }
        holders = venues.map { _ in [:] }
        isFullSpeed = speed == .max
    }

    deinit { readBuffer.deallocate() }

    func run() {
        // A client that goes away while TLS writes would raise SIGPIPE; other signals are other threads' business.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while true {
            now = elapsed()
            var isBusy = false
            for index in venues.indices where step(index) { isBusy = true }
            for client in clients { flush(client) }
            clients.removeAll { $0.phase == .over }
            guard wait(isBusy: isBusy) else { break }
        }
        for client in clients { client.stream.reset() }
    }

    // MARK: Time

    /// Lets a venue's time pass.
    ///
    /// - Returns: Whether there is more to do at once.
    private func step(_ index: Int) -> Bool {
        let served = venues[index]
        let (venueNow, hasSubscribers, hasEnded) = served.inspect { ($0.now, $0.hasSubscribers, $0.hasEnded) }
        let isOver = hasEnded && !hasFeed(index)
        let target = paces[index].time(
            after: venueNow, now: now, hasSubscribers: hasSubscribers, hasEnded: isOver)
        relay(index, until: target)
        deliver(
            index,
            served.change { venue in
                venue.advance(to: target, eventLimit: Self.turnEvents)
                return venue.takeOutputs()
            })
        guard isFullSpeed, hasSubscribers, !isOver else { return false }
        return race(index)
    }

    private func hasFeed(_ index: Int) -> Bool {
        // A recording that cannot be read on is over.
        ((try? feeds[index]?.upcomingTime()) ?? nil) != nil
    }

    private func relay(_ index: Int, until target: Timestamp) {
        guard let feed = feeds[index], paces[index].hasBegun else { return }
        while let time = try? feed.upcomingTime(), time <= target { relayNext(of: feed, at: time, index) }
    }

    private func relayNext(of feed: RecordingFeed, at time: Timestamp, _ index: Int) {
        let message = feed.take()
        deliver(
            index,
            venues[index].change { venue in
                venue.advance(to: time)
                venue.relay(message)
                return venue.takeOutputs()
            })
    }

    /// At full speed: event by event until the clients have enough to read.
    private func race(_ index: Int) -> Bool {
        let backlog = { self.holders[index].values.map(\.output.count).max() ?? 0 }
        while backlog() < Self.fullSpeedBacklog {
            if let feed = feeds[index] {
                guard let time = try? feed.upcomingTime() else { return false }
                relayNext(of: feed, at: time, index)
            } else {
                let (outputs, hasEnded) = venues[index].change { venue in
                    for _ in 0..<64 {
                        guard let event = venue.nextEvent, !venue.hasEnded else { break }
                        venue.advance(to: event)
                    }
                    return (venue.takeOutputs(), venue.hasEnded)
                }
                deliver(index, outputs)
                guard !hasEnded, !holders[index].isEmpty else { return true }
            }
        }
        // Not busy: the poll wakes when a client has taken some.
        return clients.contains { !$0.isBlocked && !$0.output.isEmpty }
    }

    // MARK: Writing

    func deliver(_ index: Int, _ outputs: [VenueOutput]) {
        for output in outputs {
            guard let client = holders[index][output.connection] else { continue }
            perform(output.action, on: client)
            if output.action.isLast { holders[index][output.connection] = nil }
        }
        for (connection, client) in holders[index] where client.isOverfull {
            venues[index].change {
                $0.reportViolation("more than \(ExchangeClient.maximumBacklog) bytes unread", connection: connection)
            }
            drop(client)
        }
    }

    private func perform(_ action: ServerAction, on client: ExchangeClient) {
        switch action {
        case .text(let text): client.append { WebSocketFrame.append(.text, text, to: &$0) }
        case .fragments(let parts):
            for (position, part) in parts.enumerated() {
                let opcode: WebSocketFrame.Opcode = position == 0 ? .text : .continuation
                client.append {
                    WebSocketFrame.append(opcode, isFinal: position == parts.count - 1, part, to: &$0)
                }
            }
        case .ping(let payload): client.append { WebSocketFrame.append(.ping, payload, to: &$0) }
        case .pong(let payload): client.append { WebSocketFrame.append(.pong, payload, to: &$0) }
        case .close(let code, let reason):
            client.append { WebSocketFrame.appendClose(code: code, reason: reason, to: &$0) }
            client.phase = .ending(deadline: now + Self.closePatience)
        case .finish: client.phase = .ending(deadline: now)
        case .reset:
            client.stream.reset()
            client.phase = .over
        case .silence:
            client.dropOutput()
            client.phase = .silent
        case .throttle(let bytesPerSecond): client.throttle(bytesPerSecond, now: now)
        }
    }

    private func flush(_ client: ExchangeClient) {
        guard client.flush(now: now) else { return drop(client) }
        guard case .ending(let deadline) = client.phase, client.output.isEmpty || now > deadline + Self.closePatience
        else { return }
        client.stream.finish()
        if now >= deadline {
            client.stream.close()
            client.phase = .over
        }
    }

    /// Resets a connection and tells its venue.
    private func drop(_ client: ExchangeClient) {
        if let connection = client.connection {
            holders[client.venueIndex][connection] = nil
            venues[client.venueIndex].change { $0.disconnected(connection) }
        }
        client.stream.reset()
        client.phase = .over
    }

    // MARK: Waiting and reading

    /// - Returns: False when the exchange stops.
    private func wait(isBusy: Bool) -> Bool {
        var descriptors = [pollfd(fd: stopSignal.descriptor, events: Int16(POLLIN), revents: 0)]
        for socket in sockets { descriptors.append(pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)) }
        let polled = clients
        for client in polled {
            let writes = client.isBlocked || client.stream.wantsWrite
            let events = Int16(POLLIN) | (writes ? Int16(POLLOUT) : 0)
            descriptors.append(pollfd(fd: client.stream.descriptor, events: events, revents: 0))
        }
        let timeout = isBusy ? 0 : Int32((timeout().seconds * 1000).rounded(.up))
        guard poll(&descriptors, nfds_t(descriptors.count), timeout) >= 0 || errno == EINTR else { return false }
        guard descriptors[0].revents == 0 else { return false }
        now = elapsed()
        for (index, socket) in sockets.enumerated() where descriptors[1 + index].revents != 0 { accept(socket, index) }
        for (client, entry) in zip(polled, descriptors[(1 + sockets.count)...]) where entry.revents != 0 {
            read(client)
        }
        return true
    }

    private func timeout() -> Duration {
        var timeout = Self.longestWait
        for client in clients {
            if case .ending = client.phase { timeout = min(timeout, .milliseconds(10)) }
            if client.isThrottled || !client.output.isEmpty && !client.isBlocked { timeout = min(timeout, Self.tick) }
        }
        for (index, served) in venues.enumerated() {
            let (event, venueNow) = served.inspect { ($0.nextEvent, $0.now) }
            let feedTime = (try? feeds[index]?.upcomingTime()) ?? nil
            let next = [event, feedTime].compactMap(\.self).min()
            timeout = min(timeout, paces[index].wait(until: next, from: venueNow, atMost: timeout))
        }
        return max(timeout, Self.tick)
    }

    private func accept(_ socket: ListeningSocket, _ index: Int) {
        while let descriptor = socket.accept() {
            guard let stream = ByteStream(descriptor: descriptor, context: context) else { continue }
            let isWelcome = venues[index].change { $0.acceptsConnection() }
            guard isWelcome, clients.count < Self.maximumClients else {
                stream.reset()
                continue
            }
            clients.append(ExchangeClient(stream: stream, venueIndex: index))
        }
    }

    private func read(_ client: ExchangeClient) {
        if client.phase == .handshake {
            switch client.stream.handshake() {
            case .bytes: client.phase = .http
            case .wouldBlock: return
            case .over: return drop(client)
            }
        }
        // As much as one turn may take, then the others.
        for _ in 0..<16 where client.phase != .over {
            switch client.stream.read(into: readBuffer) {
            case .bytes(let count): take(UnsafeRawBufferPointer(rebasing: readBuffer[..<count]), from: client)
            case .wouldBlock: return
            case .over: return drop(client)
            }
        }
    }

    func take(_ bytes: UnsafeRawBufferPointer, from client: ExchangeClient) {
        switch client.phase {
        case .http:
            client.head.append(contentsOf: bytes)
            answerRequests(client)
        case .webSocket(let connection):
            client.parser.append(bytes)
            takeMessages(client, connection)
        case .handshake, .ending, .silent, .over: break
        }
    }

    private func takeMessages(_ client: ExchangeClient, _ connection: Int) {
        let index = client.venueIndex
        do {
            while client.connection != nil, let message = try client.parser.next() {
                deliver(
                    index,
                    venues[index].change { venue in
                        venue.receive(message, on: connection)
                        return venue.takeOutputs()
                    })
            }
        } catch {
            venues[index].change {
                $0.reportViolation(error.reason, connection: connection)
                $0.disconnected(connection)
            }
            holders[index][connection] = nil
            perform(.close(code: error.code, reason: error.reason), on: client)
        }
    }
}
