import Foundation

/// Lists of words as JSON text, which SQLite's own functions and every notebook read.
enum JSONText {
    static func array(_ strings: [String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(strings), as: UTF8.self)
    }

    static func isValid(_ text: String) -> Bool {
        // Only whether it can be read counts; the reason would name positions that mean nothing to the caller.
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil
    }

    static func strings(_ text: String) throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }
}
