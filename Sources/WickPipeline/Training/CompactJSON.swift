import Foundation

/// JSON on one line, keys in alphabetical order, so that the same values are the same bytes.
enum CompactJSON {
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(value), as: UTF8.self) } catch {
            preconditionFailure("a value holds a number that JSON does not have: \(error)")
        }
    }

    /// Nil where the text is something else.
    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
        // What cannot be read was written by another version; its reader goes on without.
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
