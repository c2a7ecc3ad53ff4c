import WickDomain

// What happens by itself: heartbeats, pings, batches, and breakdowns.
extension VenueConnection {
    /// Does what is due.
    mutating func run(at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) {
        while !isOver, let first = scheduled.first, first.time <= now {
            scheduled.removeFirst()
            emit(.text(first.message), at: now, &effects)
        }
        if let flush = nextFlush, flush <= now { flushBatches(at: now, plan: plan, effects: &effects) }
        if let time = nextHeartbeat, time <= now { beat(at: now, &effects) }
        if let time = nextPing, time <= now { ping(at: now, &effects) }
        if let until = throttledUntil, until <= now {
            throttledUntil = nil
            emit(.throttle(bytesPerSecond: nil), at: now, &effects)
        }
        if let closing, closing <= now {
            return end(.close(code: 1001, reason: "server shutdown"), at: now, &effects)
        }
        if nextSecond <= now { beginSecond(at: now, plan: plan, effects: &effects) }
        updateDue()
    }

    private mutating func flushBatches(at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) {
        nextFlush = nil
        for asset in Asset.allCases where !batches[asset].isEmpty {
            let orders = batches[asset]
            batches[asset] = []
            send(orders, at: now, plan: plan, effects: &effects)
        }
    }

    private mutating func beat(at now: Timestamp, _ effects: inout VenueEffects) {
        nextHeartbeat = session.heartbeatRule.interval.map { now + $0 }
        guard nextHeartbeat != nil else { return }
        let id = id
        session.heartbeat(at: now + skew) { effects.send(.text($0), to: id, at: now) }
    }

    private mutating func ping(at now: Timestamp, _ effects: inout VenueEffects) {
        nextPing = rules.pingInterval.map { now + $0 }
        let payload = Array("\((now + skew).microseconds / 1000)".utf8)
        if awaitedPong == nil { awaitedPong = (payload, rules.pongDeadline.map { now + $0 }) }
        emit(.ping(payload), at: now, &effects)
    }

    private mutating func beginSecond(at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) {
        nextSecond = nextSecond + .seconds(1)
        messagesThisSecond = 0
        if let deadline = awaitedPong?.deadline, deadline <= now {
            effects.log.addViolation("no pong with the payload of the ping", at: now, connection: id)
            return end(.close(code: 1008, reason: "Pong timeout"), at: now, &effects)
        }
        if let deadline = rules.subscribeDeadline, !session.hasSubscribed, now >= openedTime + deadline {
            effects.log.addViolation("no subscription in time", at: now, connection: id)
            return end(.close(code: 1008, reason: "no subscription"), at: now, &effects)
        }
        if let age = rules.maximumAge, now >= openedTime + age {
            return end(.close(code: 1001, reason: "maximum age"), at: now, &effects)
        }
        if let plan, let kind = FaultKind.ofConnections.first(where: { random.chance(plan[$0]) }) {
            breakDown(kind, at: now, effects: &effects)
        }
    }

    private mutating func breakDown(_ kind: FaultKind, at now: Timestamp, effects: inout VenueEffects) {
        var detail = ""
        switch kind {
        case .reset: end(.reset, at: now, &effects)
        case .finish: end(.finish, at: now, &effects)
        case .silence: end(.silence, at: now, &effects)
        case .shutdown:
            guard closing == nil else { return }
            if let notice = session.shutdownNotice(at: now + skew) {
                emit(.text(notice), at: now, &effects)
                closing = now + .seconds(10)
                detail = "announced 10 s before"
            } else {
                end(.close(code: 1012, reason: "service restart"), at: now, &effects)
            }
        case .slow:
            let seconds = 2 + random.index(below: 7)
            throttledUntil = now + .seconds(seconds)
            detail = "1000 bytes a second for \(seconds) s"
            emit(.throttle(bytesPerSecond: 1000), at: now, &effects)
        default: preconditionFailure("a fault that does not befall connections")
        }
        effects.log.add(InjectedFault(kind, at: now, connection: id, detail: detail))
    }
}
