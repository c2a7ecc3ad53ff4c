/// Writes JSON as bytes. Numbers that are not finite become null; texts are escaped as RFC 8259 asks.
struct JSONWriter: Sendable {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    mutating func object(_ fields: (inout JSONWriter) -> Void) { enclose("{", "}", fields) }

    mutating func object(_ key: String, _ fields: (inout JSONWriter) -> Void) {
        write(key: key)
        object(fields)
    }

    mutating func array<Elements: Sequence>(
        _ key: String, _ elements: Elements, _ write: (inout JSONWriter, Elements.Element) -> Void
    ) {
        self.write(key: key)
        array(elements, write)
    }

    mutating func array<Elements: Sequence>(
        _ elements: Elements, _ write: (inout JSONWriter, Elements.Element) -> Void
    ) {
        enclose("[", "]") { json in
            for element in elements { write(&json, element) }
        }
    }

    mutating func field(_ key: String, _ value: String?) {
        write(key: key)
        element(value)
    }

    mutating func field(_ key: String, _ value: some BinaryInteger) {
        write(key: key)
        raw("\(value)")
    }

    mutating func field(_ key: String, _ value: (some BinaryInteger)?) {
        write(key: key)
        raw(value.map { "\($0)" } ?? "null")
    }

    mutating func field(_ key: String, _ value: Double?) {
        write(key: key)
        element(value)
    }

    mutating func field(_ key: String, _ value: Bool?) {
        write(key: key)
        raw(value.map { $0 ? "true" : "false" } ?? "null")
    }

    /// A value that is JSON already.
    mutating func field(_ key: String, json value: String) {
        write(key: key)
        raw(value)
    }

    /// As `field(_:json:)`, from bytes.
    mutating func field(_ key: String, json value: [UInt8]) {
        write(key: key)
        element(json: value)
    }

    mutating func element(_ value: String?) {
        guard let value else { return raw("null") }
        separate()
        text(value)
        needsComma = true
    }

    mutating func element(_ value: Double?) {
        guard let value, value.isFinite else { return raw("null") }
        raw("\(value)")
    }

    /// A value that is JSON already.
    mutating func element(json value: [UInt8]) {
        separate()
        bytes += value
        needsComma = true
    }

    private mutating func raw(_ value: String) {
        separate()
        bytes += value.utf8
        needsComma = true
    }

    private mutating func enclose(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func write(key: String) {
        separate()
        text(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func text(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20, 0x7f:
                let digits = String(byte, radix: 16)
                bytes += "\\u00\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
