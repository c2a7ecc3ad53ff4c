import Testing

@testable import WickServer

@Suite struct AccessPolicyTests {
    private let token = "0123456789abcdef0123"

    private func refusal(
        _ policy: APIConfiguration.Policy, _ headers: [(name: String, value: String)], target: String = "/v1/status"
    ) -> Problem.Kind? {
        do throws(Problem) {
            try AccessPolicy(policy: policy).check(APIRequest(target: target, headers: headers))
            return nil
        } catch { return error.kind }
    }

    @Test(arguments: [
        (nil, false), ("Bearer 0123456789abcdef0123", true), ("bearer 0123456789abcdef0123", true),
        ("Bearer 0123456789abcdef0124", false), ("Bearer 0123456789abcdef012", false), ("Bearer", false),
        ("Basic 0123456789abcdef0123", false), ("Bearer ", false), ("0123456789abcdef0123", false),
        ("Bearer 0123456789abcdef0123 ", true), ("Bearer \t 0123456789abcdef0123\t", true),
        ("Bearer 0123456789abcdef0123 x", false),
    ])
    func onlyTheTokenLetsIn(header: String?, isAllowed: Bool) {
        let policy = APIConfiguration.Policy(token: AccessToken(token))
        let headers = header.map { [(name: "authorization", value: $0)] } ?? []
        #expect(refusal(policy, headers) == (isAllowed ? nil : .unauthorized))
    }

    @Test func probesNeedNoToken() {
        let policy = APIConfiguration.Policy(token: AccessToken(token))
        #expect(refusal(policy, [], target: "/healthz") == nil)
        #expect(refusal(policy, [], target: "/readyz") == nil)
        #expect(refusal(policy, [], target: "/metrics") == .unauthorized)
    }

    @Test(arguments: ["short", "with a blank in the middle", "tab\tcharacter-in-the-token", "ünïcödé-tökén-lang-genug"])
    func textsThatNoHeaderHoldsAreNoTokens(text: String) { #expect(AccessToken(text) == nil) }

    @Test func aTokenIsNeverPrinted() {
        let configuration = APIConfiguration(policy: APIConfiguration.Policy(token: AccessToken(token)))
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!"\(configuration)".contains(token) && !dumped.contains(token))
    }

    @Test func aWebPageIsRefusedUnlessItIsNamed() {
        let origin = [(name: "origin", value: "https://example.org")]
        #expect(refusal(APIConfiguration.Policy(), origin) == .forbidden)
        let named = APIConfiguration.Policy(origins: ["https://example.org"])
        #expect(refusal(named, origin) == nil)
        let allowed = AccessPolicy(policy: named).crossOrigin(APIRequest(target: "/", headers: origin))
        #expect(allowed.first?.value == "https://example.org")
        #expect(
            AccessPolicy(policy: APIConfiguration.Policy()).crossOrigin(APIRequest(target: "/", headers: origin))
                .isEmpty)
    }

    @Test(arguments: [
        ("127.0.0.1:8686", true), ("localhost:8686", true), ("[::1]:8686", true), ("evil.example:8686", false),
        ("127.0.0.1.evil.example", false), ("", false),
    ])
    func withoutATokenOnlyAddressesAreNamesOfOurs(host: String, isAllowed: Bool) {
        #expect(refusal(APIConfiguration.Policy(), [("host", host)]) == (isAllowed ? nil : .forbidden))
    }

    @Test(arguments: ["0.0.0.0", "10.0.0.1", "::", "fe80::1"])
    func anAddressThatOthersReachNeedsAToken(address: String) {
        var configuration = APIConfiguration(address: address)
        #expect(throws: ServerError.needsToken(address: address)) { try configuration.validate() }
        configuration.policy.token = AccessToken(token)
        #expect(throws: Never.self) { try configuration.validate() }
    }

    @Test(arguments: ["localhost", "127.evil", "300.1.1.1", ""])
    func aNameIsNoAddress(name: String) {
        #expect(throws: ServerError.badAddress(name)) { try APIConfiguration(address: name).validate() }
    }

    @Test func anAddressMayAskSoOftenAndAnotherOneToo() {
        var limiter = RateLimiter()
        let granted = (0..<50).count { _ in limiter.allows("10.0.0.1", rate: 10, now: .zero) }
        #expect(granted == 20)
        let isOtherAllowed = limiter.allows("10.0.0.2", rate: 10, now: .zero)
        #expect(isOtherAllowed)
        let later = (0..<50).count { _ in limiter.allows("10.0.0.1", rate: 10, now: .seconds(1)) }
        #expect(later == 10)
    }
}
