import WickDomain

/// Decides whether a REST request gets through: the venue's rate limit, and the plan's 429, 418 and 503.
struct RestGate: Sendable {
    private let venue: Venue
    private let limit: VenueRules.Rate
    private var random: RandomSource
    private var tokens: Double
    private var refilled: Timestamp
    /// Until then everything is answered with this status.
    private var block: (until: Timestamp, status: Int)?

    init(venue: Venue, rules: VenueRules, seed: UInt64, now: Timestamp) {
        self.venue = venue
        limit = rules.rest
        random = RandomSource(seed: seed, stream: 21)
        tokens = limit.burst
        refilled = now
    }

    /// The answer that the request gets instead of its own; nil lets it through.
    mutating func refusal(at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) -> RestAnswer? {
        if let block, now < block.until {
            effects.log.addViolation("a REST request before Retry-After was over", at: now)
            return blocked(block.status, until: block.until, now: now)
        }
        block = nil
        if let plan, let answer = fault(plan, at: now, effects: &effects) { return answer }
        return overRate(at: now, effects: &effects)
    }

    private mutating func fault(_ plan: FaultPlan, at now: Timestamp, effects: inout VenueEffects) -> RestAnswer? {
        if random.chance(plan[.unavailable]) {
            effects.log.add(InjectedFault(.unavailable, at: now, detail: "REST"))
            return .html(status: 503, title: "Service Temporarily Unavailable")
        }
        if random.chance(plan[.tooManyRequests]) { return begin(.tooManyRequests, 429, 1...5, now, &effects) }
        if random.chance(plan[.banned]) { return begin(.banned, 418, 5...20, now, &effects) }
        return nil
    }

    private mutating func begin(
        _ kind: FaultKind, _ status: Int, _ seconds: ClosedRange<Int>, _ now: Timestamp, _ effects: inout VenueEffects
    ) -> RestAnswer {
        let wait = seconds.lowerBound + random.index(below: seconds.count)
        effects.log.add(InjectedFault(kind, at: now, detail: "Retry-After \(wait)"))
        let until = now + .seconds(wait)
        block = (until, status)
        return blocked(status, until: until, now: now)
    }

    private func blocked(_ status: Int, until: Timestamp, now: Timestamp) -> RestAnswer {
        let wait = Int(((until - now).seconds).rounded(.up))
        switch venue {
        case .binance:
            var answer = RestAnswer.json(
                #"{"code":-1003,"msg":"Way too much request weight used; IP banned until \#(until.microseconds / 1000)."}"#,
                status: status)
            answer.retryAfter = wait
            return answer
        case .kraken, .coinbase, .bitfinex:
            return .html(status: status, title: "Too Many Requests", retryAfter: wait)
        }
    }

    private mutating func overRate(at now: Timestamp, effects: inout VenueEffects) -> RestAnswer? {
        tokens = min(limit.burst, tokens + (now - refilled).seconds * limit.perSecond)
        refilled = now
        guard tokens < 1 else {
            tokens -= 1
            return nil
        }
        effects.log.addViolation("more REST requests than the venue allows", at: now)
        // Kraken says it in the body of a 200.
        if venue == .kraken { return .json(#"{"error":["EGeneral:Too many requests"]}"#) }
        block = (now + .seconds(1), 429)
        return blocked(429, until: now + .seconds(1), now: now)
    }

    /// The speed of an answer's body; nil is full speed.
    mutating func speed(at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) -> Int? {
        guard let plan, random.chance(plan[.slowAnswer]) else { return nil }
        let bytesPerSecond = 2_000 + random.index(below: 20_000)
        effects.log.add(InjectedFault(.slowAnswer, at: now, detail: "\(bytesPerSecond) bytes a second"))
        return bytesPerSecond
    }
}
