import Foundation
import WickAlerts
import WickDomain
import WickStore

/// Every alert that was raised is stored once; every message about it was stored before it was sent, and reached its target once. A
/// second time only where the first left it in doubt, and then the message says so.
struct AlertCheck {
    let seed: UInt64
    let receipts: [SimulatedChat.Receipt]
    /// When the last process stopped.
    let end: Timestamp

    func check(_ store: Store, into report: inout WholeReport) throws {
        let all = Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)
        let alerts = try store.alerts(knownIn: all)
        let states = try store.deliveryStates(since: all.lowerBound)
        report.alerts = alerts.count
        report.messages = states.count
        var told: Set<String> = []
        for state in states { told.formUnion(try entries(state.notice)) }
        let known = Set(alerts.map(\.id))
        if let stranger = told.subtracting(known).min() {
            throw failure("alert \(stranger) was told and is not stored")
        }
        if let silent = alerts.first(where: { $0.notifiedTime != nil && !told.contains($0.id) }) {
            throw failure("alert \(silent.id) counts as told, and no message has it")
        }
        try checkReceipts(states)
        try checkWaiting(store)
    }

    private func entries(_ notice: NoticeRecord) throws -> [String] {
        try JSONDecoder().decode(AlertNotice.self, from: Data(notice.content.utf8)).entries.map(\.alert)
    }

    private func checkReceipts(_ states: [DeliveryState]) throws {
        let stored = Set(states.map(\.notice.id))
        if let stranger = receipts.first(where: { !stored.contains($0.notice) }) {
            throw failure("message \(stranger.notice) was sent and is not stored")
        }
        let received = Dictionary(grouping: receipts, by: \.notice)
        for state in states {
            let own = received[state.notice.id] ?? []
            if state.deliveredTime != nil, own.isEmpty { throw failure("message \(state.notice.id) reached nobody") }
            if let repeated = own.dropFirst().first(where: { !$0.mayRepeat }) {
                throw failure("message \(repeated.notice) came \(own.count) times and does not say so")
            }
        }
    }

    /// What is left waits for its time, or behind what does.
    private func checkWaiting(_ store: Store) throws {
        guard let first = try store.openDeliveries().first else { return }
        // Between two messages a second, and as long for the message itself and its answer.
        guard first.nextTime >= end - .seconds(60) else {
            throw failure("message \(first.notice.id) was due at \(first.nextTime) and is not sent at \(end)")
        }
    }

    private func failure(_ difference: String) -> WholeSimulation.Failure {
        WholeSimulation.Failure(seed: seed, check: "alerts", difference: difference)
    }
}
