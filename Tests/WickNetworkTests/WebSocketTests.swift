import Foundation
import Testing

@testable import WickNetwork

/// Against raw servers, which do what `websockets` would never do.
@Suite struct WebSocketTests {
    let network: NetworkThread
    let raw = Peer.raw

    init() throws { network = try WickNetworkTests.network() }

    func connect(_ path: String, maximumMessageBytes: Int = 1 << 16, idle: Duration? = nil) async throws(NetworkError)
        -> any WebSocketConnection
    {
        try await network.connect(
            WebSocketRequest(
                raw.url("wss", "good", path), deadline: .seconds(30), maximumMessageBytes: maximumMessageBytes,
                idleDeadline: idle))
    }

    // MARK: Upgrade

    @Test func framesInTheRecordOfTheAnswerAreKept() async throws {
        let received = try await connect("/together").events(2)
        #expect(received.map(\.text) == ["one", "two"])
        // Both were read at one moment: the clock's first reading.
        #expect(received.map(\.receivedNanoseconds) == [1, 1])
    }

    @Test func answerMayComeByteByByte() async throws {
        #expect(try await connect("/bytewise").events(1).map(\.text) == ["slowly"])
    }

    @Test func requestNamesHostAgentUserAndQuery() async throws {
        let url = "wss://us%65r:s%3Acret@localhost:\(raw.port("good"))/head?a=b%20c#fragment"
        let socket = try await network.connect(
            WebSocketRequest(url, headers: [HTTPHeader("X-Wick", "yes")], deadline: .seconds(30)))
        let expected = [
            "host: localhost:\(raw.port("good"))", "user-agent: wick tests", "authorization: Basic dXNlcjpzOmNyZXQ=",
            "x-wick: yes", "/head?a=b%20c",
        ]
        #expect(try await socket.events(5).map(\.text) == expected)
    }

    @Test(arguments: [
        ("wrong-accept", "101 with a wrong Sec-WebSocket-Accept: not an answer to this request"),
        ("no-upgrade", "101 without 'Upgrade: websocket'"), ("no-connection", "101 without 'Connection: upgrade'"),
        ("extension", "an extension that was not asked for"), ("subprotocol", "a subprotocol that was not asked for"),
        ("forbidden", "answered with status 403 instead of 101"), ("moved", "answered with status 302 instead of 101"),
        ("page", "answered with status 200 instead of 101"), ("gibberish", "the answer is not HTTP"),
        ("heads", "the answer's headers are larger than 16384 bytes"),
        ("hang-up", "the other side closed the connection without a close frame"),
    ])
    func answerOtherThanTheUpgradeIsAClearError(path: String, cause: String) async throws {
        let error = try await failure { () throws(NetworkError) in try await connect("/" + path) }
        #expect(error.description == "upgrading to a WebSocket (\(raw.url("wss", "good", "/" + path))): \(cause)")
        #expect(error.canRetry == (path == "hang-up"))
    }

    @Test func busyServerSaysHowLongToWait() async throws {
        let error = try await failure { () throws(NetworkError) in try await connect("/busy") }
        #expect(error.status == 429 && error.retryAfter == .seconds(30) && error.canRetry)
    }

    @Test func upgradeHasADeadline() async throws {
        // Without TLS, so that the system alone has connected within the deadline.
        let url = raw.url("ws", "plain", "/silent-upgrade?\(freshKey())")
        let error = try await failure { () throws(NetworkError) in
            try await network.connect(WebSocketRequest(url, deadline: .milliseconds(300)))
        }
        #expect(error.phase == .upgrade && error.cause == "no answer within 300 ms" && error.canRetry)
    }

    @Test func cancellingTheAttemptClosesIt() async throws {
        let key = freshKey()
        let task = Task { try await failure { () throws(NetworkError) in try await connect("/silent-upgrade?\(key)") } }
        task.cancel()
        #expect(try await task.value.cause == "cancelled")
    }

    @Test func portThatIsNoWebSocketURLIsRefused() async throws {
        let error = try await failure { () throws(NetworkError) in
            try await network.connect(WebSocketRequest("https://user:secret@localhost/?key=secret"))
        }
        #expect(error.description == "reading the address (localhost/): it does not begin with ws:// or wss://")
    }

    // MARK: Messages

    @Test func fragmentsBecomeOneMessageWithThePingBetweenThemFirst() async throws {
        let key = freshKey()
        let received = try await connect("/fragments?\(key)").events(2)
        #expect(received.map(\.kind) == [.ping, .text])
        #expect(received.map(\.text) == ["between", "a€z"])
        #expect(try await network.observed(key) == "10 between")
    }

    @Test func everyFrameOfOursIsMaskedDifferently() async throws {
        let key = freshKey()
        let socket = try await connect("/echo?\(key)")
        for index in 0..<20 { try await socket.send(text: Array("message \(index)".utf8)) }
        try await socket.ping(Array("now".utf8))
        let received = try await socket.events(21)
        let expected: [String] = (0..<20).map { "message \($0)" } + ["now"]
        #expect(received.map(\.text) == expected)
        #expect(received.last?.kind == .pong)
        await socket.close()
        #expect(try await socket.receive() == nil)
        #expect(try await network.observed(key) == "22 frames, 22 masks, 0 unmasked, 1000")
    }

    @Test(arguments: [
        ("bad-utf8", 1007, "text is not UTF-8 (closed with 1007)"),
        ("torn-utf8", 1007, "text is not UTF-8 (closed with 1007)"),
        ("masked", 1002, "the frames break the protocol (closed with 1002)"),
        ("reserved-bit", 1002, "the frames break the protocol (closed with 1002)"),
        ("reserved-opcode", 1002, "the frames break the protocol (closed with 1002)"),
        ("long-ping", nil, "the frames break the protocol"),
        ("torn-ping", nil, "the frames break the protocol"),
        ("lone-continuation", 1002, "the frames break the protocol (closed with 1002)"),
        ("oversize", 1009, "message is larger than 65536 bytes (closed with 1009)"),
        ("oversize-pieces", 1009, "message is larger than 65536 bytes (closed with 1009)"),
        ("huge", 1009, "message is larger than 65536 bytes (closed with 1009)"),
    ])
    func framesThatBreakTheRulesAreRefusedWithTheirCode(path: String, code: Int?, cause: String) async throws {
        let key = freshKey()
        let socket = try await connect("/\(path)?\(key)")
        let error = try await failure { () throws(NetworkError) in try await socket.receive() }
        #expect(error.phase == .receive)
        #expect(error.cause == cause)
        #expect(try await socket.receive() == nil)
        #expect(try await network.observed(key) == code.map { "\($0)" } ?? "None")
    }

    // MARK: Ends

    @Test func closeOfTheOtherSideIsAnsweredAndComesAsTheLastEvent() async throws {
        let key = freshKey()
        let socket = try await connect("/close-with?\(key)")
        let received = try await socket.events(2)
        #expect(received.map(\.kind) == [.text, .close(code: 4001)])
        #expect(received.map(\.text) == ["before", "tschüß"])
        #expect(try await socket.receive() == nil)
        #expect(try await socket.receive() == nil)
        #expect(try await network.observed(key) == "8 4001 closed")
        let error = try await failure { () throws(NetworkError) in try await socket.send(text: []) }
        #expect(error.cause == "the connection is closed")
    }

    @Test func closeWithoutCodeIs1005() async throws {
        #expect(try await connect("/close-bare").events(1).map(\.kind) == [.close(code: 1005)])
    }

    @Test func closeFromOurSideDoesNotWaitForEver() async throws {
        let key = freshKey()
        let hasty = try WickNetworkTests.network { $0.closeDeadline = .seconds(3) }
        let socket = try await hasty.connect(raw.url("wss", "good", "/ignore-close?\(key)"))
        await socket.close()
        // What came after our close frame is not lost.
        #expect(try await socket.events(1).map(\.text) == ["more"])
        #expect(try await socket.receive() == nil)
        #expect(try await network.observed(key) == "8 1000 closed")
        await socket.close()
    }

    @Test(arguments: [
        ("reset", "the other side reset the connection"),
        ("fin", "the other side closed the connection without a close frame"),
    ])
    func connectionThatBreaksIsAnErrorAfterWhatCameBefore(path: String, cause: String) async throws {
        let socket = try await connect("/" + path)
        #expect(try await socket.events(1).map(\.text) == ["last words"])
        // The peer waits for this before it resets; the other one is gone already.
        try? await socket.send(text: Array("go".utf8))
        let error = try await failure { () throws(NetworkError) in try await socket.receive() }
        #expect(error.phase == .receive && error.cause == cause && error.canRetry)
        #expect(try await socket.receive() == nil)
    }

    @Test func silenceEndsAtTheIdleDeadline() async throws {
        let socket = try await connect("/silence", idle: .milliseconds(200))
        let error = try await failure { () throws(NetworkError) in try await socket.receive() }
        #expect(error.phase == .receive && error.cause == "nothing came for 200 ms" && error.canRetry)
    }

    @Test func socketThatTakesNothingEndsAtTheSendDeadline() async throws {
        let hasty = try WickNetworkTests.network { $0.sendDeadline = .milliseconds(300) }
        let socket = try await hasty.connect(raw.url("wss", "good", "/deaf?\(freshKey())"))
        let error = try await failure { () throws(NetworkError) in
            try await socket.send(text: [UInt8](repeating: 0x61, count: 32 << 20))
        }
        #expect(error.phase == .send && error.cause == "the other side takes nothing for 300 ms")
    }

    @Test func connectionThatNobodyHoldsIsClosed() async throws {
        let key = freshKey()
        do {
            let socket = try await connect("/echo?\(key)")
            try await socket.send(text: Array("x".utf8))
            _ = try await socket.receive()
        }
        #expect(try await network.observed(key) == "2 frames, 2 masks, 0 unmasked, 1001")
    }

    @Test func stoppingFailsTheReader() async throws {
        let short = try WickNetworkTests.network()
        let socket = try await short.connect(raw.url("wss", "good", "/silence"))
        let reader = Task { try await failure { () throws(NetworkError) in try await socket.receive() } }
        short.stop()
        #expect(try await reader.value.cause == "the network thread has stopped")
        await socket.close()
        let error = try await failure { () throws(NetworkError) in try await socket.send(text: []) }
        #expect(error.cause == "the network thread has stopped")
    }

    @Test func cancelledReaderLeavesTheConnectionOpen() async throws {
        let socket = try await connect("/echo?\(freshKey())")
        let reader = Task { try await failure { () throws(NetworkError) in try await socket.receive() } }
        reader.cancel()
        #expect(try await reader.value.cause == "cancelled")
        try await socket.send(text: Array("still here".utf8))
        #expect(try await socket.events(1).map(\.text) == ["still here"])
    }

    // MARK: Back-pressure

    @Test func fullBufferStopsReadingAndNothingIsLostOrTakenForSilence() async throws {
        let key = freshKey()
        let narrow = try WickNetworkTests.network { $0.socketBufferBytes = 1 << 20 }
        let socket = try await narrow.connect(
            WebSocketRequest(
                Peer.heavy.url("ws", "plain", "/flood?\(key)"), deadline: .seconds(30), idleDeadline: .seconds(1)))
        // The server has been stuck for 1.2 s by then: longer than the idle deadline.
        let taken = try #require(Int(try await network.observed(key, by: .heavy)))
        #expect(taken < 25_000_000)
        var numbers: [Int] = []
        while let batch = try await socket.receive() {
            for event in batch.events where event.kind == .text {
                numbers.append(Int(String(decoding: batch.bytes[event.range].prefix(8), as: UTF8.self)) ?? -1)
            }
        }
        #expect(numbers == Array(0..<120_000))
    }

    @Test func floodOfPingsIsAnsweredInOrder() async throws {
        let key = freshKey()
        let socket = try await network.connect(Peer.heavy.url("ws", "plain", "/pings?\(key)"))
        #expect(try await socket.events(5000).allSatisfy { $0.kind == .ping })
        #expect(try await network.observed(key, by: .heavy) == "all in order")
    }
}

/// One event with its payload.
struct ReceivedEvent {
    let kind: WebSocketBatch.Kind
    let receivedNanoseconds: Int64
    let payload: [UInt8]

    var text: String { String(decoding: payload, as: UTF8.self) }
}

extension WebSocketConnection {
    /// At least so many events, or as many as there are.
    func events(_ count: Int) async throws(NetworkError) -> [ReceivedEvent] {
        var received: [ReceivedEvent] = []
        while received.count < count, let batch = try await receive() {
            received += batch.events.map {
                ReceivedEvent(
                    kind: $0.kind, receivedNanoseconds: $0.receivedNanoseconds, payload: Array(batch.bytes[$0.range]))
            }
        }
        return received
    }
}
