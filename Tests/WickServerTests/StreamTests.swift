import Testing
import WickDomain

@testable import WickServer

/// The WebSocket stream over a real socket.
@Suite struct StreamTests {
    private static let upgrade =
        "GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        + "sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"

    private func serve(
        _ configuration: APIConfiguration = APIConfiguration(), _ body: (APIServer, ServedData) async throws -> Void
    ) async throws {
        let service = try SampleService()
        let data = ServedData(service.state)
        var configuration = configuration
        configuration.port = 0
        let server = try await APIServer.start(configuration, router: service.router, data: data)
        do { try await body(server, data) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func open(_ server: APIServer) throws -> RawClient {
        let client = try RawClient(port: server.port)
        client.send(Self.upgrade + "\r\n")
        #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
        return client
    }

    private func text(_ client: RawClient) -> String {
        client.frame().map { String(decoding: $0.payload, as: UTF8.self) } ?? "nothing"
    }

    @Test func aSubscriberGetsTheStateFirstAndThenChanges() async throws {
        try await serve { server, data in
            data.update { state in
                state[SampleService.bitcoin].closed = SampleService.candle(SampleService.bitcoin, 0)
                return []
            }
            let client = try open(server)
            client.sendMessage(#"{"subscribe":["candles"],"symbols":["BTC/USD"]}"#)
            #expect(text(client).contains(#""type":"subscribed""#))
            let snapshot = text(client)
            #expect(snapshot.contains(#""type":"snapshot","channel":"candles""#) && snapshot.contains("00:00:00Z"))
            #expect(text(client).contains(#""channel":"feeds""#))
            data.update { _ in
                [
                    .candle(SampleService.candle(SampleService.ether, 1)),
                    .candle(SampleService.candle(SampleService.bitcoin, 1)),
                ]
            }
            let change = text(client)
            #expect(change.contains(#""type":"change""#) && change.contains("BTC/USD") && change.contains("00:01:00Z"))
        }
    }

    private func value(_ key: String, in text: String) -> String {
        text.split(separator: "\"\(key)\":").dropFirst().first.map {
            String($0.prefix { $0 != "," && $0 != "}" }.filter { $0 != "\"" })
        } ?? ""
    }

    @Test func aStreamGoesOnWhereItBrokeOffOrSaysWhatIsLost() async throws {
        try await serve { server, data in
            let first = try open(server)
            first.sendMessage(#"{"subscribe":["candles"]}"#)
            let confirmed = text(first)
            let run = value("run", in: confirmed)
            #expect(value("sequence", in: confirmed) == "0" && !run.isEmpty)
            // The stream breaks; meanwhile minutes close.
            let candles = (1...3).map { StreamEvent.candle(SampleService.candle(SampleService.bitcoin, $0)) }
            data.update { _ in candles }
            let second = try open(server)
            second.sendMessage(#"{"subscribe":["candles"],"after":1,"run":"\#(run)"}"#)
            #expect(text(second).contains(#""type":"subscribed""#))
            #expect(value("sequence", in: text(second)) == "2")
            #expect(value("sequence", in: text(second)) == "3")
            let third = try open(server)
            third.sendMessage(#"{"subscribe":["candles"],"after":1,"run":"another"}"#)
            #expect(text(third).contains(#""type":"subscribed""#))
            let lost = text(third)
            #expect(lost.contains(#""type":"lost""#) && value("sequence", in: lost) == "3")
            #expect(text(third).contains(#""type":"snapshot""#))
        }
    }

    /// Clients need not wait for the answer before they speak.
    @Test func aMessageInTheSamePacketAsTheRequestIsHeard() async throws {
        try await serve { server, _ in
            let client = try RawClient(port: server.port)
            let message = Array(#"{"ping":1}"#.utf8)
            client.send(
                Array((Self.upgrade + "\r\n").utf8) + [0x81, 0x80 | UInt8(message.count), 0, 0, 0, 0] + message)
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
            #expect(text(client) == #"{"type":"pong"}"#)
        }
    }

    @Test func aMessageThatIsNoneIsAnsweredAndTheStreamGoesOn() async throws {
        try await serve { server, _ in
            let client = try open(server)
            client.sendMessage("nonsense")
            #expect(text(client).contains(#""type":"error""#))
            client.sendMessage(#"{"ping":1}"#)
            #expect(text(client) == #"{"type":"pong"}"#)
        }
    }

    @Test func aReaderThatDoesNotReadIsClosedAndOthersAreNot() async throws {
        try await serve(APIConfiguration(maximumUnreadBytes: 64 << 10)) { server, data in
            let (slow, quick) = (try open(server), try open(server))
            for client in [slow, quick] {
                client.sendMessage(#"{"subscribe":["candles"]}"#)
                #expect(text(client).contains("subscribed"))
                for _ in 0..<2 { _ = client.frame() }
            }
            // More than the system's buffers hold, a piece at a time, which the quick one reads.
            let candle = StreamEvent.candle(SampleService.candle(SampleService.bitcoin, 1))
            let events = [StreamEvent](repeating: candle, count: 100)
            var rounds = 0
            while server.count(of: .unread) == 0, rounds < 2_000 {
                data.update { _ in events }
                for _ in events { #expect(text(quick).contains("change")) }
                rounds += 1
            }
            #expect(server.count(of: .unread) == 1)
            data.update { _ in [candle] }
            #expect(text(quick).contains("change"))
        }
    }

    @Test func withoutTheTokenNobodyListens() async throws {
        let policy = APIConfiguration.Policy(token: AccessToken("0123456789abcdef"))
        try await serve(APIConfiguration(policy: policy)) { server, _ in
            let stranger = try RawClient(port: server.port)
            stranger.send(Self.upgrade + "connection: close\r\n\r\n")
            #expect(stranger.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 401 "))
            let friend = try RawClient(port: server.port)
            friend.send(Self.upgrade + "authorization: Bearer 0123456789abcdef\r\n\r\n")
            #expect(friend.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
        }
    }

    @Test(arguments: [
        ([0x81, 0x02, 0x7b, 0x7d], 1002), ([0x83, 0x80, 0, 0, 0, 0], 1002), ([0xc1, 0x80, 0, 0, 0, 0], 1002),
        ([0x82, 0x80, 0, 0, 0, 0], 1003), ([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], 1009),
    ])
    func framesThatBreakTheProtocolEndTheStream(bytes: [UInt8], code: Int) async throws {
        try await serve { server, _ in
            let client = try open(server)
            client.send(bytes)
            let frame = try #require(client.frame())
            #expect(frame.opcode == 8 && Int(frame.payload[0]) << 8 | Int(frame.payload[1]) == code)
        }
    }

    @Test func aStopIsSaidToTheStreams() async throws {
        let service = try SampleService()
        var configuration = APIConfiguration()
        configuration.port = 0
        let server = try await APIServer.start(configuration, router: service.router, data: ServedData(service.state))
        let client = try open(server)
        await server.stop()
        let frame = try #require(client.frame())
        #expect(frame.opcode == 8 && String(decoding: frame.payload.dropFirst(2), as: UTF8.self).contains("stopping"))
    }
}
