import COpenSSL

/// The HTTP exchange that turns a connection into a WebSocket (RFC 6455, 4.1): pure, byte by byte.
struct UpgradeHandshake {
    /// Servers answer in a few hundred bytes; nginx sends no more than 8 KiB of headers.
    static let maximumAnswerBytes = 16 << 10

    let request: [UInt8]
    private let address: NetworkAddress
    private let expectedAccept: String
    private var answer: [UInt8] = []
    /// One was asked for, so one may be chosen.
    private let offersProtocol: Bool

    init(_ address: NetworkAddress, headers: [HTTPHeader], userAgent: String, nonce: [UInt8]) {
        precondition(nonce.count == 16, "the nonce has \(nonce.count) bytes, not 16")
        let key = base64(nonce)
        self.address = address
        expectedAccept = Self.accept(for: key)
        offersProtocol = headers["Sec-WebSocket-Protocol"] != nil
        var lines = [
            "GET \(address.path)\(address.query.map { "?" + $0 } ?? "") HTTP/1.1", "Host: \(address.authority)",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: \(key)", "Sec-WebSocket-Version: 13",
        ]
        if headers["User-Agent"] == nil { lines.append("User-Agent: \(userAgent)") }
        if let user = address.user, headers["Authorization"] == nil {
            lines.append("Authorization: Basic \(base64(Array("\(user):\(address.password ?? "")".utf8)))")
        }
        lines += headers.map { "\($0.name): \($0.value)" }
        request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// What the server must say to a key: base64 of the SHA-1 of key and a fixed text. `dGhlIHNhbXBsZSBub25jZQ==` gives
    /// `s3pPLMBiTxaQ9kYGzzhZRbK+xOo=` (RFC 6455, 1.3).
    static func accept(for key: String) -> String {
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        let isDone = EVP_Digest(text, text.count, &digest, nil, EVP_sha1(), nil)
        precondition(isDone == 1, "OpenSSL has no SHA-1")
        return base64(digest)
    }

    /// Takes the next bytes. Nil while the answer is not whole; then how many of these bytes belonged to it: the rest are frames.
    ///
    /// - Throws: `NetworkError` when the answer is anything but the expected one.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(NetworkError) -> Int? {
        for (index, byte) in bytes.enumerated() {
            answer.append(byte)
            if answer.count <= 5, !"HTTP/".utf8.starts(with: answer) { throw refuse("the answer is not HTTP") }
            if byte == 0x0a, answer.suffix(4).elementsEqual("\r\n\r\n".utf8) {
                try check()
                return index + 1
            }
            guard answer.count < Self.maximumAnswerBytes else {
                throw refuse("the answer's headers are larger than \(Self.maximumAnswerBytes) bytes")
            }
        }
        return nil
    }

    private func check() throws(NetworkError) {
        let lines = answer.split(separator: 0x0a)
        let first = String(decoding: lines[0], as: UTF8.self).printable.split(separator: " ", maxSplits: 2)
        let headers = lines.dropFirst().compactMap { HTTPHeader(parsing: $0) }
        guard first.count >= 2, first[0] == "HTTP/1.1", let status = Int(first[1].prefix { $0.isNumber }) else {
            throw refuse("the answer is not HTTP/1.1")
        }
        guard status == 101 else { throw refuse(status: status, headers) }
        guard headers["Upgrade"]?.lowercased() == "websocket" else { throw refuse("101 without 'Upgrade: websocket'") }
        let connection = (headers["Connection"] ?? "").lowercased().split { $0 == "," || $0 == " " }
        guard connection.contains("upgrade") else { throw refuse("101 without 'Connection: upgrade'") }
        guard headers["Sec-WebSocket-Accept"] == expectedAccept else {
            throw refuse("101 with a wrong Sec-WebSocket-Accept: not an answer to this request")
        }
        guard headers["Sec-WebSocket-Extensions"] == nil else { throw refuse("an extension that was not asked for") }
        guard offersProtocol || headers["Sec-WebSocket-Protocol"] == nil else {
            throw refuse("a subprotocol that was not asked for")
        }
    }

    private func refuse(status: Int, _ headers: [HTTPHeader]) -> NetworkError {
        let canRetry = status == 418 || status == 429 || status >= 500
        return NetworkError(
            phase: .upgrade, place: address.place, cause: "answered with status \(status) instead of 101",
            canRetry: canRetry,
            status: status, retryAfter: headers["Retry-After"].flatMap { RetryAfter.seconds($0) })
    }

    private func refuse(_ cause: String) -> NetworkError {
        NetworkError(phase: .upgrade, place: address.place, cause: cause, canRetry: false)
    }
}

private func base64(_ bytes: [UInt8]) -> String {
    // Four characters for three bytes, and the zero that OpenSSL puts behind them.
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
    return String(decoding: text.prefix(Int(count)), as: UTF8.self)
}
