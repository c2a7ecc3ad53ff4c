import Synchronization
import WickAlerts
import WickDomain
import WickSimulation
import WickStore

/// Values for tests: everything starts at 2026-07-07T00:00:00Z.
enum Sample {
    static let start = Timestamp(seconds: 1_783_382_400)
    static let bitcoin = Instrument(venue: .kraken, symbol: symbol("BTC/USD"))
    static let ether = Instrument(venue: .kraken, symbol: symbol("ETH/USD"))
    static let always = Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)

    static func symbol(_ text: String) -> Symbol {
        do { return try Symbol(text) } catch { preconditionFailure("\(error)") }
    }

    static func after(_ seconds: Int) -> Timestamp { start + .seconds(seconds) }
    static func price(_ dollars: Double) -> Price { Price(raw: Int64((dollars * 1e9).rounded())) }

    /// A rule about the price, which the tests set as they like.
    static func rule(
        _ kind: AlertKind = .feedStale, name: String? = nil, limit: Double = 60, clear: Double = 15, patience: Int = 0,
        cooldown: Int = 0, window: Int? = nil, only: [String] = []
    ) throws -> AlertRule {
        try AlertRule(
            name: name ?? kind.rawValue,
            AlertRule.Settings(
                kind: kind, limit: limit, clear: clear, forSeconds: patience, cooldownSeconds: cooldown,
                windowMinutes: window, only: only))
    }

    static func reading(
        _ rule: AlertRule, _ value: Double?, of subject: AlertSubject = .venue(.kraken)
    ) -> AlertReading {
        AlertReading(rule: rule, subject: subject, value: value, text: "value \(value.map { "\($0)" } ?? "?")")
    }

    static func notice(_ text: String = "nothing received for 75 s", at time: Timestamp = start) -> AlertNotice {
        AlertNotice.test(at: time)
    }
}

/// A target that answers as it is told, and remembers what it was sent and when.
final class ScriptedSender: AlertSender {
    struct Sent: Equatable {
        let message: AlertMessage
        let time: Timestamp
    }

    let target: String
    private let clock: VirtualClock
    private let results: Mutex<[SendingResult]>
    private let taken = Mutex<[Sent]>([])
    /// How long an attempt takes.
    private let duration: Duration
    /// Called at the beginning of each attempt.
    private let onSend: @Sendable (AlertMessage) -> Void

    /// - Parameter results: one an attempt; after them everything is taken.
    init(
        _ target: String = "slack", _ results: [SendingResult] = [], duration: Duration = .milliseconds(100),
        clock: VirtualClock, onSend: @escaping @Sendable (AlertMessage) -> Void = { _ in }
    ) {
        self.target = target
        self.results = Mutex(results)
        self.duration = duration
        self.clock = clock
        self.onSend = onSend
    }

    var sent: [Sent] { taken.withLock { $0 } }

    func send(_ message: AlertMessage) async -> SendingResult {
        let time = clock.timestamp
        taken.withLock { $0.append(Sent(message: message, time: time)) }
        onSend(message)
        do { try await clock.sleep(until: clock.now.advanced(by: duration)) } catch {
            return .failed(reason: "cancelled", isDoubtful: true)
        }
        return results.withLock { $0.isEmpty ? .delivered : $0.removeFirst() }
    }
}
