public import WickDomain
import WickNetwork
public import WickStore

/// When a message that a target did not take is sent again, and when it is given up.
public struct DeliveryPolicy: Equatable, Sendable {
    /// With full jitter up to 1, 2, 4 … 512, then 600 s: about an hour on average.
    public static let maximumAttempts = 20
    /// News of yesterday helps nobody: what could not be sent for so long, also because wick did not run, is given up.
    public static let maximumAge: Duration = .seconds(86_400)
    /// A target that wants to be left alone for longer is one that does not want this.
    public static let maximumAsked: Duration = .seconds(3600)

    private let backoff: RetryPolicy
    private let maximumAttempts: Int

    public init(
        maximumAttempts: Int = Self.maximumAttempts, base: Duration = .seconds(1),
        maximumBackoff: Duration = .seconds(600)
    ) {
        self.maximumAttempts = maximumAttempts
        backoff = RetryPolicy(maximumAttempts: maximumAttempts, base: base, maximumBackoff: maximumBackoff)
    }

    /// - Parameters:
    ///   - attempts: with the one that has just ended.
    ///   - due: when the message was first to be sent.
    public func end(
        after result: SendingResult, attempts: Int, due: Timestamp, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> DeliveryEnd {
        switch result {
        case .delivered: return .delivered(at: now)
        case .refused(let reason): return .gaveUp(reason: reason, at: now)
        case .failed(let reason, let asked, let isDoubtful):
            guard attempts < maximumAttempts else {
                return .gaveUp(reason: "\(reason) (after \(attempts) attempts)", at: now)
            }
            let asked = asked ?? .zero
            guard asked <= Self.maximumAsked else {
                return .gaveUp(reason: "\(reason) (asks to wait \(Int(saturating: asked.seconds)) s)", at: now)
            }
            let next = now + asked + backoff.backoff(afterAttempts: attempts, using: &random)
            guard next - due <= Self.maximumAge else { return tooOld(reason, now) }
            return .failed(reason: reason, next: next, isDoubtful: isDoubtful)
        }
    }

    /// A message that has waited for too long before this attempt.
    public func expired(due: Timestamp, now: Timestamp) -> DeliveryEnd? {
        now - due > Self.maximumAge ? tooOld(nil, now) : nil
    }

    private func tooOld(_ reason: String?, _ now: Timestamp) -> DeliveryEnd {
        let words = "not sent within \(Int(saturating: Self.maximumAge.seconds / 3600)) h"
        return .gaveUp(reason: reason.map { "\(words): \($0)" } ?? words, at: now)
    }
}
