import Synchronization
import WickDomain
import WickNetwork

/// The way between a feed and its `SimulatedVenue`, in memory and in virtual time. Owns the venue; everything that passes takes the
/// time that a network takes, and in one direction of one connection never overtakes.
final class SimulatedNetwork: WebSocketConnector, HTTPClient {
    /// Kept alive for so long, a connection for REST is used again.
    private static let keepAlive: Duration = .seconds(60)
    private static let place = "the simulated venue"

    private enum Parcel {
        case toClient(SimulatedSocket, ServerAction)
        case toVenue(SimulatedSocket, ClientMessage)
    }

    private struct Transit {
        let due: Timestamp
        let parcel: Parcel
    }

    private struct Link {
        let socket: SimulatedSocket
        let maximumMessageBytes: Int
        /// When the last parcel of each direction arrives.
        var downlink: Timestamp
        var uplink: Timestamp
        var bytesPerSecond: Int?
    }

    private struct State {
        var venue: SimulatedVenue
        var random: RandomSource
        /// Ascending by time, then by when they were sent.
        var transits: [Transit] = []
        var links: [Int: Link] = [:]
        /// In the order of opening; those that are over are forgotten.
        var sockets: [SimulatedSocket] = []
        var restUsed: Timestamp?
    }

    private let clock: VirtualClock
    private let wall: SimulatedWall
    private let state: Mutex<State>

    /// - Parameter wall: the client's; by default it shows the time as it is.
    init(_ venue: SimulatedVenue, clock: VirtualClock, wall: SimulatedWall? = nil) {
        self.clock = clock
        self.wall = wall ?? SimulatedWall(clock)
        state = Mutex(
            State(venue: venue, random: RandomSource(seed: venue.options.market.seed, stream: 31)))
    }

    func inspect<Result: Sendable>(_ body: (SimulatedVenue) -> Result) -> Result { state.withLock { body($0.venue) } }

    /// Lets the venue's time and everything under way follow the clock until this moment.
    func run(until end: Timestamp) async {
        while clock.timestamp < end {
            let next = state.withLock { state in
                step(&state)
                let due = [state.venue.nextEvent, state.transits.first?.due, end].compactMap { $0 }.min() ?? end
                // What clients do in between may make something due earlier.
                return min(max(due, clock.timestamp + .microseconds(1)), clock.timestamp + .milliseconds(20))
            }
            // Cancelled while asleep: the run is over.
            do { try await clock.sleep(until: clock.now.advanced(by: next - clock.timestamp)) } catch { return }
        }
    }

    /// The client's machine closes all its connections, as it does for a process that dies.
    func hangUp() {
        state.withLock { state in
            step(&state)
            for socket in state.sockets {
                state.venue.disconnected(socket.id)
                socket.end(Self.error(.receive, "the process died"))
            }
            state.sockets = []
            state.links = [:]
            state.transits = []
            state.restUsed = nil
        }
    }

    /// Everything up to now, in the order of time.
    private func step(_ state: inout State) {
        let now = clock.timestamp
        while let first = state.transits.first, first.due <= now {
            state.venue.advance(to: first.due)
            dispatch(&state)
            state.transits.removeFirst()
            arrive(first, &state)
            dispatch(&state)
        }
        state.venue.advance(to: now)
        dispatch(&state)
        for socket in state.sockets { socket.expire(at: clock.now) }
        state.sockets.removeAll(where: \.isEnded)
    }

    private func arrive(_ transit: Transit, _ state: inout State) {
        switch transit.parcel {
        case .toClient(let socket, let action): perform(action, on: socket, at: transit.due, &state)
        case .toVenue(let socket, let message): state.venue.receive(message, on: socket.id)
        }
    }

    private func dispatch(_ state: inout State) {
        for output in state.venue.takeOutputs() {
            guard var link = state.links[output.connection] else { continue }
            let delay = latency(&state)
            var due = max(output.time + delay, link.downlink)
            switch output.action {
            case .throttle(let rate):
                link.bytesPerSecond = rate
                state.links[output.connection] = link
                continue
            case .text(let bytes): due = due + time(bytes.count, link)
            case .fragments(let parts): due = due + time(parts.reduce(0) { $0 + $1.count }, link)
            default: break
            }
            link.downlink = due
            state.links[output.connection] = link
            enqueue(Transit(due: due, parcel: .toClient(link.socket, output.action)), &state)
            if output.action.isLast { state.links[output.connection] = nil }
        }
    }

    private func time(_ byteCount: Int, _ link: Link) -> Duration {
        link.bytesPerSecond.map { .microseconds(Int64(byteCount) * 1_000_000 / Int64($0)) } ?? .zero
    }

    private func perform(_ action: ServerAction, on socket: SimulatedSocket, at time: Timestamp, _ state: inout State) {
        let now = wall.shown(at: time).microseconds * 1000
        switch action {
        case .text(let bytes): deliver(bytes, to: socket, at: now, &state)
        case .fragments(let parts): deliver(parts.flatMap { $0 }, to: socket, at: now, &state)
        case .ping(let payload):
            socket.deliver(.ping, payload, at: now)
            send(.pong(payload), from: socket, &state)
        case .pong(let payload): socket.deliver(.pong, payload, at: now)
        case .close(let code, let reason):
            socket.deliver(.close(code: code), Array(reason.utf8), at: now)
            socket.end(nil)
        case .reset: socket.end(Self.error(.receive, "connection reset by peer"))
        case .finish: socket.end(Self.error(.receive, "the connection ended without a close frame"))
        case .silence, .throttle: break
        }
    }

    private func deliver(_ bytes: [UInt8], to socket: SimulatedSocket, at nanoseconds: Int64, _ state: inout State) {
        guard bytes.count <= socket.maximumMessageBytes else {
            socket.end(Self.error(.receive, "a message of \(bytes.count) bytes"))
            state.venue.disconnected(socket.id)
            state.links[socket.id] = nil
            return
        }
        socket.deliver(.text, bytes, at: nanoseconds)
    }

    private func send(_ message: ClientMessage, from socket: SimulatedSocket, _ state: inout State) {
        guard var link = state.links[socket.id] else { return }
        link.uplink = max(link.uplink, clock.timestamp + latency(&state))
        state.links[socket.id] = link
        enqueue(Transit(due: link.uplink, parcel: .toVenue(socket, message)), &state)
    }

    private func enqueue(_ transit: Transit, _ state: inout State) {
        var index = state.transits.count
        while index > 0, state.transits[index - 1].due > transit.due { index -= 1 }
        state.transits.insert(transit, at: index)
    }

    /// 5 to 45 ms.
    private func latency(_ state: inout State) -> Duration {
        .microseconds(5000 + Int64(state.random.index(below: 40_000)))
    }

    private static func error(
        _ phase: NetworkError.Phase, _ cause: String, status: Int? = nil, retryAfter: Int? = nil
    ) -> NetworkError {
        NetworkError(
            phase: phase, place: place, cause: cause, canRetry: true, status: status,
            retryAfter: retryAfter.map { .seconds($0) })
    }

    /// - Throws: `NetworkError` where the task is cancelled.
    private func pause(_ phase: NetworkError.Phase, _ duration: Duration? = nil) async throws(NetworkError) {
        let duration = duration ?? state.withLock { latency(&$0) }
        do { try await clock.sleep(until: clock.now.advanced(by: duration)) } catch {
            throw NetworkError(phase: phase, place: Self.place, cause: "cancelled", canRetry: false)
        }
    }
}

// What the feed asks for.
extension SimulatedNetwork {
    func connect(_ request: WebSocketRequest) async throws(NetworkError) -> any WebSocketConnection {
        try await pause(.connect)
        let isAccepted = state.withLock { state in
            step(&state)
            return state.venue.acceptsConnection()
        }
        guard isAccepted else { throw Self.error(.connect, "connection refused") }
        try await pause(.upgrade)
        let result: Result<SimulatedSocket, NetworkError> = state.withLock { state in
            step(&state)
            switch state.venue.upgrade(target: Self.target(of: request.url)) {
            case .refused(let answer):
                return .failure(
                    Self.error(
                        .upgrade, "answered with status \(answer.status)", status: answer.status,
                        retryAfter: answer.retryAfter))
            case .accepted(let id):
                let socket = SimulatedSocket(
                    id: id, maximumMessageBytes: request.maximumMessageBytes, clock: clock
                ) { [weak self] socket, message in self?.hear(message, from: socket) }
                state.sockets.append(socket)
                let now = clock.timestamp
                state.links[id] = Link(
                    socket: socket, maximumMessageBytes: request.maximumMessageBytes, downlink: now, uplink: now)
                dispatch(&state)
                return .success(socket)
            }
        }
        return try result.get()
    }

    private func hear(_ message: ClientMessage, from socket: SimulatedSocket) {
        state.withLock { state in
            step(&state)
            send(message, from: socket, &state)
        }
    }

    func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
        let start = clock.now
        try await pause(.connect)
        let isAccepted = state.withLock { state in
            step(&state)
            let now = clock.timestamp
            let isKept = state.restUsed.map { now - $0 < Self.keepAlive } ?? false
            guard isKept || state.venue.acceptsConnection() else { return false }
            state.restUsed = now
            return true
        }
        guard isAccepted else { throw Self.error(.connect, "connection refused") }
        let timeUnit = request.headers.first { $0.name.lowercased() == "x-mbx-time-unit" }?.value
        let answer = state.withLock {
            $0.venue.answer(RestRequest(target: Self.target(of: request.url), timeUnit: timeUnit))
        }
        var duration = state.withLock { latency(&$0) }
        if let rate = answer.bytesPerSecond {
            duration += .microseconds(Int64(answer.body.count) * 1_000_000 / Int64(rate))
        }
        let left = request.deadline - start.duration(to: clock.now)
        try await pause(.receive, min(duration, left))
        guard duration < left else {
            state.withLock { $0.restUsed = nil }
            throw Self.error(.receive, "no answer within \(request.deadline.seconds) s")
        }
        guard answer.body.count <= request.maximumBodyBytes else {
            throw Self.error(.receive, "body is larger than \(request.maximumBodyBytes) bytes")
        }
        let headers = answer.retryAfter.map { [HTTPHeader("Retry-After", "\($0)")] } ?? []
        return HTTPResponse(
            status: answer.status, headers: headers, body: answer.body,
            receivedNanoseconds: wall.nanoseconds)
    }

    /// Path and query.
    private static func target(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...].drop { $0 != "/" }
        return rest.isEmpty ? "/" : String(rest)
    }
}
