/// When a request that failed is sent again, and after how long: full jitter, so that many clients which failed together do not come back
/// together (uniform between zero and a bound that doubles).
public struct RetryPolicy: Equatable, Sendable {
    /// The first one counts.
    public var maximumAttempts: Int
    /// Bound of the first wait; the n-th is this times 2^(n-1).
    public var base: Duration
    /// No bound is longer.
    public var maximumBackoff: Duration
    /// A longer `Retry-After` is not waited for: the answer goes to the caller.
    public var maximumRetryAfter: Duration

    public init(
        maximumAttempts: Int = 4, base: Duration = .milliseconds(500), maximumBackoff: Duration = .seconds(30),
        maximumRetryAfter: Duration = .seconds(60)
    ) {
        precondition(maximumAttempts >= 1, "maximumAttempts is \(maximumAttempts), not at least 1")
        precondition(base > .zero && maximumBackoff >= base, "the backoff has no room")
        self.maximumAttempts = maximumAttempts
        self.base = base
        self.maximumBackoff = maximumBackoff
        self.maximumRetryAfter = maximumRetryAfter
    }

    /// 429, Binance's 418, and what a server says of itself. 501 and 505 will be no different later.
    public static func canRetry(status: Int) -> Bool {
        status == 418 || status == 429 || (500...599).contains(status) && status != 501 && status != 505
    }

    /// The wait after a number of failed attempts, at least 1.
    public func backoff(afterAttempts attempts: Int, using random: inout some RandomNumberGenerator) -> Duration {
        // 2^30 times the base is past every sensible bound, and far from overflow.
        let bound = min(base * (1 << min(attempts - 1, 30)), maximumBackoff)
        return bound * Double.random(in: 0...1, using: &random)
    }

    /// The wait before the next attempt; nil when this answer is final.
    ///
    /// The server's own word is the least wait, not the whole: jitter comes on top.
    public func wait(
        after result: Result<HTTPResponse, NetworkError>, attempts: Int, nowNanoseconds: Int64,
        using random: inout some RandomNumberGenerator
    ) -> Duration? {
        guard attempts < maximumAttempts else { return nil }
        var asked = Duration.zero
        switch result {
        case .failure(let error):
            guard error.canRetry else { return nil }
            asked = error.retryAfter ?? .zero
        case .success(let response):
            guard Self.canRetry(status: response.status) else { return nil }
            asked =
                response[header: "Retry-After"]
                .flatMap { RetryAfter.duration($0, nowNanoseconds: nowNanoseconds) } ?? .zero
        }
        guard asked <= maximumRetryAfter else { return nil }
        return asked + backoff(afterAttempts: attempts, using: &random)
    }
}
