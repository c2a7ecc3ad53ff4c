import Testing

@testable import WickNetwork

@Suite struct UpgradeHandshakeTests {
    /// The key and the answer of RFC 6455, 1.3.
    let nonce = Array("the sample nonce".utf8)
    let answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

    func handshake(_ url: String = "wss://example.com/chat?room=1", _ headers: [HTTPHeader] = []) throws
        -> UpgradeHandshake
    {
        UpgradeHandshake(
            try NetworkAddress(url, schemes: [.ws, .wss]), headers: headers, userAgent: "wick", nonce: nonce)
    }

    func take(_ text: String, _ handshake: inout UpgradeHandshake) throws -> Int? {
        try Array(text.utf8).withUnsafeBytes { bytes throws(NetworkError) in try handshake.take(bytes) }
    }

    @Test func requestIsThatOfTheStandard() throws {
        let expected =
            "GET /chat?room=1 HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nUser-Agent: wick\r\n\r\n"
        #expect(String(decoding: try handshake().request, as: UTF8.self) == expected)
    }

    @Test func answerOfTheStandardIsTakenAndWhatFollowsIsLeft() throws {
        var handshake = try handshake()
        #expect(try take(answer + "frames", &handshake) == answer.utf8.count)
    }

    @Test func everyCutOfTheAnswerIsTheSame() throws {
        for cut in 0...answer.utf8.count {
            var handshake = try handshake()
            let first = try take(String(answer.prefix(cut)), &handshake)
            // The line breaks count as one character each.
            guard first == nil else { continue }
            #expect(try take(String(answer.dropFirst(cut)), &handshake) != nil)
        }
    }

    @Test func subprotocolThatWasAskedForMayBeChosen() throws {
        var handshake = try handshake("ws://example.com", [HTTPHeader("Sec-WebSocket-Protocol", "chat")])
        let chosen = answer.replacing("\r\n\r\n", with: "\r\nSec-WebSocket-Protocol: chat\r\n\r\n")
        #expect(try take(chosen, &handshake) == chosen.utf8.count)
    }

    @Test(arguments: ["HTTP/1.0 101 x\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\r\n", "x"])
    func brokenAnswerIsRefused(text: String) throws {
        var handshake = try handshake()
        let error = try #require(throws: NetworkError.self) { try take(text, &handshake) }
        #expect(error.phase == .upgrade && error.cause.hasPrefix("the answer is not HTTP"), "\(error)")
    }
}
