import Testing
import WickDomain

@testable import WickServer

/// Clients that make the service write and do not read, over real sockets with small buffers.
@Suite struct UnreadTests {
    private static let request = "GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n"
    private static let upgrade =
        "GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        + "sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"

    private func serve(
        _ configuration: APIConfiguration, _ body: (APIServer, ServedData, ServiceMetrics) async throws -> Void
    ) async throws {
        let service = try SampleService()
        let data = ServedData(service.state)
        var configuration = configuration
        configuration.port = 0
        let server = try await APIServer.start(configuration, router: service.router, data: data)
        do { try await body(server, data, service.metrics) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func client(_ server: APIServer) throws -> RawClient {
        try RawClient(port: server.port, receiveBytes: 4 << 10)
    }

    /// Asks until something holds; each asking is a while.
    private func wait(for server: APIServer, until isTrue: () -> Bool) throws {
        for _ in 0..<20_000 where !isTrue() {
            let other = try RawClient(port: server.port)
            other.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            #expect(other.read().contains("alive"))
        }
        #expect(isTrue())
    }

    private func answers(_ metrics: ServiceMetrics, status: Int, route: String) -> Int {
        metrics.values.requests[ServiceMetrics.Requests(route: route, status: status)] ?? 0
    }

    @Test func requestsAreNotReadWhileAnAnswerIsNotAndTheConnectionIsClosed() async throws {
        try await serve(APIConfiguration(idleDeadline: .milliseconds(200))) { server, _, metrics in
            let client = try client(server)
            client.send(String(repeating: Self.request + "\r\n", count: 400))
            try wait(for: server) { server.count(of: .stalled) == 1 }
            #expect(answers(metrics, status: 200, route: "/openapi.json") < 40)
            try wait(for: server) { metrics.values.connections <= 1 }
        }
    }

    /// Each refusal is followed by a moment in which nothing is read, however much was asked.
    @Test(arguments: [401, 429]) func whoIsRefusedIsNotHeardForAMoment(status: Int) async throws {
        let token = status == 401 ? AccessToken("0123456789abcdef") : nil
        let policy = APIConfiguration.Policy(token: token, requestsPerSecond: token == nil ? 1 : nil)
        try await serve(APIConfiguration(policy: policy)) { server, _, metrics in
            let client = try client(server)
            client.send(String(repeating: "GET /v1/errors HTTP/1.1\r\n\r\n", count: 5_000))
            for _ in 0..<3 { #expect(client.read(until: "HTTP/1.1 \(status)").contains("\(status)")) }
            // A while, in which hundreds could be made.
            for _ in 0..<50 {
                let other = try RawClient(port: server.port)
                other.send("GET /healthz HTTP/1.1\r\n\r\n")
                #expect(other.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 "))
            }
            #expect(answers(metrics, status: status, route: "/v1/errors") < 50)
        }
    }

    @Test func whoReadsGetsAllAnswersInOrder() async throws {
        try await serve(APIConfiguration()) { server, _, metrics in
            let client = try client(server)
            let last = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
            client.send(String(repeating: Self.request + "\r\n", count: 20) + last)
            let found = client.read()
            #expect(found.split(separator: "HTTP/1.1 200 OK").count == 21 && found.hasSuffix("}"))
            #expect(found.contains("alive"))
            #expect(answers(metrics, status: 200, route: "/openapi.json") == 20)
            #expect(server.count(of: .stalled) == 0)
        }
    }

    @Test func pingsAreMessagesAndTooManyEndTheStream() async throws {
        try await serve(APIConfiguration()) { server, data, metrics in
            let client = try client(server)
            client.send(Self.upgrade)
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
            let ping: [UInt8] = [0x89, 0x80, 0, 0, 0, 0]
            client.send(Array(repeatElement(ping, count: 200).joined()))
            var frames: [UInt8] = []
            while frames.last != 8, let frame = client.frame() {
                frames.append(frame.opcode)
                if frame.opcode == 8 { #expect(Int(frame.payload[0]) << 8 | Int(frame.payload[1]) == 1008) }
            }
            #expect(frames.filter { $0 == 10 }.count == 50 && frames.last == 8)
            #expect(server.count(of: .messages) == 1)
            #expect(
                metrics.text(data.numbered.state).contains(#"wick_http_ended_connections_total{reason="messages"} 1"#))
        }
    }

    @Test func aStreamOfWhichNothingIsTakenIsClosedBeforeItsLimit() async throws {
        let configuration = APIConfiguration(idleDeadline: .milliseconds(200), maximumUnreadBytes: 64 << 20)
        try await serve(configuration) { server, data, metrics in
            let client = try client(server)
            client.send(Self.upgrade)
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
            client.sendMessage(#"{"subscribe":["candles"]}"#)
            #expect(client.frame() != nil)
            let candle = StreamEvent.candle(SampleService.candle(SampleService.bitcoin, 1))
            // More than the system's buffers hold.
            for _ in 0..<40 { data.update { _ in [StreamEvent](repeating: candle, count: 100) } }
            try wait(for: server) { server.count(of: .stalled) == 1 }
            try wait(for: server) { metrics.values.streams == 0 }
            #expect(server.count(of: .unread) == 0)
        }
    }
}
