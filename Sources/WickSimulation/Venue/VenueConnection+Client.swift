import WickDomain

// What the client sends, and the answers.
extension VenueConnection {
    mutating func receive(
        _ message: ClientMessage, at now: Timestamp, plan: FaultPlan?, latest: (Asset, Int) -> [TakerOrder],
        effects: inout VenueEffects
    ) {
        messagesThisSecond += 1
        if let limit = rules.messagesPerSecond, messagesThisSecond > limit {
            effects.log.addViolation("more than \(limit) messages in a second", at: now, connection: id)
            return end(.close(code: 1008, reason: "Too many requests"), at: now, &effects)
        }
        switch message {
        case .text(let text): answer(text, at: now, plan: plan, latest: latest, effects: &effects)
        case .ping(let payload):
            let isWrong = drawWrongPong(at: now, plan: plan, effects: &effects)
            emit(.pong(isWrong ? Array("wrong".utf8) : payload), at: now, &effects)
        case .pong(let payload): if payload == awaitedPong?.payload { awaitedPong = nil }
        case .close(let code): end(.close(code: code ?? 1000, reason: ""), at: now, &effects)
        }
        updateDue()
    }

    private mutating func answer(
        _ text: [UInt8], at now: Timestamp, plan: FaultPlan?, latest: (Asset, Int) -> [TakerOrder],
        effects: inout VenueEffects
    ) {
        var request = session.parse(text)
        var refused: [String] = []
        switch request {
        case .subscribe(let topics, _, _):
            refused = refusals(of: topics, at: now, plan: plan, effects: &effects)
        case .ping(let requestID?):
            if drawWrongPong(at: now, plan: plan, effects: &effects) { request = .ping(requestID: requestID &+ 1) }
        case .malformed(let reason, _):
            effects.log.addViolation("a message that is not understood: \(reason)", at: now, connection: id)
        case .ping, .unsubscribe: break
        }
        let id = id
        let couldBeat = session.heartbeatRule.interval != nil
        session.answer(request, refused: refused, at: now + skew, latest: latest) {
            effects.send(.text($0), to: id, at: now)
        }
        if !couldBeat, let interval = session.heartbeatRule.interval { nextHeartbeat = now + interval }
    }

    private mutating func refusals(
        of topics: [ClientRequest.Topic], at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects
    ) -> [String] {
        guard let plan else { return [] }
        let refused = topics.filter { $0.asset != nil && random.chance(plan[.subscribe]) }
        for topic in refused {
            let instrument = topic.asset.map { instruments[$0] }
            effects.log.add(InjectedFault(.subscribe, at: now, connection: id, instrument: instrument))
        }
        return refused.map(\.name)
    }

    private mutating func drawWrongPong(at now: Timestamp, plan: FaultPlan?, effects: inout VenueEffects) -> Bool {
        guard let plan, random.chance(plan[.pong]) else { return false }
        effects.log.add(InjectedFault(.pong, at: now, connection: id))
        return true
    }
}
