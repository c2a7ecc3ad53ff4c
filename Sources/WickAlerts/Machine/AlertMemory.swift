public import WickDomain
public import WickStore

/// What an earlier run left: with it a restart neither repeats what was told nor forgets what fires.
public struct AlertMemory: Sendable {
    /// Alerts that have not ended.
    public var firing: [AlertRecord] = []
    /// When somebody was last told of each.
    public var notified: [AlertFingerprint: Timestamp] = [:]
    /// Alerts that ended lately, for the screen.
    public var ended: [AlertRecord] = []
    public var mutes: [AlertMute] = []

    public init() {}

    /// - Throws: what is wrong with the store.
    public init(_ store: Store, now: Timestamp) throws(StoreError) {
        firing = try store.firingAlerts()
        mutes = try store.alertMutes()
        let recent = now - .seconds(AlertRule.maximumCooldownSeconds)..<Timestamp(microseconds: .max)
        let known = try store.alerts(knownIn: recent)
        ended = known.filter { $0.resolvedTime != nil }
        for alert in firing + known {
            guard let time = alert.notifiedTime else { continue }
            let fingerprint = AlertFingerprint(rule: alert.rule, subject: alert.subject)
            notified[fingerprint] = max(notified[fingerprint] ?? time, time)
        }
    }
}
