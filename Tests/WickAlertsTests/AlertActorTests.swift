import Synchronization
import Testing
import WickDomain
import WickSimulation
import WickStore

@testable import WickAlerts

/// The actor in virtual time, with a store in memory and targets that answer as they are told.
@Suite struct AlertActorTests {
    private static func actor(
        _ store: Store, _ senders: [any AlertSender], _ clock: VirtualClock, grouping: Int = 0,
        policy: DeliveryPolicy = DeliveryPolicy(), report: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> AlertActor {
        try AlertActor(
            rules: [try Sample.rule(limit: 60, clear: 15)], groupingTime: .seconds(grouping), store: store,
            senders: senders, policy: policy, clock: clock, now: { clock.timestamp }, random: RandomSource(seed: 7),
            report: report)
    }

    private static func input(_ silence: Double, _ venue: Venue = .kraken) -> AlertInput {
        var input = AlertInput()
        input.feeds = [.init(venue: venue, silence: .seconds(silence))]
        return input
    }

    /// Runs the actor while the body is, and ends it as a stop does.
    private static func running(_ actor: AlertActor, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await actor.run() }
            try await body()
            await actor.stop()
            group.cancelAll()
        }
    }

    private static func run<Value: Sendable>(
        seed: UInt64 = 1, _ body: @escaping @Sendable (VirtualClock) async throws -> Value
    ) throws -> Value {
        try SimulatedRun.run(seed: seed, start: Sample.start, limit: .seconds(200_000), body).value
    }

    @Test func itIsStoredBeforeItIsSent() throws {
        let store = try Store.inMemory()
        let found = Mutex<[String]>([])
        try Self.run { clock in
            let sender = ScriptedSender(clock: clock) { message in
                let states = (try? store.deliveryStates(since: Sample.start)) ?? []
                let alerts = (try? store.firingAlerts()) ?? []
                found.withLock {
                    $0 = states.map { "\($0.notice.id == message.notice.id) \($0.attempts)" } + alerts.map(\.rule)
                }
            }
            let actor = try Self.actor(store, [sender], clock)
            try await Self.running(actor) {
                #expect(await actor.observe(Self.input(60)) == ["FIRING feed_stale kraken: nothing received for 60 s"])
                try await clock.sleep(for: .seconds(5))
                #expect(sender.sent.count == 1)
                #expect(await actor.listing.map(\.delivery) == [.sent])
            }
        }
        #expect(found.withLock { $0 } == ["true 1", "feed_stale"])
        #expect(try store.openDeliveries().isEmpty)
        #expect(try store.firingAlerts().map { $0.deliveredTime != nil } == [true])
    }

    @Test func messagesKeepTheirOrderThroughFailures() throws {
        let store = try Store.inMemory()
        let sent = try Self.run { clock in
            let slack = ScriptedSender(
                "slack",
                [
                    .failed(reason: "HTTP 500", isDoubtful: true), .failed(reason: "HTTP 429", asked: .seconds(30)),
                    .delivered,
                ], clock: clock)
            let discord = ScriptedSender("discord", clock: clock)
            let actor = try Self.actor(store, [slack, discord], clock)
            try await Self.running(actor) {
                for (index, silence) in [60.0, 0, 61, 0].enumerated() {
                    await actor.observe(Self.input(silence))
                    if index == 1 { #expect(await actor.waiting["slack"] == 2) }
                    try await clock.sleep(for: .seconds(1))
                }
                try await clock.sleep(for: .seconds(120))
            }
            return (slack.sent, discord.sent)
        }
        let words = sent.0.map { "\($0.message.notice.entries[0].state)\($0.message.mayRepeat ? "?" : "")" }
        // Refusing with 429 leaves no new doubt, and the old one stays.
        #expect(words == ["firing", "firing?", "firing?", "resolved", "firing", "resolved"])
        #expect(sent.0[2].time - sent.0[1].time >= .seconds(30))
        #expect(sent.1.map { $0.message.notice.entries[0].state } == [.firing, .resolved, .firing, .resolved])
        // One target that stalls does not hold the other up.
        #expect(try #require(sent.1.last).time - Sample.start < .seconds(10))
    }

    @Test func whatIsGivenUpIsToldAndShown() throws {
        let store = try Store.inMemory()
        let reports = Mutex<[String]>([])
        try Self.run { clock in
            let slack = ScriptedSender("slack", [.refused(reason: "HTTP 404: no_service")], clock: clock)
            let discord = ScriptedSender(
                "discord", Array(repeating: .failed(reason: "HTTP 500"), count: 3), clock: clock)
            let actor = try Self.actor(store, [slack, discord], clock, policy: DeliveryPolicy(maximumAttempts: 3)) {
                line in
                reports.withLock { $0.append(line) }
            }
            try await Self.running(actor) {
                await actor.observe(Self.input(60))
                try await clock.sleep(for: .seconds(60))
                #expect(slack.sent.count == 1)
                #expect(discord.sent.count == 3)
                guard case .failed(let reason) = await actor.listing[0].delivery else {
                    Issue.record("the failure is not shown")
                    return
                }
                #expect(reason == "discord: given up: HTTP 500 (after 3 attempts)")
            }
        }
        #expect(
            reports.withLock { $0.sorted() } == [
                "discord did not take an alert, and is tried again: HTTP 500",
                "discord did not take an alert, which is given up: HTTP 500 (after 3 attempts)",
                "slack did not take an alert, which is given up: HTTP 404: no_service",
            ])
        #expect(try store.openDeliveries().isEmpty)
        #expect(try store.deliveryStates(since: Sample.start).allSatisfy { $0.gaveUpTime != nil })
    }

    /// Kills the actor at every half second of a run in which attempts take two, and goes on with a new one.
    @Test(arguments: 1...24) func nothingIsLostWhereverItIsKilled(_ halfSeconds: Int) throws {
        let store = try Store.inMemory()
        let sent = try Self.run(seed: UInt64(halfSeconds)) { clock in
            let first = ScriptedSender(duration: .seconds(2), clock: clock)
            let actor = try Self.actor(store, [first], clock)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await actor.run() }
                group.addTask {
                    for silence in [60.0, 0, 61, 0] {
                        await actor.observe(Self.input(silence))
                        try await clock.sleep(for: .seconds(1))
                    }
                }
                try await clock.sleep(for: .milliseconds(500 * halfSeconds + 10))
                group.cancelAll()
                // The kill is what ends them.
                while (try? await group.next()) != nil {}
            }
            let second = ScriptedSender(duration: .seconds(2), clock: clock)
            let again = try Self.actor(store, [second], clock)
            try await Self.running(again) { try await clock.sleep(for: .seconds(60)) }
            return (first.sent, second.sent)
        }
        let made = try store.deliveryStates(since: Sample.start)
        #expect(made.allSatisfy { $0.deliveredTime != nil })
        let attempts = (sent.0 + sent.1).map(\.message.notice.id)
        #expect(Set(attempts) == Set(made.map(\.notice.id)))
        // At most the one that was under way goes twice, and says so.
        let repeated = attempts.count - Set(attempts).count
        #expect(repeated <= 1)
        #expect(sent.1.filter(\.message.mayRepeat).count == repeated)
        let order = attempts.enumerated().filter { !attempts[..<$0.offset].contains($0.element) }.map(\.element)
        #expect(order == made.map(\.notice.id))
    }

    @Test func anOrderlyStopLeavesNoDoubt() throws {
        let store = try Store.inMemory()
        try Self.run { clock in
            let sender = ScriptedSender(duration: .seconds(2), clock: clock)
            let actor = try Self.actor(store, [sender], clock)
            try await Self.running(actor) {
                await actor.observe(Self.input(60))
                try await clock.sleep(for: .seconds(1))
            }
        }
        #expect(try store.deliveryStates(since: Sample.start).map { $0.deliveredTime != nil } == [true])
    }

    @Test func mutesOutliveTheProgram() throws {
        let store = try Store.inMemory()
        try Self.run { clock in
            let sender = ScriptedSender(clock: clock)
            let first = try Self.actor(store, [sender], clock)
            try await first.mute("feed_stale kraken", until: Sample.after(100))
            let second = try Self.actor(store, [sender], clock)
            try await Self.running(second) {
                await second.observe(Self.input(60))
                #expect(await second.listing.map(\.isMuted) == [true])
                try await clock.sleep(for: .seconds(101))
                await second.observe(Self.input(161))
                try await clock.sleep(for: .seconds(2))
            }
            #expect(sender.sent.count == 1)
        }
    }

    @Test func whatCouldNotBeSentForADayIsGivenUp() throws {
        let store = try Store.inMemory()
        try Self.run { clock in
            let first = try Self.actor(store, [ScriptedSender(clock: clock)], clock)
            await first.observe(Self.input(60))
            try await clock.sleep(for: .seconds(86_402))
            let late = ScriptedSender(clock: clock)
            let second = try Self.actor(store, [late], clock)
            try await Self.running(second) { try await clock.sleep(for: .seconds(5)) }
            #expect(late.sent.isEmpty)
        }
        #expect(try store.deliveryStates(since: Sample.start).map(\.failure) == ["not sent within 24 h"])
    }

    @Test func whatIsForATargetThatIsGoneWaitsForADay() throws {
        let store = try Store.inMemory()
        try Self.run { clock in
            let first = try Self.actor(store, [ScriptedSender("slack", clock: clock)], clock)
            await first.observe(Self.input(60))
            _ = try Self.actor(store, [], clock)
            #expect(try store.openDeliveries().count == 1)
            try await clock.sleep(for: .seconds(86_402))
            _ = try Self.actor(store, [], clock)
        }
        #expect(
            try store.deliveryStates(since: Sample.start).map(\.failure) == ["no such target is configured any more"])
    }

    @Test func theSameSeedSendsTheSame() throws {
        func run() throws -> [ScriptedSender.Sent] {
            let store = try Store.inMemory()
            return try Self.run(seed: 3) { clock in
                let sender = ScriptedSender(
                    "slack", Array(repeating: .failed(reason: "HTTP 500"), count: 6), clock: clock)
                let actor = try Self.actor(store, [sender], clock, grouping: 5)
                try await Self.running(actor) {
                    for second in 0..<300 {
                        await actor.observe(Self.input(Double((second * 37) % 80)))
                        try await clock.sleep(for: .seconds(1))
                    }
                }
                return sender.sent
            }
        }
        let (first, second) = (try run(), try run())
        #expect(first == second)
        #expect(first.count > 10)
    }
}
