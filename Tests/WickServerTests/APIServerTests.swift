import Synchronization
import Testing
import WickDomain

@testable import WickServer

/// The thin shell: one real server, and clients that misbehave.
@Suite final class APIServerTests: Sendable {
    private let reports = Mutex<[String]>([])

    private func serve(
        _ configuration: APIConfiguration, _ body: (APIServer, ServedData, SampleService) async throws -> Void
    ) async throws {
        let service = try SampleService()
        let data = ServedData(service.state)
        var configuration = configuration
        configuration.port = 0
        let server = try await APIServer.start(configuration, router: service.router, data: data) { event in
            self.reports.withLock { $0.append("\(event)") }
        }
        do { try await body(server, data, service) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func answer(_ text: String, _ configuration: APIConfiguration = APIConfiguration()) async throws -> String {
        var found = ""
        try await serve(configuration) { server, _, _ in
            let client = try RawClient(port: server.port)
            client.send(text)
            found = client.read()
        }
        return found
    }

    @Test func itAnswersSeveralRequestsOfOneConnectionInOrder() async throws {
        let answers = try await answer(
            "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\nHEAD /v1/candles HTTP/1.1\r\nhost: localhost\r\n\r\n"
                + "GET /nothing HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        let lines = answers.split(separator: "\r\n").filter { $0.hasPrefix("HTTP/1.1 ") || $0.contains("}HTTP/1.1 ") }
        #expect(lines.count == 3, "\(answers)")
        #expect(answers.contains("404 Not Found") && !answers.contains("open_time"))
    }

    @Test(arguments: [
        ("nonsense\r\n\r\n", "400"), ("GET / HTTP/9.9\r\n\r\n", "400"),
        ("GET /" + String(repeating: "a", count: 9_000) + " HTTP/1.1\r\nhost: localhost\r\n\r\n", "414"),
        ("GET / HTTP/1.1\r\nhost: localhost\r\nx: " + String(repeating: "a", count: 100_000), "431"),
        (
            "GET / HTTP/1.1\r\nhost: localhost\r\n" + String(repeating: "a: b\r\n", count: 200) + "\r\n", "431"
        ),
        ("POST /v1/training HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999\r\n\r\n", "413"),
        (
            "POST /v1/training HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n11170\r\n"
                + String(repeating: " ", count: 70_000), "413"
        ),
        ("GET /v1/status HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n", "403"),
        (
            "POST /v1/training HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}",
            "400"
        ),
    ])
    func whatIsTooLargeOrNoHTTPIsRefusedAndTheConnectionEnds(text: String, status: String) async throws {
        let found = try await answer(text)
        #expect(found.hasPrefix("HTTP/1.1 \(status) "), "\(found.prefix(200))")
        #expect(found.contains("application/problem+json"))
    }

    @Test(arguments: ["h2c", "websocket", "tls/1.0"])
    func aWishForAnUpgradeThatThereIsNotIsIgnored(name: String) async throws {
        let found = try await answer(
            "GET /healthz HTTP/1.1\r\nhost: localhost\r\nupgrade: \(name)\r\nconnection: upgrade, close\r\n\r\n")
        #expect(found.hasPrefix("HTTP/1.1 200 OK") && found.contains("alive"), "\(found)")
    }

    /// The parser takes what follows such a request for another protocol's.
    @Test(arguments: [
        "GET /healthz HTTP/1.1\r\nhost: localhost\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n",
        "GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
        "CONNECT localhost:80 HTTP/1.1\r\nhost: localhost\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ])
    func whatFollowsAWishForAnotherProtocolHarmsNobody(request: String) async throws {
        try await serve(APIConfiguration(headDeadline: .milliseconds(200))) { server, _, _ in
            let client = try RawClient(port: server.port)
            client.send(request + "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n\u{81}\u{5}hello")
            client.send(request + request)
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 "))
            let other = try RawClient(port: server.port)
            other.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            #expect(other.read().contains("alive"))
        }
    }

    @Test func aHeadThatTricklesInIsCutOff() async throws {
        let slow = APIConfiguration(headDeadline: .milliseconds(50))
        #expect(try await answer("GET /healthz HTTP/1.1\r\nx: ", slow).hasPrefix("HTTP/1.1 408 "))
        let body = "POST /v1/training HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{"
        #expect(try await answer(body, slow).hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aConnectionThatAsksNothingIsClosed() async throws {
        #expect(try await answer("", APIConfiguration(idleDeadline: .milliseconds(50))).isEmpty)
    }

    @Test func connectionsBeyondTheLimitAreToldToComeAgain() async throws {
        try await serve(APIConfiguration(maximumConnections: 1)) { server, _, _ in
            let first = try RawClient(port: server.port)
            first.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
            #expect(first.read(until: "alive").contains("200 OK"))
            for _ in 0..<3 {
                let second = try RawClient(port: server.port)
                #expect(second.read().hasPrefix("HTTP/1.1 503 "))
            }
            // Once, or whoever connects could fill the log.
            #expect(reports.withLock { $0.count } == 1)
        }
    }

    @Test func whereNoMoreCanBeToldConnectionsAreClosedAtOnce() async throws {
        var configuration = APIConfiguration(maximumConnections: 1)
        configuration.maximumTold = 0
        try await serve(configuration) { server, _, _ in
            let first = try RawClient(port: server.port)
            for _ in 0..<3 {
                first.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
                #expect(first.read(until: "alive").contains("200 OK"))
                #expect(try RawClient(port: server.port).read().isEmpty)
            }
        }
    }

    @Test func anAddressThatAsksTooOftenIsToldToWait() async throws {
        let policy = APIConfiguration.Policy(requestsPerSecond: 1)
        let asks = String(repeating: "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n", count: 3)
        let last = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        let found = try await answer(asks + last, APIConfiguration(policy: policy))
        #expect(found.contains("429 Too Many Requests") && found.contains("retry-after: 1"))
    }

    @Test func aPortInUseIsNamed() async throws {
        try await serve(APIConfiguration()) { server, data, service in
            let error = await #expect(throws: ServerError.self) {
                _ = try await APIServer.start(
                    APIConfiguration(port: server.port), router: service.router, data: data)
            }
            #expect(error == .inUse(address: "127.0.0.1", port: server.port))
        }
    }
}
