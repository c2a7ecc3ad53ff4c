/// Text out of HTML: what a browser would show of a title, without its line breaks.
enum MarkupText {
    /// What is looked at: see `PlainText`.
    private static let maximumBytes = 16 << 10
    /// A tag that is longer is text with a "less than" in it.
    private static let maximumTag = 4096
    /// "&CounterClockwiseContourIntegral;" is the longest that HTML knows.
    private static let maximumEntity = 34

    static func plain(_ text: String) -> String {
        let bytes = Array(text.utf8.prefix(maximumBytes))
        guard bytes.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") }) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        // Looked for once, so that a thousand of them cost no more than one.
        var hasOpenScript = false
        var hasOpenComment = false
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "<"):
                if isComment(bytes, index) {
                    if !hasOpenComment, let end = commentEnd(bytes, index) {
                        index = end
                        continue
                    }
                    hasOpenComment = true
                } else if let end = tagEnd(bytes, index) {
                    if !hasOpenScript, isSilent(bytes, index) {
                        if let end = silentEnd(bytes, index, end) {
                            index = end
                            continue
                        }
                        hasOpenScript = true
                    }
                    if breaksWord(bytes, index) { result.append(0x20) }
                    index = end
                    continue
                }
            case UInt8(ascii: "&"):
                if let (value, end) = entity(bytes, index) {
                    result += Array(value.utf8)
                    index = end
                    continue
                }
            default: break
            }
            result.append(bytes[index])
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isComment(_ bytes: [UInt8], _ start: Int) -> Bool {
        bytes[start...].starts(with: "<!--".utf8)
    }

    private static func commentEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
        for index in stride(from: start + 4, to: bytes.count - 2, by: 1)
        where bytes[index] == 0x2d && bytes[index + 1] == 0x2d && bytes[index + 2] == UInt8(ascii: ">") {
            return index + 3
        }
        return nil
    }

    /// Behind a tag or processing instruction that begins here; nil where "<" is just a sign.
    private static func tagEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard start + 1 < bytes.count else { return nil }
        let next = bytes[start + 1]
        guard isLetter(next) || next == UInt8(ascii: "/") || next == UInt8(ascii: "!") || next == UInt8(ascii: "?")
        else {
            return nil
        }
        var quote: UInt8 = 0
        for index in start + 1..<min(bytes.count, start + maximumTag) {
            let byte = bytes[index]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                // Only after "=": elsewhere it is an apostrophe.
                if bytes[index - 1] == UInt8(ascii: "=") { quote = byte }
            } else if byte == UInt8(ascii: ">") {
                return index + 1
            } else if byte == UInt8(ascii: "<") {
                return nil
            }
        }
        return nil
    }

    private static func isSilent(_ bytes: [UInt8], _ start: Int) -> Bool {
        silent.contains { lower(bytes, start + 1, $0.count) == $0 }
    }

    /// Behind a script or a style sheet, whose text nobody sees; nil for other tags, and for one that is never closed.
    private static func silentEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        guard let name = silent.first(where: { lower(bytes, start + 1, $0.count) == $0 }) else { return nil }
        let close = Array("</".utf8) + name
        for index in stride(from: end, to: bytes.count - close.count, by: 1) where bytes[index] == UInt8(ascii: "<") {
            if lower(bytes, index, close.count) == close { return tagEnd(bytes, index) }
        }
        return nil
    }

    private static let silent = [Array("script".utf8), Array("style".utf8)]

    private static func lower(_ bytes: [UInt8], _ start: Int, _ count: Int) -> [UInt8] {
        bytes[min(start, bytes.count)...].prefix(count).map { isLetter($0) ? $0 | 0x20 : $0 }
    }

    private static let blocks = ["br", "p", "div", "li", "td", "tr", "h1", "h2", "h3", "hr"]

    /// Tags that stand between words.
    private static func breaksWord(_ bytes: [UInt8], _ start: Int) -> Bool {
        let from = start + (bytes[start + 1] == UInt8(ascii: "/") ? 2 : 1)
        guard from < bytes.count else { return false }
        let name = bytes[from...].prefix(4).prefix { isLetter($0) || isDigit($0) }
        return blocks.contains(String(decoding: name, as: UTF8.self).lowercased())
    }

    /// What a reference stands for, and where it ends.
    private static func entity(_ bytes: [UInt8], _ start: Int) -> (String, Int)? {
        let body = bytes[(start + 1)...].prefix(maximumEntity)
        guard let first = body.first else { return nil }
        if first == UInt8(ascii: "#") { return numeric(body.dropFirst()) }
        let name = body.prefix { isLetter($0) || isDigit($0) }
        guard !name.isEmpty, let value = NamedEntities.value(of: String(decoding: name, as: UTF8.self)) else {
            return nil
        }
        let hasSemicolon = name.endIndex < bytes.count && bytes[name.endIndex] == UInt8(ascii: ";")
        guard hasSemicolon || NamedEntities.isShort(name.count) else { return nil }
        return (value, name.endIndex + (hasSemicolon ? 1 : 0))
    }

    private static func numeric(_ body: ArraySlice<UInt8>) -> (String, Int)? {
        let isHex = body.first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
        let digits = (isHex ? body.dropFirst() : body).prefix { isDigit($0) || isHex && isHexLetter($0) }
        guard let number = UInt32(String(decoding: digits, as: UTF8.self), radix: isHex ? 16 : 10) else { return nil }
        let end = digits.endIndex + (body.indices.contains(digits.endIndex) && body[digits.endIndex] == 0x3b ? 1 : 0)
        return (String(NamedEntities.scalar(number)), end)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    private static func isHexLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 6 }
}
