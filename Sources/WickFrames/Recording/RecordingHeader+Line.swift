import FoundationEssentials
import WickDomain

extension RecordingHeader {
    static let mark = "#wick "

    /// `#wick 1 {…}` with a line feed; keys in alphabetical order.
    var line: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(self) else { preconditionFailure("texts are always encodable") }
        return Array("\(Self.mark)\(Self.version) ".utf8) + json + [UInt8(ascii: "\n")]
    }

    /// Whether a line claims to be a header.
    static func isHeader(_ line: UnsafeRawBufferPointer) -> Bool { line.starts(with: mark.utf8) }

    /// - Parameter line: without the line feed.
    /// - Throws: `RecordingError.noHeader`, `.badHeader` or `.newerVersion`.
    init(line: UnsafeRawBufferPointer) throws(RecordingError) {
        let text = DecimalText.printable(line)
        guard Self.isHeader(line) else { throw .noHeader(found: text) }
        let words = line.dropFirst(Self.mark.utf8.count).split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard let first = words.first, let version = Int(String(decoding: first, as: UTF8.self)), version > 0 else {
            throw .badHeader(text: text, reason: "no version")
        }
        guard version <= Self.version else { throw .newerVersion(version) }
        guard words.count == 2 else { throw .badHeader(text: text, reason: "no JSON after the version") }
        do {
            self = try JSONDecoder().decode(RecordingHeader.self, from: Data(words[1]))
        } catch let DecodingError.typeMismatch(_, context) where !context.codingPath.isEmpty {
            let key = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw .badHeader(text: text, reason: "'\(key)' has the wrong type")
        } catch {
            throw .badHeader(text: text, reason: "not a JSON object")
        }
    }
}
