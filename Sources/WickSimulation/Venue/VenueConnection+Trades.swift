import WickDomain

// Trades on their way to the client, and what the plan does to them.
extension VenueConnection {
    mutating func publish(
        _ published: PublishedOrder, at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects
    ) {
        let asset = published.order.asset
        guard session.isSubscribed(to: asset) else { return }
        guard session.batchInterval > .zero else {
            return send([published], at: now, plan: plan, effects: &effects)
        }
        batches[asset].append(published)
        if nextFlush == nil {
            nextFlush = now.floored(to: session.batchInterval) + session.batchInterval
            updateDue()
        }
    }

    mutating func send(
        _ orders: [PublishedOrder], at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects
    ) {
        guard let asset = orders.first?.order.asset else { return }
        var messages: [(bytes: [UInt8], ids: ClosedRange<UInt64>)] = []
        session.encode(orders, at: now + skew) { messages.append(($0, $1)) }
        for message in messages {
            deliver(message.bytes, asset: asset, ids: message.ids, at: now, plan: plan, effects: &effects)
        }
        beatLater(after: now)
    }

    /// Sends a recorded message as it is, with what the plan does to it.
    mutating func relay(_ message: [UInt8], at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) {
        guard session.hasSubscribed else { return }
        deliver(message, asset: nil, ids: nil, at: now, plan: plan, effects: &effects)
        beatLater(after: now)
    }

    private mutating func deliver(
        _ message: [UInt8], asset: Asset?, ids: ClosedRange<UInt64>?, at now: Timestamp, plan: FaultPlan?,
        effects: inout VenueEffects
    ) {
        guard let plan, let kind = drawFault(of: plan) else {
            emit(.text(message), at: now, &effects)
            return releaseHeld(at: now, &effects)
        }
        var detail = ""
        switch kind {
        case .lost: break
        case .duplicate:
            emit(.text(message), at: now, &effects)
            releaseHeld(at: now, &effects)
            schedule(message, at: now + .microseconds(1 + Int64(2e6 * random.unit())))
        case .reorder: schedule(message, at: now + .seconds(1), isHeld: true)
        case .delay:
            let delay = Duration.microseconds(200_000 + Int64(2.8e6 * random.unit()))
            detail = "\(delay.seconds) s"
            schedule(message, at: now + delay)
        case .malformed:
            let form = random.index(below: MalformedMessage.formCount)
            emit(.text(MalformedMessage.make(from: message, form: form)), at: now, &effects)
        case .fragment:
            let parts = fragments(of: message)
            detail = "\(parts.count) frames"
            emit(.fragments(parts), at: now, &effects)
            releaseHeld(at: now, &effects)
        case .oversize: emit(.text(MalformedMessage.oversize), at: now, &effects)
        default: preconditionFailure("a fault that does not befall messages")
        }
        effects.log.add(
            InjectedFault(
                kind, at: now, connection: id, instrument: asset.map { instruments[$0] }, ids: ids, detail: detail))
    }

    private mutating func drawFault(of plan: FaultPlan) -> FaultKind? {
        var rest = random.unit()
        for kind in FaultKind.ofMessages {
            let chance = plan[kind]
            if rest < chance { return kind }
            rest -= chance
        }
        return nil
    }

    private mutating func fragments(of message: [UInt8]) -> [[UInt8]] {
        let count = min(message.count, 2 + random.index(below: 7))
        let cuts = (1..<count).map { _ in random.index(below: message.count) }.sorted()
        return zip([0] + cuts, cuts + [message.count]).map { Array(message[$0..<$1]) }
    }

    private mutating func schedule(_ message: [UInt8], at time: Timestamp, isHeld: Bool = false) {
        let position = scheduled.firstIndex { $0.time > time } ?? scheduled.count
        scheduled.insert(Scheduled(time: time, message: message, isHeld: isHeld), at: position)
        updateDue()
    }

    private mutating func releaseHeld(at now: Timestamp, _ effects: inout VenueEffects) {
        guard !scheduled.isEmpty, scheduled.contains(where: \.isHeld) else { return }
        for item in scheduled where item.isHeld { emit(.text(item.message), at: now, &effects) }
        scheduled.removeAll(where: \.isHeld)
        updateDue()
    }

    private mutating func beatLater(after now: Timestamp) {
        guard case .whenQuiet(let interval) = session.heartbeatRule else { return }
        nextHeartbeat = now + interval
    }
}
