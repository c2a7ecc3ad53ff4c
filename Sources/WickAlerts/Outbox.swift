import WickDomain
import WickStore

/// What is still to be sent, in memory as in the store: per target in the order in which it was made. Pure.
struct Outbox: Sendable {
    struct Item: Equatable, Sendable {
        var notice: AlertNotice
        let due: Timestamp
        var attempts = 0
        var next: Timestamp
        var isDoubtful = false
    }

    private(set) var items: [String: [Item]] = [:]

    /// Takes what an earlier run left.
    ///
    /// - Returns: records that this version cannot read.
    mutating func restore(_ records: [DeliveryRecord]) -> [DeliveryRecord] {
        var unreadable: [DeliveryRecord] = []
        for record in records {
            guard let notice = AlertNotice(record.notice) else {
                unreadable.append(record)
                continue
            }
            items[record.target, default: []].append(
                Item(
                    notice: notice, due: record.notice.dueTime, attempts: record.attempts, next: record.nextTime,
                    isDoubtful: record.isDoubtful))
        }
        return unreadable
    }

    /// Takes messages that were just stored; one that is there already gets its new content.
    mutating func add(_ notices: [NoticeRecord], targets: [String]) {
        // Those of one moment in the order in which the store gives them after a restart.
        for record in notices.sorted(by: { ($0.dueTime, $0.id) < ($1.dueTime, $1.id) }) {
            guard let notice = AlertNotice(record) else { continue }
            for target in targets {
                if let index = items[target]?.firstIndex(where: { $0.notice.id == notice.id }) {
                    items[target]?[index].notice = notice
                } else {
                    items[target, default: []].append(Item(notice: notice, due: record.dueTime, next: record.dueTime))
                }
            }
        }
    }

    /// The oldest message of a target, where its time has come: later ones wait behind it, so that what ended is not told
    /// before it began.
    func due(_ target: String, at now: Timestamp) -> Item? {
        items[target]?.first.flatMap { $0.next <= now ? $0 : nil }
    }

    mutating func begin(_ notice: String, _ target: String) { change(notice, target) { $0.attempts += 1 } }

    mutating func end(_ notice: String, _ target: String, _ end: DeliveryEnd) {
        switch end {
        case .delivered, .gaveUp: items[target]?.removeAll { $0.notice.id == notice }
        case .failed(_, let next, let isDoubtful):
            change(notice, target) {
                $0.next = next
                $0.isDoubtful = $0.isDoubtful || isDoubtful
            }
        }
    }

    private mutating func change(_ notice: String, _ target: String, _ body: (inout Item) -> Void) {
        guard let index = items[target]?.firstIndex(where: { $0.notice.id == notice }), var item = items[target]?[index]
        else { return }
        body(&item)
        items[target]?[index] = item
    }
}
