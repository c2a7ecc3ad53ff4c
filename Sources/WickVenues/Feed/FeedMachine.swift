import WickDomain
public import WickFrames

/// Decides about one venue's connections: when to open, close and replace them, and what was not watched meanwhile. A pure state
/// machine: events and time go in, what to do comes out. Owned by the `VenueFeed`, which has the sockets.
public struct FeedMachine: Sendable {
    public enum Action: Equatable, Sendable {
        /// Open a connection, to be reported under this number.
        case connect(Int)
        case send(Int, [UInt8])
        case ping(Int, [UInt8])
        case close(Int)
        /// To be recorded before whatever comes next.
        case gap(GapNote)
        case event(FeedEvent)
    }

    private enum Phase {
        case connecting
        case open(FeedSession)
        /// Closed from this side; what it still has is read.
        case closing
    }

    private struct Link {
        let id: Int
        var phase: Phase
        var connectedAt: Duration?
        /// When a replaced connection is closed.
        var retireAt: Duration?

        var session: FeedSession? { if case .open(let session) = phase { session } else { nil } }
    }

    private let configuration: FeedConfiguration
    private var pacing: ConnectPacing
    private var links: [Link] = []
    /// The one whose silence counts, and the one that is to replace it.
    private var current: Int?
    private var successor: Int?
    private var nextID = 1
    /// Failures in a row, and when to try again.
    private var attempt = 0
    private var nextTry: Moment?
    private var successorTry: Duration?
    private var successorAttempt = 0
    private var watch: FeedWatch
    private var blockedSince: Duration?
    private var isBlockedForGood = false
    private var isStopped = false
    /// Connections that were opened.
    public private(set) var connections = 0

    public init(_ configuration: FeedConfiguration, random: any RandomNumberGenerator & Sendable) {
        self.configuration = configuration
        watch = FeedWatch(configuration.venue)
        pacing = ConnectPacing(configuration, random: random)
    }

    public mutating func start(at now: Moment) -> [Action] { connectCurrent(at: now) }

    public mutating func opened(_ id: Int, at now: Moment) -> [Action] {
        guard let index = index(of: id) else { return [.close(id)] }
        if case .closing = links[index].phase { return [.close(id)] }
        connections += 1
        var session = FeedSession(configuration, at: now.elapsed)
        let actions = session.start(at: now.elapsed)
        links[index].phase = .open(session)
        links[index].connectedAt = now.elapsed
        return [.event(.connected(configuration.venue))] + perform(actions, id, at: now)
    }

    /// Events came from a connection; to be said before they are.
    public mutating func noteMessages(_ id: Int, at now: Moment) {
        update(id) { $0.noteMessage(at: now.elapsed) }
        if isWatching(id) { watch.hear(at: now.wall) }
    }

    public mutating func receive(_ control: ControlEvent, from id: Int, at now: Moment) -> [Action] {
        perform(update(id) { $0.receive(control, at: now.elapsed) } ?? [], id, at: now)
    }

    public mutating func receivePong(_ payload: [UInt8], from id: Int, at now: Moment) -> [Action] {
        perform(update(id) { $0.receivePong(payload) } ?? [], id, at: now)
    }

    /// The connection could not be opened, or is over.
    public mutating func ended(_ id: Int, reason: String, at now: Moment) -> [Action] {
        guard let index = index(of: id) else { return [] }
        let link = links.remove(at: index)
        if id == current { return lose(link, reason: reason, at: now) }
        if id == successor { return failSuccessor(reason: reason, at: now) }
        return []
    }

    /// Frames are not taken, so the sockets are not read.
    public mutating func block(at now: Moment) -> [Action] {
        guard blockedSince == nil else { return [] }
        blockedSince = now.elapsed
        return [.event(.blocked(configuration.venue))]
    }

    public mutating func unblock(at now: Moment) {
        guard blockedSince != nil else { return }
        blockedSince = nil
        isBlockedForGood = false
        for index in links.indices {
            guard case .open(var session) = links[index].phase else { continue }
            session.forgiveSilence(at: now.elapsed)
            links[index].phase = .open(session)
        }
    }

    /// Time has passed; to be called some times a second.
    public mutating func tick(at now: Moment) -> [Action] {
        guard !isStopped else { return [] }
        var actions: [Action] = []
        if let since = blockedSince {
            guard !isBlockedForGood, now.elapsed - since >= configuration.drainLimit else { return [] }
            isBlockedForGood = true
            let reason = "frames were not taken for \(Int(configuration.drainLimit.seconds)) s"
            for id in links.map(\.id) { actions += close(id, reason: reason, at: now) }
            return actions
        }
        for id in links.map(\.id) {
            actions += perform(update(id) { $0.tick(at: now.elapsed) } ?? [], id, at: now)
        }
        for id in links.filter({ $0.retireAt.map { $0 <= now.elapsed } ?? false }).map(\.id) { actions += retire(id) }
        if current == nil, let due = nextTry, due.elapsed <= now.elapsed { actions += connectCurrent(at: now) }
        if let due = successorTry, due <= now.elapsed, current != nil, successor == nil {
            actions += connectSuccessor(at: now)
        }
        if let index = current.flatMap({ index(of: $0) }), let since = links[index].connectedAt,
            now.elapsed - since >= configuration.successAge, links[index].session?.isLive == true
        {
            attempt = 0
        }
        return actions + sayUnwatched(at: now)
    }

    /// Ahead of time, so that no minute closes as watched in which nobody was.
    private mutating func sayUnwatched(at now: Moment) -> [Action] {
        if let gap = watch.extend(at: now.wall) { return [.gap(gap)] }
        guard current.map(isWatching) == true else { return [] }
        return watch.extendSymbols(at: now.wall).map(Action.gap)
    }

    /// Closes everything for good.
    public mutating func stop() -> [Action] {
        isStopped = true
        current = nil
        successor = nil
        nextTry = nil
        return links.map(\.id).flatMap { retire($0) }
    }

    /// Whether a connection is open still, or being closed.
    public var hasLinks: Bool { !links.isEmpty }

    /// Whether one connection is open and subscribed, and none is on its way or leaving.
    var isCalm: Bool {
        guard !isStopped, blockedSince == nil, successorTry == nil, links.count == 1 else { return false }
        return links[0].id == current && links[0].session?.isLive == true
    }

    public func state(at now: Moment) -> FeedState {
        if isStopped { return .stopped }
        if let session = current.flatMap({ index(of: $0) }).flatMap({ links[$0].session }), session.isLive {
            let silence = now.elapsed - session.lastMessage
            return silence >= configuration.silenceLimit / 2 ? .stale(since: now.wall - silence) : .live
        }
        return attempt == 0 ? .connecting : .reconnecting(attempt: attempt, nextTry: nextTry?.wall ?? now.wall)
    }

    /// Since the last message of the connection that counts.
    public func age(at now: Moment) -> Duration? {
        watch.lastHeard.map { max(.zero, now.wall - $0) }
    }
}

extension FeedMachine {
    private func index(of id: Int) -> Int? { links.firstIndex { $0.id == id } }

    @discardableResult
    private mutating func update<Result>(_ id: Int, _ body: (inout FeedSession) -> Result) -> Result? {
        guard let index = index(of: id), case .open(var session) = links[index].phase else { return nil }
        let result = body(&session)
        links[index].phase = .open(session)
        return result
    }

    /// Whether the connection is one that is subscribed, so that what it does not say did not happen.
    private func isWatching(_ id: Int) -> Bool {
        index(of: id).flatMap { links[$0].session?.isLive } ?? false
    }

    private mutating func perform(_ actions: [FeedSession.Action], _ id: Int, at now: Moment) -> [Action] {
        actions.flatMap { action -> [Action] in
            switch action {
            case .send(let bytes): [.send(id, bytes)]
            case .ping(let payload): [.ping(id, payload)]
            case .event(let event): [.event(event)]
            case .denied(let symbol, let wait):
                watch.miss(symbol, until: now.wall + wait, at: now.wall).map { [.gap($0)] } ?? []
            case .accepted(let symbol): watch.resume(symbol, at: now.wall).map { [.gap($0)] } ?? []
            case .becameLive: becomeLive(id, at: now)
            case .rotate(let reason): id == current ? rotate(reason, at: now) : []
            case .close(let reason): close(id, reason: reason, at: now)
            }
        }
    }

    private mutating func becomeLive(_ id: Int, at now: Moment) -> [Action] {
        if id == successor {
            if let old = current.flatMap({ index(of: $0) }) {
                links[old].retireAt = now.elapsed + configuration.overlap
            }
            current = id
            successor = nil
            successorAttempt = 0
            return [.event(.rotated(configuration.venue))]
        }
        return watch.resume(at: now.wall).map { [.gap($0), .event(.gap($0))] } ?? []
    }

    /// Says goodbye; the rest of what it has is read, but nobody waits for it.
    private mutating func retire(_ id: Int) -> [Action] {
        guard let index = index(of: id) else { return [] }
        links[index].phase = .closing
        links[index].retireAt = nil
        return [.close(id)]
    }

    private mutating func close(_ id: Int, reason: String, at now: Moment) -> [Action] {
        guard let index = index(of: id) else { return [] }
        let link = links[index]
        let actions = retire(id)
        if id == current { return actions + lose(link, reason: reason, at: now) }
        if id == successor { return actions + failSuccessor(reason: reason, at: now) }
        return actions
    }

    private mutating func lose(_ link: Link, reason: String, at now: Moment) -> [Action] {
        guard !isStopped else { return [] }
        if link.session?.isLive == true { watch.lose(because: reason) }
        current = nil
        if let heir = successor {
            // It is on its way already and takes the place; until it is subscribed nobody watches.
            current = heir
            successor = nil
            return watch.extend(at: now.wall).map { [.gap($0)] } ?? []
        }
        attempt += 1
        var wait = pacing.jitter(attempt: attempt)
        if link.session?.announcesMaintenance == true { wait = max(wait, configuration.maintenancePause) }
        wait = max(wait, pacing.wait(at: now.elapsed))
        nextTry = Moment(elapsed: now.elapsed + wait, wall: now.wall + wait)
        let lost = Action.event(.disconnected(configuration.venue, reason: reason, nextTry: wait))
        return watch.miss(until: now.wall + wait).map { [.gap($0), lost] } ?? [lost]
    }

    private mutating func failSuccessor(reason: String, at now: Moment) -> [Action] {
        successor = nil
        successorAttempt += 1
        let wait = max(pacing.jitter(attempt: successorAttempt), pacing.wait(at: now.elapsed))
        successorTry = now.elapsed + wait
        return [.event(.disconnected(configuration.venue, reason: reason, nextTry: wait))]
    }

    private mutating func rotate(_ reason: String, at now: Moment) -> [Action] {
        guard successor == nil else { return [] }
        let start = Action.event(.rotating(configuration.venue, reason: reason))
        let wait = pacing.wait(at: now.elapsed)
        guard wait == .zero else {
            successorTry = now.elapsed + wait
            return [start]
        }
        return [start] + connectSuccessor(at: now)
    }

    private mutating func connectSuccessor(at now: Moment) -> [Action] {
        successorTry = nil
        let action = connect(at: now)
        successor = nextID - 1
        return [action]
    }

    private mutating func connectCurrent(at now: Moment) -> [Action] {
        let wait = pacing.wait(at: now.elapsed)
        guard wait == .zero else {
            nextTry = Moment(elapsed: now.elapsed + wait, wall: now.wall + wait)
            return []
        }
        nextTry = nil
        let action = connect(at: now)
        current = nextID - 1
        return [action]
    }

    private mutating func connect(at now: Moment) -> Action {
        let id = nextID
        nextID += 1
        links.append(Link(id: id, phase: .connecting))
        pacing.noteAttempt(at: now.elapsed)
        return .connect(id)
    }
}
