import WickDomain

/// One connection's talk with its venue: subscribing, pings, silence, age. A pure state machine: what comes and the time go in,
/// what to do comes out. Owned by the `FeedMachine`, which decides about connections.
struct FeedSession: Sendable {
    enum Action: Equatable {
        case send([UInt8])
        /// A ping of the WebSocket itself.
        case ping([UInt8])
        /// The symbol is not subscribed, and will not be asked for before the time given has passed.
        case denied(Symbol, wait: Duration)
        case accepted(Symbol)
        /// Every symbol has been answered for, and at least one is subscribed.
        case becameLive
        case rotate(reason: String)
        case close(reason: String)
        case event(FeedEvent)
    }

    /// One message that asks for some symbols; without symbols, for heartbeats.
    struct Subscription: Equatable {
        let request: UInt64
        let symbols: [Symbol]
    }

    private static let pingPrefix = "wick "

    /// Pings that may be on their way at once: more than `silenceLimit` and `pingInterval` allow.
    static let maximumPings = 16

    /// A symbol that was refused or not answered for is asked for again after the first wait, then after twice as long, up to the second:
    /// refusals in passing are over soon, and a symbol that does not exist costs little.
    static let firstAskAgain: Duration = .seconds(5)
    static let longestAskAgain: Duration = .seconds(300)

    /// To be asked for again.
    private struct Denied {
        let symbol: Symbol
        var times: Int
        var due: Duration
    }

    let configuration: FeedConfiguration
    private let openedAt: Duration
    private(set) var lastMessage: Duration
    private(set) var isLive = false
    private var queue: [Subscription]
    private var current: Subscription?
    private var unanswered: [Symbol] = []
    private(set) var subscribed: Set<Symbol> = []
    private var denied: [Denied] = []
    private var lastSent: Duration?
    private var nextRequest: UInt64
    private var lastPing: Duration
    private var pings: [(number: UInt64, sentAt: Duration)] = []
    private var hasAskedToRotate = false
    /// Whether the venue has announced that it will not be there for a while.
    private(set) var announcesMaintenance = false

    init(_ configuration: FeedConfiguration, at now: Duration) {
        self.configuration = configuration
        openedAt = now
        lastMessage = now
        lastPing = now
        queue = Subscription.all(of: configuration)
        nextRequest = UInt64(queue.count) + 1
    }

    /// The first messages.
    mutating func start(at now: Duration) -> [Action] {
        var actions: [Action] = []
        sendNext(at: now, &actions)
        return actions
    }

    /// Something came, whatever it was.
    mutating func noteMessage(at now: Duration) { lastMessage = now }

    /// A frame that is not trades.
    mutating func receive(_ control: ControlEvent, at now: Duration) -> [Action] {
        let venue = configuration.venue
        var actions: [Action] = []
        switch control {
        case .heartbeat: break
        case .acknowledged(let channels, let symbols, let request):
            acknowledge(channels, symbols, request, at: now, &actions)
        case .refused(let symbol, let reason, let request):
            refuse(symbol, reason, request, at: now, &actions)
        case .pong(let request):
            answerPing(request, text: request.map(String.init) ?? "", &actions)
        case .status(let text):
            announcesMaintenance = text != "online"
            actions.append(.event(.status(venue, text)))
        case .shutdownNotice: askToRotate("the venue will close the connection", &actions)
        case .error(let reason):
            if venue == .coinbase, let current {
                refuse(current.symbols.first?.description, reason, nil, at: now, &actions)
            } else {
                actions.append(.event(.venueError(venue, reason)))
            }
        }
        return actions
    }

    /// A pong of the WebSocket itself.
    mutating func receivePong(_ payload: some Collection<UInt8>) -> [Action] {
        var actions: [Action] = []
        let text = String(decoding: payload.prefix(32), as: UTF8.self)
        let number = text.hasPrefix(Self.pingPrefix) ? UInt64(text.dropFirst(Self.pingPrefix.count)) : nil
        answerPing(number, text: Array(payload).withUnsafeBytes { DecimalText.printable($0) }, &actions)
        return actions
    }

    /// Time has passed.
    mutating func tick(at now: Duration) -> [Action] {
        var actions: [Action] = []
        if now - lastMessage >= configuration.silenceLimit {
            return [.close(reason: "no message for \(Int(configuration.silenceLimit.seconds)) s")]
        }
        if let oldest = pings.first, now - oldest.sentAt >= configuration.silenceLimit + configuration.pingInterval {
            return [.close(reason: "a ping was not answered")]
        }
        if let current, let lastSent, now - lastSent >= configuration.answerDeadline {
            for symbol in unanswered where deny(symbol, at: now, &actions) {
                actions.append(.event(.unanswered(Instrument(venue: configuration.venue, symbol: symbol))))
            }
            if current.symbols.isEmpty { actions.append(.event(.venueError(configuration.venue, "no heartbeats"))) }
            finishSubscription(at: now, &actions)
        } else if current == nil {
            if queue.isEmpty { askAgain(at: now) }
            sendNext(at: now, &actions)
        }
        if now - lastPing >= configuration.pingInterval { sendPing(at: now, &actions) }
        if let limit = configuration.rotationAge, now - openedAt >= limit {
            askToRotate("it is \(Int(limit.seconds / 3600)) h old", &actions)
        }
        return actions
    }

    /// Reading was suspended from our side: silence until now is not the venue's.
    mutating func forgiveSilence(at now: Duration) {
        lastMessage = now
        pings.removeAll()
    }
}

extension FeedSession {
    private mutating func sendNext(at now: Duration, _ actions: inout [Action]) {
        guard current == nil, !queue.isEmpty else { return }
        if let lastSent, now - lastSent < configuration.messageSpacing { return }
        let next = queue.removeFirst()
        current = next
        unanswered = next.symbols
        lastSent = now
        actions.append(.send(next.message(to: configuration.venue)))
    }

    private mutating func acknowledge(
        _ channels: [String], _ symbols: [String], _ request: UInt64?, at now: Duration, _ actions: inout [Action]
    ) {
        guard let current else { return }
        switch configuration.venue {
        case .binance:
            guard request == current.request else { return }
            unanswered.forEach { accept($0, &actions) }
            unanswered = []
        case .coinbase where current.symbols.isEmpty:
            guard channels.contains("heartbeats") else { return }
        case .kraken, .coinbase, .bitfinex:
            for symbol in unanswered where symbols.contains(symbol.description) { accept(symbol, &actions) }
            unanswered.removeAll { subscribed.contains($0) }
        }
        if unanswered.isEmpty { finishSubscription(at: now, &actions) }
    }

    private mutating func accept(_ symbol: Symbol, _ actions: inout [Action]) {
        denied.removeAll { $0.symbol == symbol }
        if subscribed.insert(symbol).inserted {
            actions.append(.accepted(symbol))
            actions.append(.event(.subscribed(Instrument(venue: configuration.venue, symbol: symbol))))
        }
    }

    private mutating func refuse(
        _ symbol: String?, _ reason: String, _ request: UInt64?, at now: Duration, _ actions: inout [Action]
    ) {
        guard let current, request == nil || request == current.request else {
            actions.append(.event(.venueError(configuration.venue, reason)))
            return
        }
        if symbol == nil, current.symbols.count > 1 {
            // It does not say which: each is asked for by itself.
            for symbol in current.symbols {
                queue.append(Subscription(request: nextRequest, symbols: [symbol]))
                nextRequest += 1
            }
            unanswered = []
        } else {
            let name = symbol ?? current.symbols.first?.description ?? "heartbeats"
            let asked = current.symbols.first { $0.description == name }
            if asked.map({ deny($0, at: now, &actions) }) ?? true {
                actions.append(.event(.refused(configuration.venue, symbol: name, reason: reason)))
            }
            unanswered.removeAll { $0.description == name }
        }
        if unanswered.isEmpty { finishSubscription(at: now, &actions) }
    }

    /// Remembers to ask again; true for the first time, which is the one to tell of.
    private mutating func deny(_ symbol: Symbol, at now: Duration, _ actions: inout [Action]) -> Bool {
        guard let index = denied.firstIndex(where: { $0.symbol == symbol }) else {
            denied.append(Denied(symbol: symbol, times: 1, due: now + Self.firstAskAgain))
            actions.append(.denied(symbol, wait: Self.firstAskAgain))
            return true
        }
        let wait = min(Self.firstAskAgain * (1 << min(denied[index].times, 16)), Self.longestAskAgain)
        actions.append(.denied(symbol, wait: wait))
        denied[index].times += 1
        denied[index].due = now + wait
        return false
    }

    private mutating func askAgain(at now: Duration) {
        guard isLive, let next = denied.first(where: { $0.due <= now }) else { return }
        queue.append(Subscription(request: nextRequest, symbols: [next.symbol]))
        nextRequest += 1
    }

    private mutating func finishSubscription(at now: Duration, _ actions: inout [Action]) {
        current = nil
        unanswered = []
        if !queue.isEmpty { return sendNext(at: now, &actions) }
        if subscribed.isEmpty {
            actions.append(.close(reason: "no symbol was subscribed"))
        } else if !isLive {
            isLive = true
            actions.append(.becameLive)
        }
    }

    private mutating func sendPing(at now: Duration, _ actions: inout [Action]) {
        lastPing = now
        let number = nextRequest
        nextRequest += 1
        if pings.count == Self.maximumPings { pings.removeFirst() }
        pings.append((number, now))
        switch configuration.venue {
        // Kraken's own ping goes through its message handling, and so proves more than the socket's.
        case .kraken: actions.append(.send(Array(#"{"method":"ping","req_id":\#(number)}"#.utf8)))
        case .binance, .coinbase, .bitfinex: actions.append(.ping(Array("\(Self.pingPrefix)\(number)".utf8)))
        }
    }

    /// The venue sends pongs of its own accord at times (RFC 6455 allows it); one that answers nothing proves nothing.
    private mutating func answerPing(_ number: UInt64?, text: String, _ actions: inout [Action]) {
        guard let number, let index = pings.firstIndex(where: { $0.number == number }) else {
            actions.append(.event(.wrongPong(configuration.venue, payload: text)))
            return
        }
        pings.removeSubrange(...index)
    }

    private mutating func askToRotate(_ reason: String, _ actions: inout [Action]) {
        guard !hasAskedToRotate else { return }
        hasAskedToRotate = true
        actions.append(.rotate(reason: reason))
    }
}
