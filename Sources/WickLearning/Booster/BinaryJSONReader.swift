/// Reads Universal Binary JSON (https://ubjson.org), as far as XGBoost writes it. Bounded in depth, and by the bytes that there are: a count is believed
/// only where as many bytes follow.
struct BinaryJSONReader {
    /// XGBoost's models have seven levels.
    static let maximumDepth = 16

    struct Failure: Error, Equatable {
        let reason: String
        let offset: Int
    }

    private let bytes: [UInt8]
    private var offset = 0

    /// - Throws: what cannot be read, and where; also for bytes behind the value.
    static func read(_ bytes: [UInt8]) throws(Failure) -> BinaryJSON {
        var reader = BinaryJSONReader(bytes: bytes)
        let value = try reader.value(try reader.byte(), depth: 0)
        guard reader.offset == bytes.count else { throw reader.failure("there is more behind its end") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: offset) }

    private mutating func byte() throws(Failure) -> UInt8 {
        guard offset < bytes.count else { throw failure("it is cut off") }
        offset += 1
        return bytes[offset - 1]
    }

    private func peek() throws(Failure) -> UInt8 {
        guard offset < bytes.count else { throw failure("it is cut off") }
        return bytes[offset]
    }

    /// Big-endian.
    private mutating func bits(_ width: Int) throws(Failure) -> UInt64 {
        guard width <= bytes.count - offset else { throw failure("it is cut off") }
        defer { offset += width }
        return bytes[offset..<offset + width].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func value(_ mark: UInt8, depth: Int) throws(Failure) -> BinaryJSON {
        guard depth < Self.maximumDepth else { throw failure("it is nested more than \(Self.maximumDepth) deep") }
        switch mark {
        case UInt8(ascii: "Z"): return .null
        case UInt8(ascii: "T"): return .flag(true)
        case UInt8(ascii: "F"): return .flag(false)
        case UInt8(ascii: "S"): return .text(try text())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "d"), UInt8(ascii: "D"): return .number(try number(mark))
        default: return .integer(try integer(mark))
        }
    }

    private mutating func number(_ mark: UInt8) throws(Failure) -> Double {
        mark == UInt8(ascii: "d")
            ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: try bits(4)))) : Double(bitPattern: try bits(8))
    }

    private mutating func integer(_ mark: UInt8) throws(Failure) -> Int64 {
        switch mark {
        case UInt8(ascii: "i"): return Int64(Int8(truncatingIfNeeded: try bits(1)))
        case UInt8(ascii: "U"): return Int64(truncatingIfNeeded: try bits(1))
        case UInt8(ascii: "I"): return Int64(Int16(truncatingIfNeeded: try bits(2)))
        case UInt8(ascii: "l"): return Int64(Int32(truncatingIfNeeded: try bits(4)))
        case UInt8(ascii: "L"): return Int64(truncatingIfNeeded: try bits(8))
        default: throw failure("0x\(String(mark, radix: 16)) is no type")
        }
    }

    private mutating func count() throws(Failure) -> Int {
        let count = try integer(try byte())
        guard count >= 0, count <= bytes.count - offset else { throw failure("a length of \(count)") }
        return Int(count)
    }

    private mutating func text() throws(Failure) -> String {
        let count = try count()
        defer { offset += count }
        guard let text = String(validating: bytes[offset..<offset + count], as: UTF8.self) else {
            throw failure("a text is not UTF-8")
        }
        return text
    }

    private mutating func object(depth: Int) throws(Failure) -> BinaryJSON {
        var fields: [String: BinaryJSON] = [:]
        while try peek() != UInt8(ascii: "}") {
            let key = try text()
            let value = try value(try byte(), depth: depth + 1)
            // Of two values of one name nobody knows which XGBoost takes.
            guard fields.updateValue(value, forKey: key) == nil else { throw failure("'\(key)' is there twice") }
        }
        offset += 1
        return .object(fields)
    }

    private mutating func list(depth: Int) throws(Failure) -> BinaryJSON {
        switch try peek() {
        case UInt8(ascii: "$"):
            offset += 1
            let mark = try byte()
            guard try byte() == UInt8(ascii: "#") else { throw failure("a list of a type has no length") }
            return try typedList(mark, count: try count())
        case UInt8(ascii: "#"):
            offset += 1
            let count = try count()
            var list: [BinaryJSON] = []
            for _ in 0..<count { list.append(try value(try byte(), depth: depth + 1)) }
            return .list(list)
        default:
            var list: [BinaryJSON] = []
            while try peek() != UInt8(ascii: "]") { list.append(try value(try byte(), depth: depth + 1)) }
            offset += 1
            return .list(list)
        }
    }

    private mutating func typedList(_ mark: UInt8, count: Int) throws(Failure) -> BinaryJSON {
        if mark == UInt8(ascii: "d") || mark == UInt8(ascii: "D") {
            var numbers: [Double] = []
            for _ in 0..<count { numbers.append(try number(mark)) }
            return .numbers(numbers)
        }
        var integers: [Int64] = []
        for _ in 0..<count { integers.append(try integer(mark)) }
        return .integers(integers)
    }
}
