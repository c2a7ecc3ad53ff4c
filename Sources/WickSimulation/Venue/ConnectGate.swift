import WickDomain

/// Decides which attempts to connect get through: the plan's refusals, and the venue's limit.
struct ConnectGate: Sendable {
    private let limit: Int
    private let window: Duration
    private var random: RandomSource
    private var refusedUntil: Timestamp?
    /// Within the window, at most one more than the limit.
    private var recent: [Timestamp] = []

    init(rules: VenueRules, seed: UInt64) {
        limit = rules.connects
        window = rules.connectWindow
        random = RandomSource(seed: seed, stream: 20)
    }

    mutating func accepts(at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) -> Bool {
        if let until = refusedUntil, now < until {
            effects.log.add(InjectedFault(.refuse, at: now, detail: "still"))
            return false
        }
        refusedUntil = nil
        guard let plan, random.chance(plan[.refuse]) else { return true }
        let seconds = 1 + random.index(below: 10)
        refusedUntil = now + .seconds(seconds)
        effects.log.add(InjectedFault(.refuse, at: now, detail: "for \(seconds) s"))
        return false
    }

    /// What an upgrade gets in place of a 101; nil lets it through.
    mutating func refusal(at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) -> RestAnswer? {
        recent.removeAll { $0 + window <= now }
        guard recent.count < limit else {
            effects.log.addViolation("more than \(limit) connections in \(window.seconds) s", at: now)
            return .html(status: 429, title: "Too Many Requests", retryAfter: 60)
        }
        recent.append(now)
        guard let plan, random.chance(plan[.unavailable]) else { return nil }
        effects.log.add(InjectedFault(.unavailable, at: now, detail: "upgrade"))
        return .html(status: 503, title: "Service Temporarily Unavailable")
    }
}
