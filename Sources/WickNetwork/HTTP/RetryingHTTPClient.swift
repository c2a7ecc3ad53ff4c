/// Sends GET requests again as a policy says; everything else goes through once, because a POST that seemed to fail may have been obeyed. Owns
/// nothing but the random source.
public final class RetryingHTTPClient: HTTPClient {
    private let client: any HTTPClient
    private let policy: RetryPolicy
    private let clock: any Clock<Duration>
    private let wallClock: @Sendable () -> Int64
    private let random: Locked<any RandomNumberGenerator>

    /// - Parameters:
    ///   - clock: waits between attempts.
    ///   - wallClock: nanoseconds since 1970, for a `Retry-After` that is a date.
    public init(
        _ client: any HTTPClient, policy: RetryPolicy = RetryPolicy(), clock: any Clock<Duration>,
        wallClock: @escaping @Sendable () -> Int64, random: sending any RandomNumberGenerator
    ) {
        self.client = client
        self.policy = policy
        self.clock = clock
        self.wallClock = wallClock
        self.random = Locked(random)
    }

    public func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
        var attempts = 0
        while true {
            let result = await attempt(request)
            attempts += 1
            guard request.method == .get, !Task.isCancelled, let wait = wait(after: result, attempts: attempts) else {
                return try result.get()
            }
            do {
                try await clock.sleep(for: wait)
            } catch {
                // The clock throws for one reason only: the task was cancelled. What came last says more than that.
                return try result.get()
            }
        }
    }

    private func attempt(_ request: HTTPRequest) async -> Result<HTTPResponse, NetworkError> {
        do throws(NetworkError) {
            return .success(try await client.send(request))
        } catch {
            return .failure(error)
        }
    }

    private func wait(after result: Result<HTTPResponse, NetworkError>, attempts: Int) -> Duration? {
        let now = wallClock()
        return random.withLock { random in
            policy.wait(after: result, attempts: attempts, nowNanoseconds: now, using: &random)
        }
    }
}
