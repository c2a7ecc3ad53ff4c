import Foundation
import Testing
import WickDomain
import WickSimulation

/// The exchange against clients that others wrote. Each test has an exchange of its own.
@Suite struct LoopbackExchangeTests {
    private static let needsWebsockets =
        "needs Python's websockets (python3 -m venv .build/peers and pip install it there)"

    // MARK: WebSocket

    @Test(.enabled(if: OtherClient.websockets != nil, Comment(rawValue: needsWebsockets)), arguments: VenueRun.all)
    func everyTradeReachesAWebSocketClient(name: Venue) throws {
        let served = try Served(name, speed: .times(30), tradesPerSecond: 40, seconds: 60)
        let client = try #require(OtherClient.websockets)
        let result = try client.listen(
            to: served.websocket, authority: served.authority, sending: VenueRun.subscriptions(name), count: 500)
        #expect(result.objects.last?["count"] as? Int == 500, "\(result.errors)")
        var run = try VenueRun(name)
        run.outputs = result.output.split(separator: "\n").map { run.text(String($0)) }
        for instrument in served.instruments {
            let ids = run.sentIDs(of: "\(instrument.symbol)")
            #expect(ids.count > 50 && zip(ids, ids.dropFirst()).allSatisfy { $1 == $0 + 1 })
            let truth = try #require(served.exchange.inspect(name) { $0.truth(for: instrument) })
            #expect(truth.contains { $0.trade.id == ids.last })
        }
    }

    @Test(.enabled(if: OtherClient.websockets != nil, Comment(rawValue: needsWebsockets)))
    func fragmentsAndOversizeMessagesArrive() throws {
        let served = try Served(.kraken, speed: .times(10), faults: "fragment=0.5,oversize=0.01", tradesPerSecond: 100)
        let client = try #require(OtherClient.websockets)
        let result = try client.listen(
            to: served.websocket, authority: served.authority, sending: VenueRun.subscriptions(.kraken), count: 1000,
            printing: false)
        let summary = try #require(result.objects.last, "\(result.errors)")
        let longest = try #require(summary["longest"] as? Int)
        #expect(summary["count"] as? Int == 1000 && longest > 1 << 20)
    }

    @Test(
        .enabled(if: OtherClient.websockets != nil, Comment(rawValue: needsWebsockets)),
        arguments: [("reset", 1006), ("finish", 1006), ("shutdown", 1012)])
    func connectionsEndAsPlanned(fault: String, code: Int) throws {
        let served = try Served(.kraken, speed: .times(10), faults: "\(fault)=1")
        let client = try #require(OtherClient.websockets)
        let result = try client.listen(
            to: served.websocket, authority: served.authority, sending: VenueRun.subscriptions(.kraken), count: 100_000,
            printing: false)
        #expect(result.objects.last?["code"] as? Int == code, "\(result.errors)")
        #expect(served.log.faults.map(\.kind.rawValue).contains(fault))
    }

    @Test(.enabled(if: OtherClient.websockets != nil, Comment(rawValue: needsWebsockets)))
    func atFullSpeedTheWholeMarketIsRead() throws {
        let served = try Served(.binance, speed: .max, tradesPerSecond: 2000, seconds: 20)
        let client = try #require(OtherClient.websockets)
        let result = try client.listen(
            to: served.websocket, authority: served.authority, sending: [], count: 20_000, printing: false)
        #expect(result.objects.last?["count"] as? Int == 20_000, "\(result.errors)")
    }

    @Test(.enabled(if: OtherClient.websockets != nil, Comment(rawValue: needsWebsockets)))
    func aRecordingIsSentAgain() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString).wick.zst").path
        defer { unlink(path) }
        let frames = try await RecordedFrames.write(to: path, venue: .kraken, seconds: 600)
        let trades = frames.filter { $0.text.hasPrefix(#"{"channel":"trade""#) }.map(\.text)
        let served = try Served(.kraken, speed: .max, recording: path)
        let client = try #require(OtherClient.websockets)
        let result = try client.listen(
            to: served.websocket, authority: served.authority, sending: VenueRun.subscriptions(.kraken),
            count: 400)
        let sent = result.output.split(separator: "\n").filter { $0.hasPrefix(#"{"channel":"trade""#) }.map(String.init)
        // The rest are heartbeats, which the serving venue sends by itself.
        #expect(sent.count > 100 && sent == Array(trades.prefix(sent.count)), "\(result.errors)")
    }

    // MARK: Breaches

    /// In hexadecimal: an unmasked text, reserved bits, a long ping, a fragment without a beginning, 4 GB to come.
    @Test(
        .enabled(if: OtherClient.python != nil, "needs python3"),
        arguments: zip(
            ["8102686a", "f18000000000", "89fe0100" + "00000000", "808100000000" + "61", "81ff0000000100000000"],
            [1002, 1002, 1002, 1002, 1009]))
    func clientsThatBreakTheProtocolAreTold(bytes: String, code: Int) throws {
        let served = try Served(.kraken)
        let result = try #require(OtherClient.python).sendRaw(bytes, port: served.port, authority: served.authority)
        #expect(result.output.hasPrefix("HTTP/1.1 101"), "\(result.errors)")
        #expect(result.output.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
        let close = String(format: "%04x", code)
        #expect(result.output.contains(try Regex("88..\(close)")))
        #expect(served.log.violations.count == 1)
    }

    @Test(.enabled(if: OtherClient.python != nil, "needs python3"))
    func aPingIsAnsweredWithItsPayload() throws {
        let served = try Served(.kraken)
        let result = try #require(OtherClient.python).sendRaw(
            "898300000000010203", port: served.port, authority: served.authority, seconds: 1)
        #expect(result.output.contains("8a03010203") && result.output.contains("silence"))
    }

    @Test(.enabled(if: OtherClient.python != nil, "needs python3"))
    func whoDoesNotReadIsDisconnected() throws {
        let served = try Served(.kraken, speed: .times(500), tradesPerSecond: 2000)
        let result = try #require(OtherClient.python).run([
            "-c",
            """
            import socket, ssl, sys, time
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            s.connect(("127.0.0.1", int(sys.argv[1])))
            s = ssl.create_default_context(cafile=sys.argv[2]).wrap_socket(s, server_hostname="127.0.0.1")
            text = b'{"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","ETH/USD"]}}'
            s.sendall(b"GET /v2 HTTP/1.1\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
                      b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n"
                      + bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
            # Nothing is read; asking for the socket's own error tells of the reset.
            end = time.time() + 40
            while time.time() < end and s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0: time.sleep(0.05)
            print("gone" if time.time() < end else "still there")
            """, "\(served.port)", served.authority,
        ])
        #expect(result.output == "gone\n", "\(result.errors)")
        #expect(served.log.violations.map(\.detail) == ["more than 16777216 bytes unread"])
    }

    // MARK: REST and TLS

    @Test(.enabled(if: OtherClient.curl != nil, "needs curl"))
    func curlReadsRESTOverOneConnection() throws {
        let served = try Served(.kraken, historySeconds: 60)
        let url = served.rest + "/0/public/Trades?pair=XBTUSD&since=0&count=5"
        let result = try served.curl(url, url)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.components(separatedBy: "XXBTZUSD").count == 3)
        let localhost = try served.curl("https://localhost:\(served.port)/0/public/Time")
        #expect(localhost.objects.first?["result"] != nil)
    }

    @Test(.enabled(if: OtherClient.curl != nil, "needs curl"))
    func curlSeesRetryAfter() throws {
        let served = try Served(.binance, faults: "429=1")
        let result = try served.curl("-i", served.rest + "/api/v3/time")
        #expect(result.output.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
        #expect(result.output.contains(try Regex("\r\nRetry-After: [1-5]\r\n")))
    }

    @Test(.enabled(if: OtherClient.curl != nil, "needs curl"))
    func curlIsRefusedWhileThePlanSaysSo() throws {
        let served = try Served(.binance, faults: "refuse=1")
        #expect(try served.curl(served.rest + "/api/v3/time").status != 0)
        #expect(served.log.count(of: .refuse) == 1)
    }

    @Test(.enabled(if: OtherClient.curl != nil, "needs curl"))
    func curlReadsAnAnswerThatTrickles() throws {
        let served = try Served(.kraken, faults: "slow-rest=1", historySeconds: 60)
        let url = served.rest + "/0/public/Trades?pair=XBTUSD&count=200"
        let result = try served.curl("-w", #"\n{"seconds":%{time_total}}\n"#, url)
        #expect(try #require(result.objects.last?["seconds"] as? Double) > 0.4, "\(result.output)")
    }

    /// What curl calls them: 60 is a certificate that is not trusted for this host and time, 35 a failed handshake.
    @Test(
        .enabled(if: OtherClient.curl != nil, "needs curl"),
        arguments: zip(LoopbackExchange.TransportFault.allCases, [60, 60, 35]))
    func curlRefusesFaultyTransport(fault: LoopbackExchange.TransportFault, status: Int32) throws {
        let served = try Served(.kraken, transportFault: fault)
        #expect(try served.curl(served.rest + "/0/public/Time").status == status)
    }

    @Test(.enabled(if: OtherClient.curl != nil, "needs curl"))
    func aClientWithoutTheAuthorityDoesNotConnect() throws {
        let served = try Served(.kraken)
        #expect(try #require(OtherClient.curl).run("-sS", served.rest + "/0/public/Time").status == 60)
    }

    @Test(.enabled(if: OtherClient.openssl != nil, "needs openssl"))
    func opensslVerifiesTheCertificateForItsHost() throws {
        let served = try Served(.kraken)
        let result = try #require(OtherClient.openssl).run(
            "s_client", "-connect", "127.0.0.1:\(served.port)", "-CAfile", served.authority, "-verify_return_error",
            "-verify_ip", "127.0.0.1", "-brief")
        #expect(result.errors.contains("Verification: OK") && result.errors.contains("Protocol version: TLSv1.3"))
    }

    @Test(
        .enabled(if: OtherClient.curl != nil, "needs curl"),
        arguments: zip(["-XPOST", "-HX: \(String(repeating: "x", count: 20_000))"], ["405", "431"]))
    func requestsThatAreNoneAreRefused(argument: String, status: String) throws {
        let served = try Served(.kraken)
        #expect(try served.curl("-i", argument, served.rest + "/0/public/Time").output.hasPrefix("HTTP/1.1 \(status) "))
    }

    // MARK: Setting up

    @Test func twoVenuesHavePortsOfTheirOwn() throws {
        let folder = FileManager.default.temporaryDirectory.path
        var options = LoopbackExchange.Options(
            venues: [Venue.kraken, .binance].map { .init(market: MarketParameters(seed: 7, venue: $0)) },
            authorityPath: "\(folder)/wick-\(UUID().uuidString).pem", wallTime: Served.wallTime())
        let exchange = try LoopbackExchange(options)
        defer { unlink(options.authorityPath) }
        #expect(exchange.endpoints.map(\.venue) == [.kraken, .binance])
        #expect(exchange.endpoints[0].rest != exchange.endpoints[1].rest)
        exchange.stop()
        exchange.stop()
        options.authorityPath = "/nonexistent/ca.pem"
        #expect(throws: ExchangeError.self) { try LoopbackExchange(options) }
        options.venues = []
        #expect(throws: ExchangeError.self) { try LoopbackExchange(options) }
    }

    @Test func aTakenPortIsAnErrorThatNamesIt() throws {
        let served = try Served(.kraken)
        let error = #expect(throws: ExchangeError.self) { try Served(.kraken, port: UInt16(served.port)) }
        #expect(error?.description.contains("127.0.0.1:\(served.port)") == true)
    }
}
