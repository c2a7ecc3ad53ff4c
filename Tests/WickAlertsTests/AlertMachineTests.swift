import Testing
import WickDomain
import WickStore

@testable import WickAlerts

/// Timelines: what was found at which second, and what follows.
@Suite struct AlertMachineTests {
    private func machine(_ rules: [AlertRule], grouping: Int = 0, memory: AlertMemory = AlertMemory()) -> AlertMachine {
        AlertMachine(rules: rules, groupingTime: .seconds(grouping), memory: memory, now: Sample.start)
    }

    /// What is told at each second, as "second state subject".
    private func told(
        _ machine: inout AlertMachine, _ rule: AlertRule, _ timeline: [(second: Int, value: Double?)]
    ) -> [String] {
        timeline.flatMap { second, value in
            _ = machine.step([Sample.reading(rule, value)], at: Sample.after(second))
            return machine.told.map { "\(second) \($0.entry.state.rawValue)" }
        }
    }

    @Test func itFiresAtTheLimitAndEndsAtTheClearValue() throws {
        let rule = try Sample.rule(limit: 60, clear: 15)
        var machine = machine([rule])
        let seen = told(
            &machine, rule, [(0, 59.9), (1, 60), (2, 59), (3, 15.1), (4, 80), (5, 15), (6, 20), (7, 60)])
        #expect(seen == ["1 firing", "5 resolved", "7 firing"])
    }

    @Test func itFiresBelowTheLimitWhereThatIsTheTrouble() throws {
        let rule = try Sample.rule(.diskLow, limit: 100, clear: 150)
        var machine = machine([rule])
        #expect(told(&machine, rule, [(0, 101), (1, 100), (2, 149), (3, 150)]) == ["1 firing", "3 resolved"])
    }

    @Test func aConditionHasToHoldForLongEnough() throws {
        let rule = try Sample.rule(patience: 30)
        var machine = machine([rule])
        #expect(told(&machine, rule, [(0, 60), (29, 60)]).isEmpty)
        #expect(machine.listing.map(\.state) == [.pending])
        #expect(machine.listing.map(\.time) == [Sample.start])
        // A moment below the limit, or one at which nothing is known, begins anew.
        #expect(told(&machine, rule, [(30, 59), (31, 60), (40, nil), (41, 60), (70, 60), (71, 60)]) == ["71 firing"])
    }

    @Test func whatFiresTwiceWithinTheCooldownIsToldOnce() throws {
        let rule = try Sample.rule(cooldown: 600)
        var machine = machine([rule])
        let seen = told(&machine, rule, [(0, 60), (10, 0), (20, 60), (30, 0), (599, 60), (600, 60), (700, 0)])
        // The second time nobody was told that it fired, so nobody is told that it ended. The third lasts beyond.
        #expect(seen == ["0 firing", "10 resolved", "600 firing", "700 resolved"])
    }

    @Test func whatIsMutedIsWatchedAndNotTold() throws {
        let rule = try Sample.rule()
        for pattern in ["feed_stale", "feed_stale kraken"] {
            var machine = machine([rule])
            machine.mute(AlertMute(pattern: pattern, until: Sample.after(100)))
            #expect(told(&machine, rule, [(0, 60), (99, 60)]).isEmpty)
            #expect(machine.listing.map(\.isMuted) == [true])
            #expect(machine.listing.map(\.state) == [.firing])
            // It still fires when the mute is over.
            #expect(told(&machine, rule, [(100, 60)]) == ["100 firing"])
        }
        var machine = machine([rule])
        machine.mute(AlertMute(pattern: "feed_stale binance", until: nil))
        #expect(told(&machine, rule, [(0, 60)]) == ["0 firing"])
        machine.mute(AlertMute(pattern: "feed_stale", until: nil))
        #expect(told(&machine, rule, [(1, 0), (2, 60)]).isEmpty)
        machine.unmute("feed_stale")
        #expect(told(&machine, rule, [(3, 60)]) == ["3 firing"])
    }

    @Test func whatIsNotKnownLeavesAnAlertAsItIsForAnHour() throws {
        let rule = try Sample.rule()
        var machine = machine([rule])
        #expect(told(&machine, rule, [(0, 60), (1, nil), (3599, nil)]) == ["0 firing"])
        #expect(told(&machine, rule, [(3600, nil)]) == ["3600 resolved"])
        #expect(machine.told.first?.entry.text == "nothing was found about it for 60 min")
    }

    @Test func whatOneRuleFindsWithinTheGroupingTimeIsOneMessage() throws {
        let rule = try Sample.rule()
        let other = try Sample.rule(.priceMove, limit: 3, clear: 1, window: 15)
        var machine = machine([rule, other], grouping: 10)
        func step(_ second: Int, _ readings: [AlertReading]) -> [AlertNotice] {
            machine.step(readings, at: Sample.after(second)).notices.compactMap { AlertNotice($0) }
        }
        let first = step(0, [Sample.reading(rule, 60), Sample.reading(other, 5, of: .instrument(Sample.bitcoin))])
        #expect(first.map(\.rule) == ["feed_stale", "price_move"])
        let second = step(9, [Sample.reading(rule, 60, of: .venue(.binance))])
        #expect(second.map(\.id) == [first[0].id])
        #expect(second[0].entries.map(\.subject) == ["kraken", "binance"])
        let third = step(10, [Sample.reading(rule, 60, of: .venue(.coinbase))])
        #expect(third[0].id != first[0].id)
        #expect(third[0].entries.map(\.subject) == ["coinbase"])
    }

    @Test func aMessageThatIsFullIsFollowedByAnother() throws {
        let rule = try Sample.rule(.gapOpen, limit: 1, clear: 0)
        var machine = machine([rule], grouping: 60)
        let instruments = (0..<25).map { Instrument(venue: .kraken, symbol: Sample.symbol("S\($0)/USD")) }
        let readings = instruments.map { Sample.reading(rule, 3, of: .instrument($0)) }
        let notices = machine.step(readings, at: Sample.start).notices.compactMap { AlertNotice($0) }
        #expect(notices.map(\.entries.count) == [10, 10, 5])
        #expect(Set(notices.map(\.id)).count == 3)
        #expect(Set(notices.flatMap { $0.entries.map(\.subject) }).count == 25)
    }

    @Test func aRestartRepeatsNothingAndForgetsNothing() throws {
        let rule = try Sample.rule(cooldown: 600)
        let store = try Store.inMemory()
        var first = machine([rule])
        let fired = first.step([Sample.reading(rule, 60)], at: Sample.start)
        try store.store(fired, targets: ["slack"])
        let memory = try AlertMemory(store, now: Sample.after(5))
        var second = machine([rule], memory: memory)
        #expect(second.listing.map(\.state) == [.firing])
        #expect(told(&second, rule, [(5, 60)]).isEmpty)
        #expect(second.step([Sample.reading(rule, 60)], at: Sample.after(6)).isEmpty)
        let ended = second.step([Sample.reading(rule, 0)], at: Sample.after(7))
        #expect(ended.ended.map(\.id) == fired.fired.map(\.id))
        try store.store(ended, targets: ["slack"])
        // The cooldown outlives restarts as well.
        var third = machine([rule], memory: try AlertMemory(store, now: Sample.after(8)))
        #expect(told(&third, rule, [(8, 60), (599, 60), (600, 60)]) == ["600 firing"])
    }

    @Test func aClockThatGoesBackStandsStill() throws {
        let rule = try Sample.rule(patience: 10)
        var machine = machine([rule])
        #expect(told(&machine, rule, [(100, 60), (50, 60), (105, 60), (110, 60)]) == ["110 firing"])
    }

    @Test func theSameFindingsGiveTheSameChanges() throws {
        let rules = [try Sample.rule(), try Sample.rule(.gapOpen, limit: 1, clear: 0)]
        func run() -> [AlertChanges] {
            var machine = machine(rules, grouping: 5)
            return (0..<200).map { second in
                let readings = [
                    Sample.reading(rules[0], Double((second * 37) % 80)),
                    Sample.reading(rules[0], Double((second * 53) % 90), of: .venue(.binance)),
                    Sample.reading(rules[1], Double(second % 3), of: .instrument(Sample.ether)),
                ]
                return machine.step(second % 2 == 0 ? readings : readings.reversed(), at: Sample.after(second))
            }
        }
        let (first, second) = (run(), run())
        #expect(first == second)
        #expect(first.filter { !$0.isEmpty }.count > 20)
    }

    @Test func whatFiresIsListedBeforeWhatIsPendingAndWhatHasEnded() throws {
        let rules = [try Sample.rule(), try Sample.rule(.gapOpen, limit: 1, clear: 0, patience: 60)]
        var machine = machine(rules)
        _ = machine.step([Sample.reading(rules[0], 60, of: .venue(.binance))], at: Sample.start)
        _ = machine.step(
            [
                Sample.reading(rules[0], 0, of: .venue(.binance)), Sample.reading(rules[0], 60),
                Sample.reading(rules[1], 2, of: .instrument(Sample.ether)),
            ], at: Sample.after(1))
        #expect(
            machine.listing.map { "\($0.state) \($0.name)" } == [
                "firing feed_stale kraken", "pending gap_open kraken ETH/USD", "resolved feed_stale binance",
            ])
        #expect(machine.listing[2].endedTime == Sample.after(1))
    }
}
