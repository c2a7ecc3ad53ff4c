import Foundation
import Synchronization
import Testing
import WickDomain
import WickSimulation
import WickStore

@testable import WickAlerts

/// That the store takes no rows is told though nothing can be stored.
@Suite struct UnstoredAlertsTests {
    private static func input(failing seconds: Double) -> AlertInput {
        var input = AlertInput()
        input.store = AlertInput.Store(
            failingFor: .seconds(seconds), reason: seconds > 0 ? "the disk is full" : "", waitingRows: 7)
        return input
    }

    @Test func aFailingStoreIsToldWhileItFailsAndStoredAfterwards() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString)").path
        // What cannot be removed is left in the system's folder for such files.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let isFull = Mutex(false)
        let store = try Store.open(
            path: folder + "/wick.db",
            configuration: StoreConfiguration(
                disturbance: StoreDisturbance { _ in isFull.withLock { $0 } ? .full : nil }))
        let sent = try SimulatedRun.run(seed: 1, start: Sample.start, limit: .seconds(100_000)) { clock in
            let sender = ScriptedSender("slack", [.failed(reason: "HTTP 500")], clock: clock)
            let actor = try AlertActor(
                rules: [try Sample.rule(.storeFailing, limit: 60, clear: 0)], groupingTime: .zero, store: store,
                senders: [sender], clock: clock, now: { clock.timestamp }, random: RandomSource(seed: 7),
                report: { _ in })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await actor.run() }
                #expect(await actor.observe(Self.input(failing: 0)).isEmpty)
                isFull.withLock { $0 = true }
                var told: [String] = []
                for second in 1...120 {
                    told += await actor.observe(Self.input(failing: Double(second)))
                    try await clock.sleep(for: .seconds(1))
                }
                #expect(told.count { $0.hasPrefix("FIRING store_failing wick: the database takes no rows for") } == 2)
                #expect(told.last?.contains("7 wait: the disk is full") == true)
                // The first attempt failed and was made again.
                #expect(sender.sent.count == 2)
                #expect(Set(sender.sent.map(\.message.notice.id)).count == 1)
                isFull.withLock { $0 = false }
                for _ in 0..<10 {
                    told += await actor.observe(Self.input(failing: 0))
                    try await clock.sleep(for: .seconds(1))
                }
                #expect(told.last == "RESOLVED store_failing wick: the database takes rows")
                await actor.stop()
                group.cancelAll()
            }
            return sender.sent.map(\.message.notice.lines)
        }.value
        // The stored pair follows, once it can be stored.
        #expect(sent.count == 4)
        #expect(sent.last == ["RESOLVED wick: the database takes rows"])
        let stored = try store.alerts(knownIn: Sample.always)
        #expect(stored.map(\.rule) == ["store_failing"] && stored[0].resolvedTime != nil)
        try store.close()
    }

    @Test func whereTheMachineWasStuckBeforeItsEndIsToldAsWell() throws {
        let rule = try Sample.rule(.storeFailing, limit: 60, clear: 0, patience: 5)
        func reading(_ value: Double) -> [AlertReading] { [Sample.reading(rule, value, of: .program)] }
        var alerts = UnstoredAlerts()
        func take(_ value: Double, _ second: Int, isStuck: Bool, isMuted: Bool = false) -> [String] {
            alerts.take(
                reading(value), isStuck: isStuck, now: Sample.after(second), targets: ["slack"],
                isMuted: { _ in isMuted }, isKnown: { _ in false })
        }
        #expect(take(61, 0, isStuck: true).isEmpty, "for so long it has to last")
        #expect(take(66, 5, isStuck: true, isMuted: true).isEmpty)
        #expect(take(67, 6, isStuck: true).count == 1)
        #expect(take(68, 7, isStuck: true).isEmpty, "once")
        #expect(alerts.due("slack", at: Sample.after(7))?.lines.first?.hasPrefix("FIRING wick") == true)
        #expect(take(0, 8, isStuck: false).first?.hasPrefix("RESOLVED") == true)
        #expect(take(61, 9, isStuck: false).isEmpty, "what can be stored is the machine's business")
    }
}
