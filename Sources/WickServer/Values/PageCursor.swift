import WickDomain

/// Where a page ended: rows behind it come next. As text "1783382700000000.6b72…", the time in microseconds and the
/// row's key in hexadecimal; a cursor of another query is still a place in time.
struct PageCursor: Comparable, Sendable {
    /// Longest key, in bytes.
    static let maximumKeyBytes = 128

    let time: Timestamp
    let key: [UInt8]

    init(time: Timestamp, key: String) {
        self.time = time
        self.key = Array(key.utf8.prefix(Self.maximumKeyBytes))
    }

    /// Nil for what no page gave out.
    init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...16).contains(parts[0].count), parts[0].allSatisfy(Self.isDigit),
            let time = Int64(String(decoding: parts[0], as: UTF8.self)), let key = Self.bytes(Array(parts[1]))
        else { return nil }
        self.time = Timestamp(microseconds: time)
        self.key = key
    }

    var text: String {
        let digits = key.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return "\(max(0, time.microseconds)).\(digits)"
    }

    static func < (left: PageCursor, right: PageCursor) -> Bool {
        left.time != right.time ? left.time < right.time : left.key.lexicographicallyPrecedes(right.key)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func bytes(_ digits: [UInt8]) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2), digits.count <= 2 * maximumKeyBytes else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard pair.utf8.allSatisfy({ Self.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }),
                let byte = UInt8(pair, radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
