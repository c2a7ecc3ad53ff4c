import Testing

@testable import WickNetwork

@Suite struct RetryingHTTPClientTests {
    let clock = InstantClock()
    let client: RetryingHTTPClient

    init() throws {
        client = RetryingHTTPClient(
            try network(), policy: RetryPolicy(maximumAttempts: 3, base: .seconds(1)), clock: clock, wallClock: { 0 },
            random: LargestNumbers())
    }

    func url(_ path: String) -> String { Peer.raw.url("http", "plain", path) }

    @Test func getIsSentAgainAfterTheServersWaitAndJitter() async throws {
        let response = try await client.get(url("/flaky/2?\(freshKey())"))
        #expect(response.text == "3")
        #expect(clock.sleeps == [.seconds(8), .seconds(9)])
    }

    @Test func lastAnswerIsGivenWhenAttemptsAreUsedUp() async throws {
        #expect(try await client.get(url("/flaky/3?\(freshKey())")).status == 503)
        #expect(clock.sleeps.count == 2)
    }

    @Test func postIsSentOnce() async throws {
        #expect(try await client.send(HTTPRequest(.post, url("/flaky/1?\(freshKey())"))).status == 503)
        #expect(clock.sleeps.isEmpty)
    }

    @Test func refusedConnectionIsTriedAgainAndARefusedCertificateIsNot() async throws {
        let refused = Peer.raw.url("http", "refused", "/")
        #expect(try await failure { () throws(NetworkError) in try await client.get(refused) }.phase == .connect)
        #expect(clock.sleeps == [.seconds(1), .seconds(2)])
        let expired = Peer.raw.url("https", "expired", "/")
        #expect(try await failure { () throws(NetworkError) in try await client.get(expired) }.phase == .tls)
        #expect(clock.sleeps.count == 2)
    }

    @Test func cancelledTaskDoesNotTryAgain() async throws {
        let client = client
        let refused = Peer.raw.url("http", "refused", "/")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await failure { () throws(NetworkError) in try await client.get(refused) }
        }
        #expect(try await task.value.cause == "cancelled")
        #expect(clock.sleeps.isEmpty)
    }
}
