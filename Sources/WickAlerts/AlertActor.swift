public import WickDomain
public import WickStore

/// Owns the alerts: decides by its machine, stores what changed, and then sends it. A thin shell: rules and words are the
/// machine's, and what came of sending is the policy's to judge.
public actor AlertActor {
    /// How often a target is looked at.
    static let interval: Duration = .milliseconds(500)
    /// Between two messages to one target: Slack takes one a second, Discord five in two.
    static let pause: Duration = .seconds(1)
    /// Messages that were sent are kept for so long.
    static let keptFor: Duration = .seconds(30 * 86_400)
    /// Alerts whose delivery the list still tells of.
    static let maximumDeliveries = 1000

    private let store: Store
    private let senders: [any AlertSender]
    private let policy: DeliveryPolicy
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Timestamp
    private let report: @Sendable (String) -> Void
    private var random: any RandomNumberGenerator & Sendable
    private var reader: AlertReader
    private var machine: AlertMachine
    private var outbox = Outbox()
    private var unstorable = UnstoredAlerts()
    /// What the last step changed and could not be stored; no further step is taken before it is.
    private var unstored: AlertChanges?
    /// What came of telling of each alert, by its id.
    private var deliveries: [String: Snapshot.Alert.Delivery] = [:]
    private var deliveryOrder: [String] = []
    private var isStopping = false
    private var sending = 0
    private var hasComplained = false

    /// - Parameters:
    ///   - store: open for writing.
    ///   - senders: one a target.
    ///   - now: the wall clock.
    ///   - report: is told what goes wrong; must not block.
    /// - Throws: what is wrong with the store.
    public init(
        rules: [AlertRule], groupingTime: Duration, store: Store, senders: [any AlertSender],
        policy: DeliveryPolicy = DeliveryPolicy(), clock: any Clock<Duration>, now: @escaping @Sendable () -> Timestamp,
        random: any RandomNumberGenerator & Sendable, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) {
        (self.store, self.senders, self.policy, self.clock) = (store, senders, policy, clock)
        (self.now, self.random, self.report) = (now, random, report)
        reader = AlertReader(rules)
        let time = now()
        machine = AlertMachine(
            rules: rules, groupingTime: groupingTime, memory: try AlertMemory(store, now: time), now: time)
        try store.removeNotices(before: time - Self.keptFor)
        let targets = Set(senders.map(\.target))
        let open = try store.openDeliveries()
        let orphans = open.filter {
            !targets.contains($0.target) && policy.expired(due: $0.notice.dueTime, now: time) != nil
        }
        let own = open.filter { !orphans.contains($0) }
        try Self.giveUp(orphans, in: store, "no such target is configured any more", at: time)
        try Self.giveUp(outbox.restore(own), in: store, "this version of wick cannot read it", at: time)
    }

    /// Of what an earlier run left: what nobody will ever send.
    private static func giveUp(
        _ records: [DeliveryRecord], in store: Store, _ reason: String, at time: Timestamp
    ) throws(StoreError) {
        for record in records {
            try store.endDelivery(
                of: record.notice.id, to: record.target, .gaveUp(reason: reason, at: time), alerts: [])
        }
    }

    // MARK: Looking

    /// Takes a price of before the start; see `AlertReader`.
    public func remember(_ price: Price, of instrument: Instrument, at time: Timestamp) {
        reader.remember(price, of: instrument, at: time)
    }

    /// Looks at the rules once. What changed is in the store when this returns, or no further step is taken until it is.
    ///
    /// - Returns: what is told of it, one line each: also where no target is configured, for the log.
    @discardableResult
    public func observe(_ input: AlertInput) -> [String] {
        let isStuck = !keep()
        let time = now()
        let readings = reader.readings(of: input, now: time)
        let lines = unstorable.take(
            readings, isStuck: isStuck, now: time, targets: senders.map(\.target),
            isMuted: { machine.isMuted($0) }, isKnown: { machine.isFiring($0) })
        guard !isStuck else { return lines }
        let changes = machine.step(readings, at: time)
        guard !changes.isEmpty else { return lines }
        unstored = changes
        _ = keep()
        return lines
            + machine.told.map {
                "\($0.entry.state.rawValue.uppercased()) \($0.rule) \($0.entry.subject): \($0.entry.text)"
            }
    }

    /// Whether nothing is left that has to be stored first.
    private func keep() -> Bool {
        guard let changes = unstored else { return true }
        let targets = senders.map(\.target)
        do throws(StoreError) {
            try store.store(changes, targets: targets, patience: .zero)
        } catch {
            complain("alerts wait: \(error)")
            return false
        }
        hasComplained = false
        unstored = nil
        outbox.add(changes.notices, targets: targets)
        guard !targets.isEmpty else { return true }
        for (id, _) in changes.notified { remember(id, .waiting) }
        return true
    }

    /// Once for a trouble that lasts.
    private func complain(_ text: String) {
        if !hasComplained { report(text) }
        hasComplained = true
    }

    // MARK: Sending

    /// Sends what is due, to all targets beside each other, until it is cancelled or stopped.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for sender in senders {
                group.addTask { await self.serve(sender) }
            }
        }
    }

    /// Lets attempts that have begun come to their ends, so that an orderly stop leaves no doubt behind.
    public func stop(within patience: Duration = .seconds(5)) async {
        isStopping = true
        var waited: Duration = .zero
        while sending > 0, waited < patience {
            // Cancelled: whoever stops us does not want to wait.
            do { try await clock.sleep(for: .milliseconds(50)) } catch { return }
            waited += .milliseconds(50)
        }
    }

    private func serve(_ sender: any AlertSender) async {
        while !isStopping, !Task.isCancelled {
            let isSent = await attempt(sender)
            do { try await clock.sleep(for: isSent ? Self.pause : Self.interval) } catch { return }
        }
    }

    /// - Returns: whether anything was sent.
    private func attempt(_ sender: any AlertSender) async -> Bool {
        if let notice = unstorable.due(sender.target, at: now()) {
            unstorable.end(notice, sender.target, await sender.send(AlertMessage(notice)), now: now())
            return true
        }
        guard let item = outbox.due(sender.target, at: now()) else { return false }
        if let expired = policy.expired(due: item.due, now: now()) {
            await conclude(item, sender.target, expired)
            return false
        }
        do throws(StoreError) {
            try store.beginDelivery(of: item.notice.id, to: sender.target, patience: .zero)
        } catch {
            complain("\(sender.target) waits: \(error)")
            return false
        }
        outbox.begin(item.notice.id, sender.target)
        sending += 1
        defer { sending -= 1 }
        let result = await sender.send(AlertMessage(item.notice, mayRepeat: item.isDoubtful))
        // Cancelled in the middle: the store knows that it began, and the next run that it is in doubt.
        if Task.isCancelled, result != .delivered { return false }
        let end = policy.end(
            after: result, attempts: item.attempts + 1, due: item.due, now: now(), using: &random)
        await conclude(item, sender.target, end)
        return true
    }

    /// Notes an end. While that cannot be stored nothing else goes to this target: after a restart it would go again.
    private func conclude(_ item: Outbox.Item, _ target: String, _ end: DeliveryEnd) async {
        let alerts = Set(item.notice.entries.map(\.alert)).sorted()
        while true {
            do throws(StoreError) {
                try store.endDelivery(of: item.notice.id, to: target, end, alerts: alerts, patience: .zero)
                break
            } catch {
                complain("what came of a message to \(target) waits: \(error)")
            }
            do { try await clock.sleep(for: Self.pause) } catch { return }
        }
        hasComplained = false
        outbox.end(item.notice.id, target, end)
        tell(end, item, target, alerts)
    }

    private func tell(_ end: DeliveryEnd, _ item: Outbox.Item, _ target: String, _ alerts: [String]) {
        let delivery: Snapshot.Alert.Delivery
        switch end {
        case .delivered: delivery = .sent
        case .failed(let reason, _, _):
            delivery = .failed("\(target): \(reason)")
            if item.attempts == 0 { report("\(target) did not take an alert, and is tried again: \(reason)") }
        case .gaveUp(let reason, _):
            delivery = .failed("\(target): given up: \(reason)")
            report("\(target) did not take an alert, which is given up: \(reason)")
        }
        for alert in alerts {
            // One target's failure is not hidden by another's success.
            if case .failed(let text) = deliveries[alert], delivery == .sent, !text.hasPrefix("\(target): ") {
                continue
            }
            remember(alert, delivery)
        }
    }

    private func remember(_ alert: String, _ delivery: Snapshot.Alert.Delivery) {
        if deliveries.updateValue(delivery, forKey: alert) == nil { deliveryOrder.append(alert) }
        if deliveryOrder.count > Self.maximumDeliveries { deliveries[deliveryOrder.removeFirst()] = nil }
    }

    // MARK: Looking at them

    /// What a person sees; see `AlertMachine`.
    public var listing: [Snapshot.Alert] {
        machine.listing.map { alert in
            guard let delivery = deliveries[alert.id] else { return alert }
            var alert = alert
            alert.delivery = delivery
            return alert
        }
    }

    /// Messages that wait, by target.
    public var waiting: [String: Int] { outbox.items.mapValues(\.count).filter { $0.value > 0 } }

    /// Mutes a rule, or a rule and its subject, until a moment; nil is until further notice.
    public func mute(_ pattern: String, until: Timestamp?) throws(StoreError) {
        let mute = AlertMute(pattern: pattern, until: until)
        try store.setAlertMute(mute, at: now())
        machine.mute(mute)
    }

    public func unmute(_ pattern: String) throws(StoreError) {
        try store.removeAlertMute(pattern)
        machine.unmute(pattern)
    }
}
