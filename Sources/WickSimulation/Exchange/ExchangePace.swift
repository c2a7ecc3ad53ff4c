import WickDomain

/// How virtual time follows the exchange's stopwatch for one venue.
struct ExchangePace {
    /// Virtual seconds a second while a market at full speed has nobody to hold it back.
    private static let idleSpeed = 10.0

    let speed: LoopbackExchange.Speed
    /// Whether time waits for the first subscription.
    private let waits: Bool
    private(set) var hasBegun = false
    private var last = Duration.zero
    /// What is left of a microsecond.
    private var rest = 0.0

    init(speed: LoopbackExchange.Speed, isReplaying: Bool) {
        self.speed = speed
        waits = isReplaying || speed == .max
    }

    /// The virtual time by now; in a market at full speed that has subscribers, time moves by other means.
    mutating func time(after venueNow: Timestamp, now: Duration, hasSubscribers: Bool, hasEnded: Bool) -> Timestamp {
        defer { last = now }
        hasBegun = hasBegun || hasSubscribers || !waits
        guard hasBegun else { return venueNow }
        let factor: Double
        switch speed {
        case .times(let times): factor = times
        case .max:
            guard !hasSubscribers || hasEnded else { return venueNow }
            factor = Self.idleSpeed
        }
        rest += (now - last).seconds * factor * 1e6
        let whole = rest.rounded(.down)
        rest -= whole
        return venueNow + .microseconds(Int64(whole))
    }

    /// How long nothing happens by itself, at most so long.
    func wait(until event: Timestamp?, from venueNow: Timestamp, atMost limit: Duration) -> Duration {
        guard let event else { return limit }
        let factor = if case .times(let times) = speed { times } else { Self.idleSpeed }
        return min(limit, .microseconds(Int64((event - venueNow).seconds / factor * 1e6)))
    }
}
