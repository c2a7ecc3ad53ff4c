import Foundation

/// Lists of words and numbers as JSON text, which SQLite's own functions and every notebook read.
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

    /// Numbers in the shortest form that reads back to the same bits; NaN is null.
    static func numbers(_ values: [Double]) -> String {
        "[" + values.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ",") + "]"
    }

    static func numbers(_ text: String) throws -> [Double] {
        try JSONDecoder().decode([Double?].self, from: Data(text.utf8)).map { $0 ?? .nan }
    }
}
