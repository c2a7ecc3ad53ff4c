import Testing

@testable import WickNetwork

/// Against Python's `websockets`: what a good server does.
@Suite(.enabled(if: Peer.hasWebsockets, Peer.websocketsMissing)) struct WebSocketServerTests {
    let network: NetworkThread

    init() throws { network = try WickNetworkTests.network() }

    func connect(_ path: String, maximumMessageBytes: Int = 1 << 20) async throws(NetworkError)
        -> any WebSocketConnection
    {
        try await network.connect(
            WebSocketRequest(
                Peer.websockets.url("wss", "websockets", path), deadline: .seconds(30),
                maximumMessageBytes: maximumMessageBytes))
    }

    @Test(arguments: [0, 1, 125, 126, 65535, 65536, 1 << 20])
    func messageOfAnyLengthGoesThereAndBack(count: Int) async throws {
        let socket = try await connect("/echo/")
        let text: [UInt8] = (0..<count).map { UInt8(97 + $0 % 26) }
        try await socket.send(text: text)
        #expect(try await socket.events(1).map(\.payload) == [text])
        await socket.close()
        #expect(try await socket.receive() == nil)
    }

    @Test func messageOfOneMebibyteArrivesWhole() async throws {
        let received = try await connect("/big/1048576").events(1)
        let expected: [UInt8] = (0..<1_048_576).map { UInt8(97 + $0 % 26) }
        #expect(received.map(\.payload) == [expected])
    }

    @Test func messageInAThousandFragmentsIsOne() async throws {
        let received = try await connect("/pieces/1000").events(1)
        let expected: String = (0..<1000).map { "piece \($0), " }.joined()
        #expect(received.map(\.text) == [expected])
    }

    @Test func pingIsAnsweredWithItsPayload() async throws {
        let received = try await connect("/ping/payload").events(2)
        #expect(received.map(\.kind) == [.ping, .text])
        #expect(received.map(\.text) == ["payload", "answered"])
    }

    @Test func closeOfTheServerHasItsCodeAndReason() async throws {
        let received = try await connect("/close/4000").events(1)
        #expect(received.map(\.kind) == [.close(code: 4000)])
        #expect(received.map(\.text) == ["that is all"])
    }

    @Test func ourCloseReachesTheServerAs1000() async throws {
        let key = freshKey()
        await (try connect("/note/\(key)")).close()
        #expect(try await connect("/told/\(key)").events(1).map(\.text) == ["1000"])
    }

    @Test func tooLongAMessageReachesTheServerAs1009() async throws {
        let key = freshKey()
        let socket = try await connect("/oversize/\(key)", maximumMessageBytes: 50_000)
        let error = try await failure { () throws(NetworkError) in try await socket.receive() }
        #expect(error.cause == "message is larger than 50000 bytes (closed with 1009)")
        #expect(try await connect("/told/\(key)").events(1).map(\.text) == ["1009"])
    }

    @Test func fiveThousandMessagesComeInOrderWithTimesThatNeverGoBack() async throws {
        let received = try await connect("/count/5000").events(5001)
        let numbers: [Int?] = received.dropLast().map { Int($0.text.prefix(8)) }
        #expect(numbers == Array(0..<5000))
        #expect(received.last?.kind == .close(code: 1000))
        let times = received.map(\.receivedNanoseconds)
        #expect(times == times.sorted())
    }
}
