import WickDomain

/// What is told while alerts cannot be stored: that the store takes no rows. The one kind of message that is sent without being stored
/// first, as it could never be sent otherwise. Pure.
struct UnstoredAlerts: Sendable {
    /// Between two attempts to send one.
    private static let pause: Duration = .seconds(30)

    private struct Item: Sendable {
        let notice: AlertNotice
        var next: Timestamp
    }

    private var since: [AlertFingerprint: Timestamp] = [:]
    private var told: Set<AlertFingerprint> = []
    private var waiting: [String: [Item]] = [:]

    /// Takes what was found about the store at one moment.
    ///
    /// - Parameters:
    ///   - isStuck: whether alerts cannot be stored now.
    ///   - isKnown: whether the machine tells of it by itself.
    /// - Returns: what is told of it, one line each.
    mutating func take(
        _ readings: [AlertReading], isStuck: Bool, now: Timestamp, targets: [String],
        isMuted: (AlertFingerprint) -> Bool, isKnown: (AlertFingerprint) -> Bool
    ) -> [String] {
        var lines: [String] = []
        for reading in readings where reading.rule.kind == .storeFailing {
            let fingerprint = reading.fingerprint
            if reading.isOver {
                let begin = since[fingerprint] ?? now
                since[fingerprint] = begin
                guard isStuck, now - begin >= reading.rule.patience, !isMuted(fingerprint) else { continue }
                guard told.insert(fingerprint).inserted else { continue }
                lines.append(tell(reading, .firing, now, targets))
            } else if reading.isClear {
                since[fingerprint] = nil
                guard told.remove(fingerprint) != nil, !isKnown(fingerprint) else { continue }
                lines.append(tell(reading, .resolved, now, targets))
            }
        }
        return lines
    }

    private mutating func tell(
        _ reading: AlertReading, _ state: AlertNotice.Entry.State, _ now: Timestamp, _ targets: [String]
    ) -> String {
        let id = AlertIdentifier.make(["unstored", reading.rule.name, "\(now.microseconds)"])
        let entry = AlertNotice.Entry(
            alert: id, state: state, subject: "\(reading.subject)", text: reading.text, time: now)
        let notice = AlertNotice(rule: reading.rule.name, began: now, entry: entry)
        for target in targets { waiting[target, default: []].append(Item(notice: notice, next: now)) }
        return "\(state.rawValue.uppercased()) \(reading.rule.name) \(reading.subject): \(reading.text)"
    }

    func due(_ target: String, at now: Timestamp) -> AlertNotice? {
        waiting[target]?.first.flatMap { $0.next <= now ? $0.notice : nil }
    }

    /// Takes what came of an attempt.
    mutating func end(_ notice: AlertNotice, _ target: String, _ result: SendingResult, now: Timestamp) {
        guard let index = waiting[target]?.firstIndex(where: { $0.notice.id == notice.id }) else { return }
        if case .failed = result {
            waiting[target]?[index].next = now + Self.pause
        } else {
            waiting[target]?.remove(at: index)
        }
    }
}
