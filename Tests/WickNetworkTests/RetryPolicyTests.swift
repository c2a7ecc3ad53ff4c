import Testing
import WickNetwork

@Suite struct RetryPolicyTests {
    let policy = RetryPolicy(maximumAttempts: 5, base: .seconds(1), maximumBackoff: .seconds(5))

    func wait(
        _ result: Result<HTTPResponse, NetworkError>, attempts: Int = 1, policy: RetryPolicy? = nil
    ) -> Duration? {
        var random = LargestNumbers()
        return (policy ?? self.policy).wait(after: result, attempts: attempts, nowNanoseconds: 0, using: &random)
    }

    func answer(_ status: Int, retryAfter: String? = nil) -> Result<HTTPResponse, NetworkError> {
        let headers = retryAfter.map { [HTTPHeader("retry-after", $0)] } ?? []
        return .success(HTTPResponse(status: status, headers: headers, body: [], receivedNanoseconds: 0))
    }

    @Test func boundOfTheWaitDoublesUpToItsMaximum() {
        #expect((1...4).map { wait(answer(503), attempts: $0) } == [1, 2, 4, 5].map { .seconds($0) })
    }

    @Test func waitLiesAnywhereBelowItsBound() {
        var random = SeededNumbers(seed: 7)
        let waits = (0..<1000).map { _ in policy.backoff(afterAttempts: 3, using: &random) }
        #expect(waits.allSatisfy { $0 >= .zero && $0 <= .seconds(4) })
        for quarter in 0..<4 {
            #expect(waits.contains { $0 >= .seconds(quarter) && $0 <= .seconds(quarter + 1) })
        }
    }

    @Test func manyAttemptsDoNotOverflow() {
        var random = LargestNumbers()
        #expect(policy.backoff(afterAttempts: 10_000, using: &random) == .seconds(5))
    }

    @Test(arguments: [418, 429, 500, 502, 503, 504])
    func statusThatMayPassIsTriedAgain(status: Int) { #expect(wait(answer(status)) != nil) }

    @Test(arguments: [200, 304, 400, 401, 403, 404, 501, 505])
    func anyOtherStatusIsFinal(status: Int) { #expect(wait(answer(status)) == nil) }

    @Test func errorIsTriedAgainIfItSaysSo() {
        func error(canRetry: Bool) -> Result<HTTPResponse, NetworkError> {
            .failure(NetworkError(phase: .connect, place: "", cause: "", canRetry: canRetry))
        }
        #expect(wait(error(canRetry: true)) == .seconds(1))
        #expect(wait(error(canRetry: false)) == nil)
    }

    @Test func serverIsNotAskedBeforeItWants() {
        #expect(wait(answer(429, retryAfter: "20")) == .seconds(21))
        #expect(wait(answer(429, retryAfter: "never")) == .seconds(1))
    }

    @Test func longerWaitThanAllowedIsNoWait() {
        #expect(wait(answer(418, retryAfter: "60")) == .seconds(61))
        #expect(wait(answer(418, retryAfter: "61")) == nil)
    }

    @Test func lastAttemptIsFinal() { #expect(wait(answer(503), attempts: 5) == nil) }
}
