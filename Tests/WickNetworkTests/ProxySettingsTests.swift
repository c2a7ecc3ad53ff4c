import Testing
import WickNetwork

@Suite struct ProxySettingsTests {
    @Test func environmentGivesWhatTheUsualVariablesSay() {
        let settings = ProxySettings(environment: [
            "http_proxy": "http://one:3128", "HTTPS_PROXY": "http://two:3128",
            "NO_PROXY": "localhost, .example.com,10.0.0.0/8",
        ])
        let expected = ProxySettings(
            http: "http://one:3128", https: "http://two:3128", exceptions: ["localhost", ".example.com", "10.0.0.0/8"])
        #expect(settings == expected)
    }

    @Test func lowerCaseWinsAndEmptyIsNone() {
        let settings = ProxySettings(environment: [
            "https_proxy": "http://low", "HTTPS_PROXY": "http://high", "http_proxy": "", "all_proxy": "http://all",
        ])
        #expect(settings == ProxySettings(http: "http://all", https: "http://low"))
    }

    @Test func upperCaseHTTPProxyIsIgnored() {
        // A CGI server makes it out of a request's Proxy header.
        #expect(ProxySettings(environment: ["HTTP_PROXY": "http://evil"]) == ProxySettings())
    }
}
