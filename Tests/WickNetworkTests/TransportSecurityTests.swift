import Foundation
import Testing

@testable import WickNetwork

/// The same for both clients: whom they talk to, and through whom.
@Suite struct TransportSecurityTests {
    let client: NetworkThread
    let raw = Peer.raw

    init() throws { client = try network() }

    func errors(_ peer: String, on network: NetworkThread? = nil) async throws -> [NetworkError] {
        let network = network ?? client
        return [
            try await failure { () throws(NetworkError) in try await network.get(raw.url("https", peer, "/hello")) },
            try await failure { () throws(NetworkError) in
                try await network.connect(raw.url("wss", peer, "/silence"))
            },
        ]
    }

    @Test(arguments: [
        ("expired", "certificate has expired"), ("early", "certificate is not yet valid (is the clock right?)"),
        ("selfsigned", "certificate is self-signed"), ("elsewhere", "the host name does not match the certificate"),
        ("stranger", "certificate is signed by an authority that is not trusted"),
    ])
    func certificateThatDoesNotHoldIsRefused(peer: String, cause: String) async throws {
        for error in try await errors(peer) {
            #expect(error.phase == .tls)
            #expect(error.cause == cause)
            #expect(!error.canRetry)
            #expect(error.place.contains("://localhost:\(raw.port(peer))/"))
        }
    }

    @Test func authorityIsTrustedAtItsEndpointOnly() async throws {
        let port = raw.port("good")
        let other = try network {
            $0.authorities = [NetworkEndpoint(host: "localhost", port: port): [TestCertificates.shared.authorityFile]]
        }
        // First, so that a shared store of authorities would show.
        #expect(try await other.get(raw.url("https", "good", "/hello")).status == 200)
        for error in try await errors("elsewhere", on: other) {
            #expect(error.cause == "certificate is signed by an authority that is not trusted")
        }
        let none = try network { $0.authorities = [:] }
        for error in try await errors("good", on: none) {
            #expect(error.cause == "certificate is signed by an authority that is not trusted")
        }
    }

    @Test func plainHTTPWhereTLSIsDueIsRefused() async throws {
        for error in try await errors("plain") {
            #expect(error.phase == .tls)
            #expect(error.cause == "the other side does not speak TLS (plain HTTP?)")
        }
    }

    @Test func portThatNobodyListensOnIsNamed() async throws {
        for error in try await errors("refused") {
            #expect(error.phase == .connect && error.canRetry)
            #expect(error.cause == "refused: nobody listens on localhost:\(raw.port("refused"))")
        }
    }

    @Test func unknownHostIsNamed() async throws {
        // A label of 64 characters is too long for DNS, so no question leaves the machine.
        let host = String(repeating: "x", count: 64) + ".invalid"
        let error = try await failure { () throws(NetworkError) in
            try await client.get("https://\(host)/x?key=secret")
        }
        let expected = "looking up the host (https://\(host)/x): the host name \(host) is not known"
        #expect(error.description == expected)
    }

    @Test(arguments: ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no certificate"])
    func fileWithoutAuthorityIsRefusedAtTheStart(content: String) throws {
        let path = NSTemporaryDirectory() + "/wick-\(UUID().uuidString).pem"
        try Data(content.utf8).write(to: URL(filePath: path))
        // What is left behind in the system's folder for such files harms nobody.
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = try #require(throws: NetworkError.self) { try network(trusting: [path]) }
        #expect(
            error.description
                == "verifying TLS (\(path)): as a certificate authority, certificate 1 in it is missing or broken (PEM)"
        )
    }

    @Test func missingFileWithAuthorityIsRefusedAtTheStart() throws {
        let error = try #require(throws: NetworkError.self) { try network(trusting: ["/nowhere/ca.pem"]) }
        #expect(error.cause == "as a certificate authority, cannot be read: No such file or directory")
    }

    // MARK: Proxies

    func through(_ user: String = "user:secret@", exceptions: [String] = []) throws -> NetworkThread {
        try network {
            $0.proxies.https = "http://\(user)127.0.0.1:\(raw.port("proxy"))"
            $0.proxies.http = $0.proxies.https
            $0.proxies.exceptions = exceptions
        }
    }

    @Test(.serialized, arguments: [("https", "good"), ("wss", "good"), ("ws", "plain")])
    func proxyTunnels(scheme: String, peer: String) async throws {
        let proxied = try through()
        if scheme == "https" {
            #expect(try await proxied.get(raw.url(scheme, peer, "/hello")).text == "hello")
        } else {
            let socket = try await proxied.connect(raw.url(scheme, peer, "/together"))
            #expect(try await socket.receive()?.isEmpty == false)
        }
        #expect(try await client.observed("proxied") == "CONNECT localhost:\(raw.port(peer))")
    }

    @Test func proxyThatRefusesIsAClearError() async throws {
        for error in try await errors("good", on: try through("user:wrong@")) {
            #expect(error.phase == .connect)
            #expect(error.cause == "the proxy refuses with status 407")
            #expect(!error.description.contains("wrong"))
        }
    }

    @Test func exceptionGoesDirectly() async throws {
        let proxied = try through("user:wrong@", exceptions: ["localhost"])
        #expect(try await proxied.get(raw.url("https", "good", "/hello")).status == 200)
    }

    @Test func environmentIsNotLookedAt() async throws {
        // libcurl would take these by itself; nobody listens there.
        setenv("https_proxy", "http://127.0.0.1:\(raw.port("refused"))", 1)
        setenv("http_proxy", "http://127.0.0.1:\(raw.port("refused"))", 1)
        defer {
            unsetenv("https_proxy")
            unsetenv("http_proxy")
        }
        #expect(try await client.get(raw.url("https", "good", "/hello")).status == 200)
        #expect(try await client.get(raw.url("http", "plain", "/hello")).status == 200)
    }

    @Test func proxyThatIsNoURLIsRefusedAtTheStart() {
        let error = #expect(throws: NetworkError.self) { try network { $0.proxies.http = "user:secret@proxy" } }
        #expect(error?.phase == .url && error?.description.contains("secret") == false)
    }
}
