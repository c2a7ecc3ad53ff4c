import Foundation

/// Atom 0.3 allows titles in base64.
enum Base64Text {
    /// Nil for what is not base64 of UTF-8.
    static func decode(_ text: String) -> String? {
        Data(base64Encoded: text, options: .ignoreUnknownCharacters).flatMap { String(data: $0, encoding: .utf8) }
    }
}
