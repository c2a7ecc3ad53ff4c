public import WickDomain
public import WickStore

/// Decides from findings what is pending, fires and has ended, and what is told of it. Pure and synchronous: time comes in
/// with the findings, and the same findings give the same changes.
///
/// A subject is quiet, pending (over the limit, but not for long enough), or firing (until it is back at the clear value,
/// so that a value about the limit does not flap). A message about it goes out when it fires unless it is muted or the last
/// one is younger than the cooldown; one that still fires when either is over is told then. That it ended is told where it
/// was told that it fired.
public struct AlertMachine: Sendable {
    /// A firing subject that nothing has been found about for so long counts as ended: a venue or an instrument that is
    /// not configured any more would fire for ever.
    public static let forgottenAfter: Duration = .seconds(3600)
    /// Alerts that ended and are still listed.
    public static let maximumEnded = 100
    /// Subjects that can be pending or firing at once: 64 rules of a thousand instruments would be more than any screen
    /// or chat could show. Further ones wait until others have ended.
    public static let maximumActive = 1000

    struct Episode: Sendable {
        var record: AlertRecord
        /// When something was last found about it.
        var seen: Timestamp
        /// What was found last.
        var text: String
    }

    enum Phase: Sendable {
        case pending(since: Timestamp, text: String)
        case firing(Episode)
    }

    let groupingTime: Duration
    private(set) var phases: [AlertFingerprint: Phase] = [:]
    private(set) var ended: [AlertRecord]
    private(set) var mutes: [String: AlertMute]
    private var notified: [AlertFingerprint: Timestamp]
    private var cooldowns: [String: Duration]
    private var groups: [String: (notice: AlertNotice, began: Timestamp, due: Timestamp)] = [:]
    private var newest: Timestamp?
    /// What the last step puts into messages, by rule.
    public private(set) var told: [(rule: String, entry: AlertNotice.Entry)] = []

    /// - Parameter groupingTime: for how long what one rule finds is gathered into one message.
    public init(rules: [AlertRule], groupingTime: Duration, memory: AlertMemory, now: Timestamp) {
        self.groupingTime = groupingTime
        ended = memory.ended.suffix(Self.maximumEnded)
        mutes = Dictionary(memory.mutes.map { ($0.pattern, $0) }) { $1 }
        notified = memory.notified
        cooldowns = Dictionary(rules.map { ($0.name, $0.cooldown) }) { first, _ in first }
        for record in memory.firing {
            let fingerprint = AlertFingerprint(rule: record.rule, subject: record.subject)
            phases[fingerprint] = .firing(Episode(record: record, seen: now, text: record.message))
        }
    }

    /// Takes all findings of one moment.
    ///
    /// - Parameter time: of the wall; where it goes back, it counts as standing still.
    /// - Returns: what is to be stored, and then sent.
    public mutating func step(_ readings: [AlertReading], at time: Timestamp) -> AlertChanges {
        let now = max(newest ?? time, time)
        newest = now
        told = []
        var changes = AlertChanges()
        for (pattern, mute) in mutes where mute.until.map({ $0 <= now }) ?? false { mutes[pattern] = nil }
        groups = groups.filter { $0.value.due > now }
        let found = Dictionary(readings.map { ($0.fingerprint, $0) }) { first, _ in first }
        for fingerprint in Set(found.keys).union(phases.keys).sorted() {
            let reading = found[fingerprint].flatMap { $0.value == nil ? nil : $0 }
            advance(fingerprint, reading, now, &changes)
        }
        return changes
    }

    private mutating func advance(
        _ fingerprint: AlertFingerprint, _ reading: AlertReading?, _ now: Timestamp, _ changes: inout AlertChanges
    ) {
        switch phases[fingerprint] {
        case nil:
            guard let reading, reading.isOver, phases.count < Self.maximumActive else { return }
            wait(fingerprint, reading, since: now, now, &changes)
        case .pending(let since, _):
            guard let reading, reading.isOver else {
                phases[fingerprint] = nil
                return
            }
            wait(fingerprint, reading, since: since, now, &changes)
        case .firing(var episode):
            if let reading {
                if reading.isClear { return end(fingerprint, episode, reading.text, now, &changes) }
                (episode.seen, episode.text) = (now, reading.text)
            } else if now - episode.seen >= Self.forgottenAfter {
                let text = "nothing was found about it for \(Int(Self.forgottenAfter.seconds / 60)) min"
                return end(fingerprint, episode, text, now, &changes)
            }
            if episode.record.notifiedTime == nil { tell(fingerprint, &episode, now, &changes) }
            phases[fingerprint] = .firing(episode)
        }
    }

    /// Over the limit: it fires when that has been so for long enough.
    private mutating func wait(
        _ fingerprint: AlertFingerprint, _ reading: AlertReading, since: Timestamp, _ now: Timestamp,
        _ changes: inout AlertChanges
    ) {
        guard now - since >= reading.rule.patience else {
            phases[fingerprint] = .pending(since: since, text: reading.text)
            return
        }
        let id = AlertIdentifier.make(["alert", fingerprint.rule, fingerprint.subject, "\(now.microseconds)"])
        let record = AlertRecord(
            id: id, rule: fingerprint.rule, instrument: reading.subject.instrument, subject: fingerprint.subject,
            eventTime: since, knownTime: now, message: reading.text)
        changes.fired.append(record)
        var episode = Episode(record: record, seen: now, text: reading.text)
        tell(fingerprint, &episode, now, &changes)
        phases[fingerprint] = .firing(episode)
    }

    private mutating func tell(
        _ fingerprint: AlertFingerprint, _ episode: inout Episode, _ now: Timestamp, _ changes: inout AlertChanges
    ) {
        guard !isMuted(fingerprint) else { return }
        let cooldown = cooldowns[fingerprint.rule] ?? .zero
        if let last = notified[fingerprint], now - last < cooldown { return }
        notified[fingerprint] = now
        episode.record.notifiedTime = now
        changes.notified.append((episode.record.id, now))
        gather(episode, .firing, episode.text, now, &changes)
    }

    private mutating func end(
        _ fingerprint: AlertFingerprint, _ episode: Episode, _ text: String, _ now: Timestamp,
        _ changes: inout AlertChanges
    ) {
        phases[fingerprint] = nil
        changes.ended.append(AlertChanges.End(id: episode.record.id, time: now, text: text))
        var record = episode.record
        (record.resolvedTime, record.resolution) = (now, text)
        ended.append(record)
        if ended.count > Self.maximumEnded { ended.removeFirst(ended.count - Self.maximumEnded) }
        guard record.notifiedTime != nil, !isMuted(fingerprint) else { return }
        gather(episode, .resolved, text, now, &changes)
    }

    /// Puts an entry into the rule's message that still gathers, or begins one.
    private mutating func gather(
        _ episode: Episode, _ state: AlertNotice.Entry.State, _ text: String, _ now: Timestamp,
        _ changes: inout AlertChanges
    ) {
        let rule = episode.record.rule
        let entry = AlertNotice.Entry(
            alert: episode.record.id, state: state, subject: episode.record.subject, text: text, time: now)
        told.append((rule, entry))
        if var group = groups[rule], !group.notice.isFull {
            group.notice.append(entry)
            groups[rule] = group
            changes.notices.removeAll { $0.id == group.notice.id }
        } else {
            groups[rule] = (AlertNotice(rule: rule, began: now, entry: entry), now, now + groupingTime)
        }
        guard let group = groups[rule] else { return }
        changes.notices.append(group.notice.record(known: group.began, due: group.due))
    }

    // MARK: Muting

    /// Says that a rule, or a rule and its subject, is not to be heard of.
    public mutating func mute(_ mute: AlertMute) { mutes[mute.pattern] = mute }
    public mutating func unmute(_ pattern: String) { mutes[pattern] = nil }

    func isFiring(_ fingerprint: AlertFingerprint) -> Bool {
        if case .firing = phases[fingerprint] { true } else { false }
    }

    public func isMuted(_ fingerprint: AlertFingerprint) -> Bool {
        mutes[fingerprint.rule] != nil || mutes[fingerprint.description] != nil
    }
}
