/// Turns the bytes of a document into UTF-8, whatever they are and whatever they are said to be.
///
/// A byte order mark is believed first. Then valid UTF-8 that is not all ASCII is UTF-8, because no other encoding looks like it by accident; then the
/// charset of the header, then that of the document's first line, and at last windows-1252, in which every byte means something.
enum FeedEncoding {
    /// The declaration stands at the very beginning.
    private static let declarationBytes = 256

    static func decode(_ body: [UInt8], contentType: String?) -> [UInt8] {
        if body.starts(with: [0xef, 0xbb, 0xbf]) { return repaired(Array(body.dropFirst(3))) }
        if let wide = wideEncoding(body), let text = convert(body, from: wide) { return text }
        let names = [charset(inHeader: contentType), charset(inDeclaration: body)].compactMap(\.self)
        if isUTF8(body), !names.contains(where: isEscapeBased) { return body }
        for name in names where !isUnicode(name) {
            if let text = convert(body, from: name) { return text }
        }
        return repaired(body)
    }

    /// UTF-16 and UTF-32, with a mark or without: a document begins with "<".
    private static func wideEncoding(_ body: [UInt8]) -> String? {
        if body.starts(with: [0xff, 0xfe, 0, 0]) || body.starts(with: [0x3c, 0, 0, 0]) { return "UTF-32LE" }
        if body.starts(with: [0, 0, 0xfe, 0xff]) || body.starts(with: [0, 0, 0, 0x3c]) { return "UTF-32BE" }
        if body.starts(with: [0xff, 0xfe]) || body.starts(with: [0x3c, 0]) { return "UTF-16LE" }
        if body.starts(with: [0xfe, 0xff]) || body.starts(with: [0, 0x3c]) { return "UTF-16BE" }
        return body.starts(with: [0x4c, 0x6f, 0xa7, 0x94]) ? declaredEBCDIC : nil
    }

    /// "<?xm" in EBCDIC; its variants differ in what no feed's title uses.
    private static let declaredEBCDIC = "IBM037"

    /// Encodings that are plain ASCII to look at.
    private static func isEscapeBased(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower.hasPrefix("iso-2022") || lower == "hz-gb-2312" || lower == "utf-7"
    }

    private static func isUnicode(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower.hasPrefix("utf-8") || lower == "utf8" || lower == "us-ascii" || lower == "ascii"
            || lower.hasPrefix("utf-16") || lower.hasPrefix("utf-32")
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    // MARK: What is said

    private static func charset(inHeader header: String?) -> String? {
        guard let header, let range = header.lowercased().firstRange(of: "charset=") else { return nil }
        let offset = header.lowercased().distance(from: header.lowercased().startIndex, to: range.upperBound)
        return name(Substring(header.dropFirst(offset)))
    }

    private static func charset(inDeclaration body: [UInt8]) -> String? {
        let text = String(decoding: body.prefix(declarationBytes), as: UTF8.self)
        guard text.contains("<?xml"), let declaration = text.split(separator: "?>", maxSplits: 1).first,
            let range = declaration.firstRange(of: "encoding")
        else { return nil }
        let rest = declaration[range.upperBound...].drop { $0 == " " || $0 == "=" }
        return name(rest)
    }

    /// Up to the end of the value; letters, digits and a few signs only.
    private static func name(_ text: Substring) -> String? {
        let value = text.drop { "\"' ".contains($0) }.prefix {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0))
        }
        return (1...40).contains(value.count) ? String(value) : nil
    }

    // MARK: Converting

    /// UTF-8 with stray bytes read as windows-1252, as in a page that was pasted together.
    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        if isUTF8(bytes) { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        var index = 0
        while index < bytes.count {
            let length = sequenceLength(bytes, index)
            if length > 0 {
                result.append(contentsOf: bytes[index..<index + length])
                index += length
            } else {
                result += strayBytes[Int(bytes[index])]
                index += 1
            }
        }
        return result
    }

    /// Every byte as windows-1252 reads it, in UTF-8.
    private static let strayBytes = (UInt8.min...UInt8.max).map {
        Array(String(Character(NamedEntities.windows1252($0))).utf8)
    }

    /// Bytes of the valid sequence that begins here; 0 where there is none.
    private static func sequenceLength(_ bytes: [UInt8], _ index: Int) -> Int {
        let first = bytes[index]
        if first < 0x80 { return 1 }
        let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
        guard length > 0, index + length <= bytes.count, isUTF8(Array(bytes[index..<index + length])) else { return 0 }
        return length
    }

    /// By the C library; nil for a name that it does not know. Bytes that mean nothing become U+FFFD.
    private static func convert(_ body: [UInt8], from name: String) -> [UInt8]? {
        CharsetConverter(from: alias(name))?.convert(body)
    }

    /// What pages mean by these names (WHATWG Encoding).
    private static func alias(_ name: String) -> String {
        switch name.lowercased() {
        case "iso-8859-1", "latin1", "iso8859-1", "latin-1": "WINDOWS-1252"
        case "gb2312", "gbk", "gb_2312-80", "x-gbk": "GB18030"
        case "ks_c_5601-1987", "euc-kr": "CP949"
        case "shift_jis", "shift-jis", "x-sjis": "CP932"
        case "x-mac-roman", "macroman": "MACINTOSH"
        case "iso-8859-9": "WINDOWS-1254"
        default: name
        }
    }
}
