public import WickDomain
import WickStore

extension AlertMachine {
    /// What a person sees: what fires first, then what is pending, then what has ended; within each the newest first.
    public var listing: [Snapshot.Alert] {
        var firing: [Snapshot.Alert] = []
        var pending: [Snapshot.Alert] = []
        for (fingerprint, phase) in phases.sorted(by: { $0.key < $1.key }) {
            switch phase {
            case .pending(let since, let text):
                pending.append(
                    Snapshot.Alert(
                        id: "", rule: fingerprint.rule, subject: fingerprint.subject, text: text, state: .pending,
                        time: since, isMuted: isMuted(fingerprint)))
            case .firing(let episode):
                firing.append(Self.shown(episode.record, text: episode.text, isMuted: isMuted(fingerprint)))
            }
        }
        let over = ended.reversed().map { record in
            let fingerprint = AlertFingerprint(rule: record.rule, subject: record.subject)
            return Self.shown(record, text: record.message, isMuted: isMuted(fingerprint))
        }
        func newestFirst(_ alerts: [Snapshot.Alert]) -> [Snapshot.Alert] {
            alerts.enumerated().sorted { ($1.element.time, $0.offset) < ($0.element.time, $1.offset) }.map(\.element)
        }
        return newestFirst(firing) + newestFirst(pending) + over
    }

    private static func shown(_ record: AlertRecord, text: String, isMuted: Bool) -> Snapshot.Alert {
        let delivery: Snapshot.Alert.Delivery =
            record.deliveredTime != nil ? .sent : record.failure.map { .failed($0) } ?? .none
        return Snapshot.Alert(
            id: record.id, rule: record.rule, subject: record.subject, text: text,
            state: record.resolvedTime == nil ? .firing : .resolved, time: record.knownTime,
            endedTime: record.resolvedTime, isMuted: isMuted, delivery: delivery)
    }
}
