/// Makes what publishers write digestible for an XML parser: one pass, before anything is parsed.
///
/// The declaration and any document type go, with all entities that it defines: nothing can be expanded. An ampersand that begins none of
/// the five references nor a number becomes a plain one, so that `AT&T` and `&eacute;` reach the title as they were
/// written. Characters that XML forbids go.
///
/// What is never closed is looked for once: a document of nothing but openings would otherwise be read again from each of them.
enum FeedCleaner {
    private static let amp = Array("&amp;".utf8)

    /// What the rest of the document is known not to have.
    private struct Missing {
        var instructionEnd = false
        var documentTypeEnd = false
    }

    static func clean(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 32)
        text.withUnsafeBufferPointer { bytes in
            var missing = Missing()
            var index = 0
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "<"): index = copyMarkup(bytes, index, to: &result, &missing)
                case UInt8(ascii: "&"):
                    if let number = forbiddenNumber(bytes, index) {
                        index += number
                        continue
                    }
                    if isReference(bytes, index) { result.append(bytes[index]) } else { result += amp }
                    index += 1
                case 0x09, 0x0a, 0x0d, 0x20...: appendText(bytes[index], to: &result, &index)
                default: index += 1
                }
            }
        }
        return result
    }

    @inline(__always)
    private static func appendText(_ byte: UInt8, to result: inout [UInt8], _ index: inout Int) {
        result.append(byte)
        index += 1
    }

    private static func copyMarkup(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, to result: inout [UInt8], _ missing: inout Missing
    ) -> Int {
        if has(bytes, start, "<![CDATA[") { return copy(bytes, start, until: "]]>", to: &result) }
        if has(bytes, start, "<!--") { return end(bytes, start + 4, of: "-->") ?? bytes.count }
        if has(bytes, start, "<?") {
            let end = missing.instructionEnd ? nil : end(bytes, start, of: "?>")
            missing.instructionEnd = end == nil
            return end ?? start + 2
        }
        if has(bytes, start, "<!") {
            let end = missing.documentTypeEnd ? nil : documentTypeEnd(bytes, start)
            missing.documentTypeEnd = end == nil
            // Never closed, or a quote in a comment: the next line that begins an element is as good as any.
            return end ?? self.end(bytes, start, of: ">") ?? bytes.count
        }
        result.append(bytes[start])
        return start + 1
    }

    /// Character data goes through without what XML forbids; one that is never closed ends with the document.
    private static func copy(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, until mark: String, to result: inout [UInt8]
    ) -> Int {
        let end = end(bytes, start, of: mark)
        for index in start..<(end ?? bytes.count) where bytes[index] >= 0x20 || (0x09...0x0d).contains(bytes[index]) {
            if bytes[index] != 0x0b && bytes[index] != 0x0c { result.append(bytes[index]) }
        }
        if end == nil { result += Array(mark.utf8) }
        return end ?? bytes.count
    }

    /// Behind a document type, with its internal subset; nil where it is never closed.
    private static func documentTypeEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        var depth = 0
        var quote: UInt8 = 0
        for index in start..<bytes.count {
            let byte = bytes[index]
            if quote != 0 {
                if byte == quote { quote = 0 }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ">") where depth <= 0: return index + 1
            default: break
            }
        }
        return nil
    }

    private static func has(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ mark: StaticString) -> Bool {
        guard start + mark.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<mark.utf8CodeUnitCount where bytes[start + offset] != mark.utf8Start[offset] { return false }
        return true
    }

    private static func end(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, of mark: String) -> Int? {
        let mark = Array(mark.utf8)
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], (0..<mark.count).allSatisfy({ bytes[index + $0] == mark[$0] }) {
                return index + mark.count
            }
            index += 1
        }
        return nil
    }

    // MARK: References

    private static let five: [StaticString] = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"]

    private static func isReference(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        if five.contains(where: { has(bytes, start, $0) }) { return true }
        return number(bytes, start) != nil
    }

    /// A reference by number that XML allows to be written, and its length.
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> (value: UInt32, length: Int)? {
        guard start + 3 < bytes.count, bytes[start + 1] == UInt8(ascii: "#") else { return nil }
        let isHex = bytes[start + 2] == UInt8(ascii: "x")
        var index = start + (isHex ? 3 : 2)
        let first = index
        var value: UInt32 = 0
        while index < bytes.count, index - first < 8, let digit = digit(bytes[index], isHex) {
            value = value &* (isHex ? 16 : 10) &+ digit
            index += 1
        }
        guard index > first, index < bytes.count, bytes[index] == UInt8(ascii: ";") else { return nil }
        return (value, index + 1 - start)
    }

    private static func digit(_ byte: UInt8, _ isHex: Bool) -> UInt32? {
        if byte &- UInt8(ascii: "0") < 10 { return UInt32(byte - UInt8(ascii: "0")) }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return isHex && letter < 6 ? UInt32(letter) + 10 : nil
    }

    /// The length of a reference to a control character: XML forbids it, and so do we.
    private static func forbiddenNumber(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        guard let (value, length) = number(bytes, start) else { return nil }
        let isControl = value < 0x20 && value != 9 && value != 10 && value != 13
        return isControl || value > 0x10ffff || (0xd800...0xdfff).contains(value) ? length : nil
    }
}
