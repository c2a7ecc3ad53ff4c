public import WickDomain

/// One venue as a function of its options, virtual time, and what clients ask: its trades, its connections, its REST, and
/// its faults. No I/O, no clock, no thread: the same calls give the same outputs. Whoever owns it moves its time.
public struct SimulatedVenue: Sendable {
    public struct Options: Equatable, Sendable {
        /// The market; its `venue` is the venue, its `start` the first moment of its history, its `seed` also that of the
        /// faults.
        public var market: MarketParameters
        public var faults = FaultPlan.none
        /// For how long the market had run when the venue opens: what REST and snapshots have from before.
        public var history = Duration.zero
        /// For how long trades happen after the opening; then the venue stays open and silent. Nil is for ever.
        public var duration: Duration?
        public var rules: VenueRules

        public init(market: MarketParameters) {
            self.market = market
            rules = VenueRules(of: market.venue)
        }
    }

    public let options: Options
    /// When it opened, in virtual time.
    public let opened: Timestamp
    public private(set) var now: Timestamp
    private(set) var histories: AssetPair<TradeHistory>
    private let listings: AssetPair<Listing>
    private var market: SyntheticMarket?
    private let marketEnd: Timestamp?
    /// Drawn and not yet happened.
    private var upcoming: TakerOrder?
    private var nextAggregate = AssetPair<UInt32>(repeating: 0)
    private let faultSeed: UInt64
    private var hiding: RandomSource

    /// Ascending by id.
    private var connections: [VenueConnection] = []
    private var nextConnection = 1
    private var nextTimer: Timestamp?
    private var attempts: ConnectGate
    private var gate: RestGate
    private var effects = VenueEffects()

    /// - Parameter isReplaying: without a market of its own: messages come by `relay`.
    /// - Throws: `SimulationError` for parameters out of range and for venues without live frames.
    public init(_ options: Options, isReplaying: Bool = false) throws(SimulationError) {
        guard options.history >= .zero, options.duration.map({ $0 > .zero }) ?? true else {
            throw .parameter(
                name: "history or duration", value: "\(options.history), \(options.duration ?? .zero)",
                allowed: "not negative, and above 0")
        }
        self.options = options
        let parameters = options.market
        opened = parameters.start + options.history
        now = parameters.start
        listings = try AssetPair { asset throws(SimulationError) in try Listing(asset, on: parameters.venue) }
        histories = try AssetPair { asset throws(SimulationError) in
            TradeHistory(firstID: parameters[asset].firstTradeID)
        }
        market = isReplaying ? nil : try SyntheticMarket(parameters: parameters)
        marketEnd = options.duration.map { [opened] in opened + $0 }
        // Venues of one seed must not break at the same moments.
        faultSeed = parameters.seed ^ (UInt64(parameters.venue.ordinal) << 56)
        hiding = RandomSource(seed: faultSeed, stream: 22)
        attempts = ConnectGate(rules: options.rules, seed: faultSeed)
        gate = RestGate(venue: parameters.venue, rules: options.rules, seed: faultSeed, now: opened)
        upcoming = drawOrder()
        advance(to: opened)
    }

    public var venue: Venue { options.market.venue }
    /// The venue's own clock, which a plan can set wrong.
    public var venueTime: Timestamp { now + options.faults.skew }
    /// Every fault so far, and every rule that clients broke.
    public var log: FaultLog { effects.log }
    public var connectionCount: Int { connections.count }
    /// Whether anybody has subscribed to anything.
    public var hasSubscribers: Bool { connections.contains { $0.session.hasSubscribed } }
    /// Whether the last trade has happened.
    public var hasEnded: Bool { upcoming == nil }
    public var instruments: [Instrument] { Asset.allCases.map { listings[$0].instrument } }

    /// The plan, while it is in force.
    private var activePlan: FaultPlan? {
        options.faults != .none && now >= opened && options.faults.isActive(after: now - opened) ? options.faults : nil
    }

    /// Every trade of an instrument since the market's start that is still remembered (2,000,000 at the least), ascending by
    /// id; empty for instruments that the venue does not list.
    public func truth(for instrument: Instrument) -> [TrueTrade] {
        guard let asset = Asset.allCases.first(where: { listings[$0].instrument == instrument }) else { return [] }
        let history = histories[asset]
        return history.entries.enumerated().map { index, entry in
            let trade = Trade(
                instrument: instrument, id: history.id(at: index), eventTime: entry.eventTime,
                knownTime: entry.eventTime, price: entry.price, quantity: entry.quantity, takerSide: entry.takerSide)
            return TrueTrade(trade: trade, isHidden: entry.isHidden)
        }
    }

    // MARK: Time

    /// The next moment at which something happens by itself; nil when nothing ever will.
    public var nextEvent: Timestamp? {
        guard let order = upcoming?.eventTime else { return nextTimer }
        return nextTimer.map { min($0, order) } ?? order
    }

    /// Lets time pass. What is to be sent waits in `takeOutputs`; long steps gather much of it.
    ///
    /// - Parameter eventLimit: stops short of the time when so many orders and timers have come.
    public mutating func advance(to time: Timestamp, eventLimit: Int = .max) {
        var rest = eventLimit
        while let next = nextEvent, next <= time {
            guard rest > 0 else { return }
            rest -= 1
            now = max(now, next)
            if let timer = nextTimer, timer <= now { runTimers() } else { publishUpcoming() }
        }
        now = max(now, time)
    }

    /// What was to be sent since the last call, in order.
    public mutating func takeOutputs() -> [VenueOutput] {
        defer { effects.outputs = [] }
        return effects.outputs
    }

    private mutating func runTimers() {
        let plan = activePlan
        for index in connections.indices where connections[index].due <= now {
            connections[index].run(at: now, plan: plan, effects: &effects)
        }
        settle()
    }

    /// Forgets connections that are over, and finds the next timer.
    private mutating func settle() {
        if connections.contains(where: \.isOver) { connections.removeAll(where: \.isOver) }
        nextTimer = connections.lazy.map(\.due).min()
    }

    private mutating func publishUpcoming() {
        guard let order = upcoming else { return }
        let published = PublishedOrder(order: skewed(order), aggregate: nextAggregate[order.asset])
        let plan = activePlan
        let isHidden = plan.map { hiding.chance($0[.hidden]) } ?? false
        histories[order.asset].append(published.order, aggregate: published.aggregate, isHidden: isHidden)
        nextAggregate[order.asset] += UInt32(order.priceLevels)
        if isHidden {
            let instrument = listings[order.asset].instrument
            effects.log.add(InjectedFault(.hidden, at: now, instrument: instrument, ids: published.ids))
        } else {
            for index in connections.indices {
                connections[index].publish(published, at: now, plan: plan, effects: &effects)
            }
            settle()
        }
        upcoming = drawOrder()
    }

    private func skewed(_ order: TakerOrder) -> TakerOrder {
        TakerOrder(
            asset: order.asset, takerSide: order.takerSide, eventTime: order.eventTime + options.faults.skew,
            isMarketOrder: order.isMarketOrder, fills: order.fills)
    }

    private mutating func drawOrder() -> TakerOrder? {
        while case .some(let event) = market?.next() {
            if let marketEnd, event.eventTime >= marketEnd { return nil }
            if case .order(let order) = event { return order }
        }
        return nil
    }

    /// Sends a message with trades to everybody who subscribed to anything, in a venue that replays a recording.
    public mutating func relay(_ message: [UInt8]) {
        let plan = activePlan
        for index in connections.indices {
            connections[index].relay(message, at: now, plan: plan, effects: &effects)
        }
        settle()
    }

    // MARK: Connections

    /// Whether a TCP connection gets through now; otherwise it is refused. Asked for every attempt, REST included.
    public mutating func acceptsConnection() -> Bool { attempts.accepts(at: now, plan: activePlan, effects: &effects) }

    /// Opens a WebSocket on a connection that got through.
    ///
    /// - Parameter target: path and query of the request line.
    public mutating func upgrade(target: String) -> UpgradeDecision {
        if let answer = attempts.refusal(at: now, plan: activePlan, effects: &effects) { return .refused(answer) }
        let request = RestRequest(target: target)
        guard let session = session(for: request) else {
            return .refused(.html(status: 404, title: "Not Found"))
        }
        let connection = VenueConnection(
            id: nextConnection, session: session,
            instruments: AssetPair(listings[.bitcoin].instrument, listings[.ether].instrument), rules: options.rules,
            skew: options.faults.skew, seed: faultSeed, now: now, effects: &effects)
        connections.append(connection)
        nextConnection += 1
        settle()
        return .accepted(connection: connection.id)
    }

    private func session(for request: RestRequest) -> (any VenueSession)? {
        // The options were checked when the venue was made.
        switch venue {
        case .kraken:
            request.path == "/v2" ? try? KrakenSession(seed: options.market.seed &+ UInt64(nextConnection)) : nil
        case .binance: request.path == "/stream" ? try? BinanceSession(target: request) : nil
        case .coinbase: request.path == "/" || request.path == "/ws" ? try? CoinbaseSession() : nil
        case .bitfinex: nil
        }
    }

    /// A connection that the venue has ended hears nothing any more.
    public mutating func receive(_ message: ClientMessage, on connection: Int) {
        guard let index = connections.firstIndex(where: { $0.id == connection }) else { return }
        let histories = histories
        connections[index].receive(
            message, at: now, plan: activePlan,
            latest: { asset, count in
                let history = histories[asset]
                return history.newest(before: history.entries.count, limit: count).map {
                    history.order(at: $0, of: asset)
                }
            }, effects: &effects)
        settle()
    }

    /// The connection broke, or its client went away without a close frame.
    public mutating func disconnected(_ connection: Int) {
        connections.removeAll { $0.id == connection }
        settle()
    }

    /// Writes down what a client did wrong below the level of messages.
    public mutating func reportViolation(_ detail: String, connection: Int?) {
        effects.log.addViolation(detail, at: now, connection: connection)
    }

    // MARK: REST

    /// Answers a GET as of now.
    public mutating func answer(_ request: RestRequest) -> RestAnswer {
        let plan = activePlan
        if let refusal = gate.refusal(at: now, plan: plan, effects: &effects) { return refusal }
        let desk = RestDesk(histories: histories, listings: listings, now: venueTime)
        var answer =
            switch venue {
            case .kraken: KrakenRest(desk: desk).answer(request)
            case .binance: BinanceRest(desk: desk).answer(request)
            case .coinbase: CoinbaseRest(desk: desk).answer(request)
            case .bitfinex: RestAnswer.html(status: 404, title: "Not Found")
            }
        answer.bytesPerSecond = gate.speed(at: now, plan: plan, effects: &effects)
        return answer
    }
}

extension TakerOrder {
    /// At how many prices it was executed.
    fileprivate var priceLevels: Int { 1 + zip(fills, fills.dropFirst()).count { $0.price != $1.price } }
}
