import WickNetwork

/// When a feed is asked next: the interval with jitter, longer after failures, and never before the server allows.
struct PollSchedule: Equatable {
    /// A tenth either way, so that feeds do not fall into step with each other, nor with other people's.
    static let jitter = 0.1
    static let longestWait = Duration.seconds(3600)
    /// A server that asks for more than a day is asked again after a day.
    static let longestRetryAfter = Duration.seconds(86_400)

    let interval: Duration
    private(set) var failures = 0

    init(interval: Duration) { self.interval = interval }

    /// The first requests are spread over some seconds.
    func firstWait(using random: inout some RandomNumberGenerator) -> Duration {
        min(interval, .seconds(5)) * Double.random(in: 0...1, using: &random)
    }

    /// - Parameter retryAfter: what the answer asked for, also with a success.
    mutating func succeeded(retryAfter: Duration?, using random: inout some RandomNumberGenerator) -> Duration {
        failures = 0
        return atLeast(retryAfter, jittered(interval, using: &random))
    }

    mutating func failed(retryAfter: Duration?, using random: inout some RandomNumberGenerator) -> Duration {
        failures += 1
        // 2^10 intervals are past the longest wait for every interval that is allowed.
        let wait = min(interval * (1 << min(failures - 1, 10)), max(interval, Self.longestWait))
        return atLeast(retryAfter, jittered(wait, using: &random))
    }

    private func jittered(_ wait: Duration, using random: inout some RandomNumberGenerator) -> Duration {
        wait * Double.random(in: (1 - Self.jitter)...(1 + Self.jitter), using: &random)
    }

    private func atLeast(_ asked: Duration?, _ wait: Duration) -> Duration {
        max(wait, min(asked ?? .zero, Self.longestRetryAfter))
    }
}
