public struct HTTPHeader: Equatable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// As a line of a request; a line break inside would smuggle in further headers.
    func line(for place: String) throws(NetworkError) -> String {
        guard name.isHeaderName, value.isHeaderValue else {
            // The value may be a secret.
            throw NetworkError(
                phase: .send, place: place,
                cause: "header '\(name.printable)' holds a character that headers cannot hold",
                canRetry: false)
        }
        return "\(name): \(value)"
    }
}

extension [HTTPHeader] {
    /// The first value of this name, upper and lower case alike.
    subscript(name: String) -> String? { first { $0.name.lowercased() == name.lowercased() }?.value }
}

extension HTTPHeader {
    /// One line of an answer; nil when it is no header.
    init?(parsing line: some BidirectionalCollection<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
        self.init(Self.trimmed(line[..<colon]), Self.trimmed(line[line.index(after: colon)...]))
    }

    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}

extension String {
    /// A token of RFC 9110, 5.6.2.
    var isHeaderName: Bool {
        !isEmpty
            && utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains($0)
                }
            }
    }

    /// No control characters but tabs (RFC 9110, 5.5).
    var isHeaderValue: Bool { utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7f) } }
}
