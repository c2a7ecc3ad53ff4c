import FoundationEssentials

/// Any JSON value that somebody sent.
enum JSONValue: Decodable, Equatable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Nil for what is not JSON, or is nested more deeply than the decoder follows.
    static func parse(_ bytes: [UInt8]) -> JSONValue? {
        // Why it is not JSON is of no use to whoever sent it; that it is not is said.
        try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }

    /// The fields of an object that somebody sent.
    ///
    /// - Parameter otherwise: what is said of anything else.
    /// - Throws: that, or which key comes twice.
    static func fields(_ bytes: [UInt8], otherwise: String) throws(Problem) -> [String: JSONValue] {
        guard case .object(let fields)? = parse(bytes) else { throw Problem(.badRequest, otherwise) }
        if let key = JSONKeys.repeated(in: bytes) {
            throw Problem(.badRequest, "the key '\(Problem.shown(key))' comes twice in one object")
        }
        return fields
    }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// Nil unless every element is a text.
    var texts: [String]? {
        guard case .list(let list) = self else { return nil }
        let texts = list.compactMap(\.text)
        return texts.count == list.count ? texts : nil
    }

    /// Nil for numbers with a fraction, and outside of the range.
    func integer(in range: ClosedRange<Int>) -> Int? {
        guard case .number(let number) = self, let integer = Int(exactly: number) else { return nil }
        return range.contains(integer) ? integer : nil
    }
}
