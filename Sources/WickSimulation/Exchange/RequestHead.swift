/// The head of an HTTP/1.1 request.
struct RequestHead: Equatable {
    /// Longer heads are answered with 431.
    static let maximumBytes = 16 << 10

    let method: String
    let target: String
    /// Names in lower case.
    private let headers: [[String]]

    /// Nil for what is no such head. The bytes end with the empty line.
    init?(_ bytes: some Sequence<UInt8>) {
        let text = String(decoding: Array(bytes), as: UTF8.self)
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { return nil }
        let parts = lines.removeFirst().split(separator: " ")
        guard parts.count == 3, parts[2].hasPrefix("HTTP/1.") else { return nil }
        method = String(parts[0])
        target = String(parts[1])
        var headers: [[String]] = []
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...]
            headers.append([line[..<colon].lowercased(), Self.trimmed(value)])
        }
        self.headers = headers
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = text.drop(while: isBlank)
        return String(start.prefix(upTo: start.lastIndex { !isBlank($0) }.map(start.index(after:)) ?? start.startIndex))
    }

    subscript(name: String) -> String? { headers.first { $0[0] == name }?[1] }

    private func has(_ token: String, in name: String) -> Bool {
        (self[name] ?? "").split(separator: ",").contains { Self.trimmed($0).lowercased() == token }
    }

    var wantsUpgrade: Bool { has("websocket", in: "upgrade") && has("upgrade", in: "connection") }
    var wantsClose: Bool { has("close", in: "connection") }

    /// The key of a sound upgrade to version 13.
    var webSocketKey: String? {
        guard method == "GET", self["sec-websocket-version"] == "13", let key = self["sec-websocket-key"],
            key.utf8.count == 24
        else { return nil }
        return key
    }
}
