import Foundation
public import WickDomain
public import WickStore

/// Alerts of the store as lines, for people and for programs.
public struct AlertJournal: Sendable {
    private let alerts: [AlertRecord]
    private let mutes: [AlertMute]
    /// By the alert that the message is about.
    private var deliveries: [String: [DeliveryState]] = [:]

    /// - Throws: what is wrong with the store.
    public init(_ store: Store, since time: Timestamp, now: Timestamp) throws(StoreError) {
        let recent = try store.alerts(knownIn: time..<Timestamp(microseconds: .max))
        let known = Set(recent.map(\.id))
        // One that fires still counts, however old it is.
        alerts = try store.firingAlerts().filter { !known.contains($0.id) } + recent
        mutes = try store.alertMutes().filter { $0.until.map { $0 > now } ?? true }
        for state in try store.deliveryStates(since: time) {
            for alert in Set(AlertNotice(state.notice)?.entries.map(\.alert) ?? []) {
                deliveries[alert, default: []].append(state)
            }
        }
    }

    public var isEmpty: Bool { alerts.isEmpty && mutes.isEmpty }

    /// One line an alert, oldest first, then one a mute.
    public var lines: [String] {
        alerts.map { alert in
            let end = alert.resolvedTime.map { " to \(Self.second($0))" } ?? ""
            let state = alert.resolvedTime == nil ? "FIRING  " : "resolved"
            let text = alert.resolution.map { "\(alert.message); ended: \($0)" } ?? alert.message
            return
                "\(state) \(Self.second(alert.knownTime))\(end)  \(alert.rule) \(alert.subject): \(text)  [\(told(alert))]"
        }
            + mutes.map {
                "muted    \($0.pattern) \($0.until.map { "until \(Self.second($0))" } ?? "until further notice")"
            }
    }

    private static func second(_ time: Timestamp) -> String { "\(time.floored(to: .seconds(1)))" }

    private func told(_ alert: AlertRecord) -> String {
        guard let states = deliveries[alert.id], !states.isEmpty else {
            return alert.notifiedTime == nil ? "nobody was told: muted, or in the cooldown" : "no target was configured"
        }
        return states.map { state in
            let attempts = state.attempts == 1 ? "" : " after \(state.attempts) attempts"
            if state.deliveredTime != nil { return "\(state.target) sent\(attempts)" }
            let reason = state.failure.map { ": \($0)" } ?? ""
            return state.gaveUpTime != nil
                ? "\(state.target) GIVEN UP\(attempts)\(reason)" : "\(state.target) waits\(attempts)\(reason)"
        }.joined(separator: ", ")
    }

    // MARK: For programs

    private struct Line: Encodable {
        struct Delivery: Encodable {
            let target: String
            let message: String
            let attempts: Int
            let delivered_at: String?
            let gave_up_at: String?
            let failure: String?
        }

        let id: String
        let rule: String
        let subject: String
        let state: String
        let since: String
        let fired_at: String
        let resolved_at: String?
        let text: String
        let resolution: String?
        let deliveries: [Delivery]
    }

    private struct MuteLine: Encodable {
        let muted: String
        let until: String?
    }

    /// One JSON object a line, in the same order.
    public var jsonLines: [String] {
        alerts.map { alert in
            AlertJSON.text(
                Line(
                    id: alert.id, rule: alert.rule, subject: alert.subject,
                    state: alert.resolvedTime == nil ? "firing" : "resolved", since: alert.eventTime.description,
                    fired_at: alert.knownTime.description, resolved_at: alert.resolvedTime?.description,
                    text: alert.message, resolution: alert.resolution,
                    deliveries: (deliveries[alert.id] ?? []).map { state in
                        Line.Delivery(
                            target: state.target, message: state.notice.id, attempts: state.attempts,
                            delivered_at: state.deliveredTime?.description, gave_up_at: state.gaveUpTime?.description,
                            failure: state.failure)
                    }))
        } + mutes.map { AlertJSON.text(MuteLine(muted: $0.pattern, until: $0.until?.description)) }
    }
}
