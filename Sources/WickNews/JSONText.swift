/// JSON strings, written: the shortest form that is valid on one line.
public enum JSONText {
    /// With quotes; control characters escaped, everything else as it is.
    public static func quoted(_ text: String) -> String {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        result.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 { append(byte, to: &result) }
        result.append(UInt8(ascii: "\""))
        return String(decoding: result, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func append(_ byte: UInt8, to result: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
        case 0x0a: result += Array(#"\n"#.utf8)
        case 0x0d: result += Array(#"\r"#.utf8)
        case 0x09: result += Array(#"\t"#.utf8)
        case ..<0x20, 0x7f: result += Array(#"\u00"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: result.append(byte)
        }
    }
}
