import Testing

@testable import WickNetwork

@Suite struct NetworkAddressTests {
    func address(_ text: String) throws(NetworkError) -> NetworkAddress {
        try NetworkAddress(text, schemes: [.http, .https, .ws, .wss])
    }

    @Test func partsAreTakenApart() throws {
        let address = try address("WSS://me:p%40ss@Stream.Example.com:9443/a/b?streams=x/y#top")
        #expect(address.scheme == .wss)
        #expect(address.endpoint == NetworkEndpoint(host: "stream.example.com", port: 9443))
        #expect(address.path == "/a/b" && address.query == "streams=x/y")
        #expect(address.user == "me" && address.password == "p@ss")
        #expect(address.curlURL.hasPrefix("https://") && !address.curlURL.contains("#"))
        #expect(address.place == "wss://stream.example.com:9443/a/b")
    }

    @Test(arguments: [
        ("http://example.com", 80, "http://example.com/"), ("https://example.com/x", 443, "https://example.com/x"),
        ("ws://example.com", 80, "ws://example.com/"), ("wss://example.com:443", 443, "wss://example.com/"),
        ("http://[::1]:8080/", 8080, "http://[::1]:8080/"),
        ("http://example.com/ü x", 80, "http://example.com/%c3%bc%20x"),
    ])
    func portAndHostAreNormalized(text: String, port: Int, place: String) throws {
        let address = try address(text)
        #expect(address.port == port && address.place == place)
    }

    @Test(arguments: [
        ("", "it does not begin with"), ("example.com/x", "it does not begin with"),
        ("//example.com", "it does not begin with"),
        ("http://", "the host name is missing"), ("http://bücher.example/", "the host name is not in its ASCII form"),
        ("ftp://example.com", "it does not begin with"), ("http://example.com:0", "the port is not"),
        ("http://example.com:65536", "the port is not"), ("http://example.com:x", "the port is not"),
        ("http://exa mple.com", "the host name is missing or broken"), ("http://example.com/\u{0}", "it is not a URL"),
    ])
    func whatIsNoURLIsRefusedWithTheReason(text: String, reason: String) throws {
        let error = try #require(throws: NetworkError.self) { try address(text) }
        #expect(error.phase == .url && error.cause.hasPrefix(reason), "\(error)")
    }

    @Test func brokenURLIsShownWithoutSecretsAndControlCharacters() throws {
        let error = try #require(throws: NetworkError.self) {
            try address("ftp://me:secret@example.com/\u{1b}[2Jx?token=secret")
        }
        #expect(error.place == "example.com/?[2Jx")
    }

    @Test func longPathIsCutInErrors() throws {
        #expect(try address("http://example.com/" + String(repeating: "x", count: 5000)).place.count == 200)
    }
}
