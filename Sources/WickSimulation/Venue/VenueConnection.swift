import WickDomain

/// One open connection of a simulated venue: what is subscribed, what is on its way, and what goes wrong next.
struct VenueConnection: Sendable {
    /// A message that waits for its time.
    struct Scheduled: Sendable {
        let time: Timestamp
        let message: [UInt8]
        /// Sent earlier if another message with trades is: the two change places.
        let isHeld: Bool
    }

    let id: Int
    let instruments: AssetPair<Instrument>
    let rules: VenueRules
    let openedTime: Timestamp
    /// The venue's clock less the virtual time.
    let skew: Duration
    var session: any VenueSession
    var random: RandomSource
    var isOver = false

    /// Ascending by time.
    var scheduled: [Scheduled] = []
    var batches = AssetPair<[PublishedOrder]>(repeating: [])
    var nextFlush: Timestamp?
    var nextHeartbeat: Timestamp?
    var nextSecond: Timestamp
    var nextPing: Timestamp?
    var awaitedPong: (payload: [UInt8], deadline: Timestamp?)?
    var throttledUntil: Timestamp?
    var closing: Timestamp?
    var messagesThisSecond = 0

    /// The earliest moment at which something may happen by itself.
    private(set) var due: Timestamp

    init(
        id: Int, session: any VenueSession, instruments: AssetPair<Instrument>, rules: VenueRules, skew: Duration,
        seed: UInt64, now: Timestamp, effects: inout VenueEffects
    ) {
        self.id = id
        self.session = session
        self.instruments = instruments
        self.rules = rules
        self.skew = skew
        random = RandomSource(seed: seed, stream: 1000 + UInt64(id))
        openedTime = now
        nextSecond = now + .seconds(1)
        nextPing = rules.pingInterval.map { now + $0 }
        due = nextSecond
        self.session.greet(at: now + skew) { effects.send(.text($0), to: id, at: now) }
    }

    func emit(_ action: ServerAction, at time: Timestamp, _ effects: inout VenueEffects) {
        effects.send(action, to: id, at: time)
    }

    mutating func end(_ action: ServerAction, at time: Timestamp, _ effects: inout VenueEffects) {
        emit(action, at: time, &effects)
        isOver = true
    }

    mutating func updateDue() {
        var earliest = nextSecond
        for time in [scheduled.first?.time, nextFlush, nextHeartbeat, nextPing, throttledUntil, closing] {
            if let time, time < earliest { earliest = time }
        }
        due = earliest
    }
}
