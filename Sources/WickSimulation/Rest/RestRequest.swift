/// A GET of a venue's REST interface, or the target of an upgrade: path, query, and the one header that matters.
public struct RestRequest: Equatable, Sendable {
    /// Without query, e.g. "/0/public/Trades".
    public let path: String
    /// Names and values in their order, percent-decoded.
    private let query: [[String]]
    /// Binance's `X-MBX-TIME-UNIT`.
    public let timeUnit: String?

    /// - Parameter target: as it stands in the request line, e.g. "/0/public/Trades?pair=XBTUSD&since=0".
    public init(target: String, timeUnit: String? = nil) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Self.decoded(parts.first ?? "")
        query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return [Self.decoded(sides[0]), sides.count > 1 ? Self.decoded(sides[1]) : ""]
        }
        self.timeUnit = timeUnit
    }

    /// The first value of this name.
    public subscript(name: String) -> String? { query.first { $0[0] == name }?[1] }

    private static func decoded(_ text: Substring) -> String {
        guard text.contains("%") else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                rest = rest.dropFirst(2)
                bytes.append(value)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
