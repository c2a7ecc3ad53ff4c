import FoundationEssentials

/// Looks for keys that one JSON object has twice. Which of the two counts differs from reader to reader, so what a proxy let pass might not be what is
/// done here (RFC 8259, 4).
struct JSONKeys {
    private enum Level {
        case list
        /// With the keys so far, and whether the next text is one.
        case object(Set<String>, awaitsKey: Bool)
    }

    private let bytes: [UInt8]
    private var index = 0
    private var levels: [Level] = []

    /// - Parameter bytes: valid JSON.
    /// - Returns: the first key that comes twice, with its escapes resolved; nil where none does.
    static func repeated(in bytes: [UInt8]) -> String? {
        var keys = JSONKeys(bytes: bytes)
        return keys.scan()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func scan() -> String? {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"): levels.append(.object([], awaitsKey: true))
            case UInt8(ascii: "["): levels.append(.list)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): levels = levels.dropLast()
            case UInt8(ascii: ","):
                if case .object(let keys, _)? = levels.last {
                    levels[levels.count - 1] = .object(keys, awaitsKey: true)
                }
            case UInt8(ascii: "\""): if let key = takeText() { return key }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Goes to the text's last quote.
    ///
    /// - Returns: the text where it is a key that was there already.
    private mutating func takeText() -> String? {
        let start = index
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard case .object(var keys, true)? = levels.last, index < bytes.count else { return nil }
        let quoted = Data(bytes[start...index])
        // Two spellings of one key are one key. What cannot be read was refused before.
        guard let key = try? JSONDecoder().decode(String.self, from: quoted) else { return nil }
        guard keys.insert(key).inserted else { return key }
        levels[levels.count - 1] = .object(keys, awaitsKey: false)
        return nil
    }
}
