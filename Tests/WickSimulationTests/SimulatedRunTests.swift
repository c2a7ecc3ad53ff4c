import Testing
import WickDomain
@testable import WickSimulation

@Suite struct SimulatedRunTests {
    private actor Journal {
        private(set) var entries: [String] = []
        func write(_ entry: String) { entries.append(entry) }
    }

    private static let start = Timestamp(seconds: 1_732_881_600)

    /// Four workers that take turns, sleep, and write into an actor.
    private func journal(seed: UInt64) throws -> SimulatedRun.Outcome<[String]> {
        try SimulatedRun.run(seed: seed, start: Self.start) { clock in
            let journal = Journal()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        for step in 0..<5 {
                            await journal.write("\(worker).\(step) at \(clock.timestamp)")
                            await Task.yield()
                            if step == 2 { try await clock.sleep(for: .seconds(60)) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            return await journal.entries
        }
    }

    @Test func aSeedGivesItsOrderAgain() throws {
        for seed in UInt64(1)...20 {
            let first = try journal(seed: seed)
            let second = try journal(seed: seed)
            #expect(first.value == second.value)
            #expect(first.jobCount == second.jobCount)
            #expect(first.value.count == 20)
        }
    }

    @Test func otherSeedsGiveOtherOrders() throws {
        let orders = try Set((UInt64(1)...20).map { try journal(seed: $0).value })
        #expect(orders.count > 15)
    }

    @Test func timePassesOnlyWhileEverybodySleeps() throws {
        let outcome = try SimulatedRun.run(seed: 1, start: Self.start) { clock in
            try await clock.sleep(for: .seconds(3600))
            return clock.timestamp
        }
        #expect(outcome.value == Self.start + .seconds(3600))
        #expect(outcome.elapsed == .seconds(3600))
    }

    @Test func thoseWhoAreDueAtOneInstantWakeTogether() throws {
        let outcome = try SimulatedRun.run(seed: 3, start: Self.start) { clock in
            await withTaskGroup(of: Duration.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        // Nothing cancels these.
                        try? await clock.sleep(for: .seconds(5))
                        return clock.now.elapsed
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(outcome.value == Array(repeating: .seconds(5), count: 10))
    }

    @Test func aSleeperCanBeCancelled() throws {
        let outcome = try SimulatedRun.run(seed: 4, start: Self.start) { clock in
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do {
                        try await clock.sleep(for: .seconds(1000))
                        return false
                    } catch {
                        return true
                    }
                }
                group.addTask {
                    try? await clock.sleep(for: .seconds(1))  // nothing cancels this one before it ends
                    return true
                }
                let first = await group.next()
                group.cancelAll()
                let second = await group.next()
                return [first, second]
            }
        }
        #expect(outcome.value == [true, true])
        #expect(outcome.elapsed == .seconds(1))
    }

    @Test func waitingForEverIsFoundOut() {
        #expect(throws: SimulatedRun.Deadlock(seed: 9, elapsed: .seconds(2))) {
            try SimulatedRun.run(seed: 9, start: Self.start) { clock in
                try await clock.sleep(for: .seconds(2))
                var (stream, continuation) = AsyncStream.makeStream(of: Int.self)
                defer { continuation.finish() }
                for await _ in stream {}
                stream = AsyncStream { nil }
            }
        }
    }
}
