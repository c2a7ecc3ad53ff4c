import WickDomain

/// How long to wait before the next connection to one venue: by its limit on connects, and by a backoff after failures.
struct ConnectPacing: Sendable {
    private let limit: FeedConfiguration.ConnectLimit
    private let firstBackoff: Duration
    private let longestBackoff: Duration
    private var random: any RandomNumberGenerator & Sendable
    /// When connections were attempted, within the limit's window.
    private var attempts: [Duration] = []

    init(_ configuration: FeedConfiguration, random: any RandomNumberGenerator & Sendable) {
        limit = configuration.connectLimit
        firstBackoff = configuration.firstBackoff
        longestBackoff = configuration.longestBackoff
        self.random = random
    }

    mutating func noteAttempt(at now: Duration) { attempts.append(now) }

    /// How long the venue's limit forbids another attempt.
    mutating func wait(at now: Duration) -> Duration {
        let limit = limit
        attempts.removeAll { now - $0 >= limit.window }
        guard attempts.count >= limit.count else { return .zero }
        return attempts[attempts.count - limit.count] + limit.window - now
    }

    /// Full jitter: anything from nothing to the bound, so that many clients of one venue do not come back together.
    ///
    /// - Parameter attempt: failures in a row, from 1.
    mutating func jitter(attempt: Int) -> Duration {
        let bound = min(firstBackoff * (1 << min(attempt - 1, 16)), longestBackoff)
        // 2^20 steps are fine enough for a wait, and whole numbers are the same everywhere.
        let step = Int64(random.next() >> 44)
        return .microseconds(bound.microseconds / (1 << 20) * step + bound.microseconds % (1 << 20) * step / (1 << 20))
    }
}
