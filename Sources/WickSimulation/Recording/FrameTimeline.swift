import WickDomain
import WickFrames

/// The frames of one venue and the news feed from the start on, in the order in which they reach us, one at a time: what
/// is delivered, and heartbeats where the venue sends them.
struct FrameTimeline: Sendable {
    /// Nanoseconds between two frames that the venue sends at once.
    private static let spacing: Int64 = 9_000
    /// What connecting and subscribing take, each.
    private static let roundTrip: Int64 = 21_000_000
    static let newsOrigin = FrameOrigin.news("synthetic")

    private var queue: DeliveryQueue
    private var wire: any VenueWire
    private let endNanoseconds: Int64
    private var upcoming: Delivery
    private var jitter: RandomSource
    /// Receive time of the next heartbeat; nil where the venue sends none.
    private var nextHeartbeat: Int64?
    private var lastReceived: Int64
    /// Encoded and handed out next, from `firstReady` on.
    private var ready: [Frame] = []
    private var firstReady = 0

    init(market: SyntheticMarket, wire: any VenueWire, duration: Duration) {
        let start = market.parameters.start
        queue = DeliveryQueue(market: market, batchInterval: wire.batchInterval)
        self.wire = wire
        endNanoseconds = (start + duration).microseconds * 1000
        upcoming = queue.next()
        jitter = RandomSource(seed: market.parameters.seed, stream: 7)
        lastReceived = start.microseconds * 1000
        encode(spacing: Self.roundTrip, at: lastReceived + Self.roundTrip) { wire, send in
            wire.open(at: start, send: send)
        }
        nextHeartbeat = wire.heartbeatRule.interval.map { lastReceived + $0.microseconds * 1000 }
    }

    /// Nil once the duration is over.
    mutating func next() -> Frame? {
        while firstReady == ready.count {
            ready.removeAll(keepingCapacity: true)
            firstReady = 0
            guard prepare() else { return nil }
        }
        firstReady += 1
        return ready[firstReady - 1]
    }

    private mutating func prepare() -> Bool {
        if let due = nextHeartbeat, due <= upcoming.receivedNanoseconds {
            guard due < endNanoseconds else { return false }
            beat(at: due)
        } else {
            guard upcoming.receivedNanoseconds < endNanoseconds else { return false }
            deliver(upcoming)
            upcoming = queue.next()
        }
        return true
    }

    private mutating func deliver(_ delivery: Delivery) {
        let received = delivery.receivedNanoseconds
        switch delivery.content {
        case .trades(let orders):
            encode(spacing: Self.spacing, at: received) { wire, send in
                wire.trades(orders, at: delivery.sentTime, send: send)
            }
            if case .whenQuiet = wire.heartbeatRule { scheduleHeartbeat(after: lastReceived) }
        case .news(let body):
            var payload: [UInt8] = []
            payload.append(jsonString: body.utf8)
            lastReceived = max(lastReceived, received)
            ready.append(Frame(receivedNanoseconds: lastReceived, origin: Self.newsOrigin, payload: payload))
        }
    }

    private mutating func beat(at due: Int64) {
        let sent = Timestamp(nanoseconds: due) - .milliseconds(25)
        encode(spacing: Self.spacing, at: due) { wire, send in wire.heartbeat(at: sent, send: send) }
        scheduleHeartbeat(after: due)
    }

    /// A server's timer is late by a fraction of a millisecond.
    private mutating func scheduleHeartbeat(after time: Int64) {
        guard let interval = wire.heartbeatRule.interval else { return }
        nextHeartbeat = time + interval.microseconds * 1000 + Int64(300 * jitter.unit()) * 1000
    }

    private mutating func encode(
        spacing: Int64, at received: Int64, _ write: (inout any VenueWire, ([UInt8]) -> Void) -> Void
    ) {
        var payloads: [[UInt8]] = []
        write(&wire) { payloads.append($0) }
        for (index, payload) in payloads.enumerated() {
            lastReceived = max(lastReceived, received + Int64(index) * spacing)
            ready.append(Frame(receivedNanoseconds: lastReceived, origin: .venue(wire.venue), payload: payload))
        }
    }
}
