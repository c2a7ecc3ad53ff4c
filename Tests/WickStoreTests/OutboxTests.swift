import GRDB
import Testing
import WickDomain

@testable import WickStore

@Suite struct OutboxTests {
    private func alert(_ id: String, at index: Int) -> AlertRecord {
        AlertRecord(
            id: id, rule: "gap_open", instrument: Sample.bitcoin, eventTime: Sample.minute(index),
            knownTime: Sample.minute(index), message: "2 minutes")
    }

    private func notice(_ id: String, at index: Int, _ content: String = "{}") -> NoticeRecord {
        NoticeRecord(
            id: id, rule: "gap_open", knownTime: Sample.minute(index), dueTime: Sample.minute(index) + .seconds(10),
            content: content)
    }

    private func filled() throws -> Store {
        let store = try Store.inMemory()
        var changes = AlertChanges()
        changes.fired = [alert("a", at: 1)]
        changes.notified = [("a", Sample.minute(1))]
        changes.notices = [notice("n", at: 1)]
        try store.store(changes, targets: ["slack", "discord"])
        return store
    }

    @Test func messagesWaitForEachTarget() throws {
        let store = try filled()
        let open = try store.openDeliveries()
        #expect(open.map(\.target) == ["discord", "slack"])
        #expect(
            open.allSatisfy { $0.attempts == 0 && !$0.isDoubtful && $0.nextTime == Sample.minute(1) + .seconds(10) })
        #expect(try store.firingAlerts().map(\.notifiedTime) == [Sample.minute(1)])
        #expect(try store.firingAlerts().map(\.subject) == ["kraken BTC/USD"])
    }

    @Test func storingTheSameAgainChangesTheContentOnly() throws {
        let store = try filled()
        try store.beginDelivery(of: "n", to: "slack")
        var changes = AlertChanges()
        changes.notices = [notice("n", at: 1, "{\"more\":1}")]
        try store.store(changes, targets: ["slack", "discord"])
        let open = try store.openDeliveries()
        #expect(open.map(\.attempts) == [0, 1])
        #expect(open.map(\.notice.content) == ["{\"more\":1}", "{\"more\":1}"])
    }

    @Test func anAttemptThatNeverEndedIsInDoubt() throws {
        let store = try filled()
        try store.beginDelivery(of: "n", to: "slack")
        #expect(try store.openDeliveries().map(\.isDoubtful) == [false, true])
        let failed = DeliveryEnd.failed(reason: "HTTP 429", next: Sample.minute(9), isDoubtful: false)
        try store.endDelivery(of: "n", to: "slack", failed, alerts: ["a"])
        #expect(try store.openDeliveries().map(\.isDoubtful) == [false, false])
        #expect(try store.openDeliveries()[1].nextTime == Sample.minute(9))
        try store.beginDelivery(of: "n", to: "slack")
        let torn = DeliveryEnd.failed(reason: "torn", next: Sample.minute(9), isDoubtful: true)
        try store.endDelivery(of: "n", to: "slack", torn, alerts: ["a"])
        try store.beginDelivery(of: "n", to: "slack")
        try store.endDelivery(of: "n", to: "slack", failed, alerts: ["a"])
        // A later answer says nothing of the earlier attempt.
        #expect(try store.openDeliveries().map(\.isDoubtful) == [false, true])
        #expect(try store.firingAlerts()[0].failure == "slack: HTTP 429")
    }

    @Test func endsAreKept() throws {
        let store = try filled()
        try store.endDelivery(of: "n", to: "slack", .delivered(at: Sample.minute(2)), alerts: ["a"])
        try store.endDelivery(of: "n", to: "discord", .gaveUp(reason: "HTTP 404", at: Sample.minute(3)), alerts: ["a"])
        #expect(try store.openDeliveries().isEmpty)
        let states = try store.deliveryStates(since: Sample.start)
        #expect(states.map(\.gaveUpTime) == [Sample.minute(3), nil])
        #expect(states.map(\.deliveredTime) == [nil, Sample.minute(2)])
        #expect(states.map(\.failure) == ["HTTP 404", nil])
        var changes = AlertChanges()
        changes.ended = [.init(id: "a", time: Sample.minute(4), text: "none is missing")]
        try store.store(changes, targets: [])
        changes.ended = [.init(id: "a", time: Sample.minute(5), text: "again")]
        try store.store(changes, targets: [])
        let found = try store.alerts(knownIn: Sample.always)
        #expect(found.map(\.resolvedTime) == [Sample.minute(4)])
        #expect(found.map(\.resolution) == ["none is missing"])
        #expect(try store.firingAlerts().isEmpty)
    }

    @Test func onlyMessagesThatNobodyWaitsForAreRemoved() throws {
        let store = try filled()
        try store.endDelivery(of: "n", to: "slack", .delivered(at: Sample.minute(2)), alerts: [])
        try store.removeNotices(before: Sample.minute(100))
        #expect(try store.openDeliveries().map(\.target) == ["discord"])
        try store.endDelivery(of: "n", to: "discord", .delivered(at: Sample.minute(2)), alerts: [])
        try store.removeNotices(before: Sample.minute(1))
        #expect(try store.deliveryStates(since: Sample.start).count == 2)
        try store.removeNotices(before: Sample.minute(100))
        #expect(try store.deliveryStates(since: Sample.start).isEmpty)
    }

    @Test func mutesAreKept() throws {
        let store = try Store.inMemory()
        try store.setAlertMute(AlertMute(pattern: "drift", until: nil), at: Sample.start)
        try store.setAlertMute(AlertMute(pattern: "coverage", until: Sample.minute(1)), at: Sample.start)
        try store.setAlertMute(AlertMute(pattern: "drift", until: Sample.minute(2)), at: Sample.start)
        #expect(
            try store.alertMutes() == [
                AlertMute(pattern: "coverage", until: Sample.minute(1)),
                AlertMute(pattern: "drift", until: Sample.minute(2)),
            ])
        #expect(try store.removeAlertMute("drift"))
        #expect(try !store.removeAlertMute("drift"))
    }

    @Test func alertsOfTheFirstVersionAreReadAsTheyWere() throws {
        let folder = try StoreFolder()
        let queue = try folder.open()
        try queue.close()
        try folder.sql { database in
            try database.execute(
                sql: """
                    INSERT INTO alert (id, rule, event_time, known_at, message) VALUES ('x', 'drift', 1, 1, 'old')
                    """)
        }
        let store = try folder.open(.readOnly)
        #expect(try store.firingAlerts().map(\.subject) == ["wick"])
        try store.close()
    }
}
