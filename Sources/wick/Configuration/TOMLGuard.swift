/// Looks through TOML before TOMLKit does: its parser ends the process at a table without a name, such as "[[[", at a brace or a foreign line
/// break where a list needs a value, and at a date that is followed by no time.
struct TOMLGuard {
    /// What the parser must not see, and in which line, counted from 1.
    struct Fault: Equatable {
        let line: Int
        let reason: String
    }

    static func fault(in text: String) -> Fault? {
        var guardian = TOMLGuard(bytes: Array(text.utf8))
        return guardian.run()
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    /// Only blanks so far.
    private var isAtStart = true
    /// The last byte that is neither blank nor comment.
    private var last: UInt8 = 0

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func run() -> Fault? {
        while let byte = byte(index) {
            switch byte {
            case UInt8(ascii: "\n"): (line, isAtStart, index) = (line + 1, true, index + 1)
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            case UInt8(ascii: "#"): while let next = self.byte(index), next != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                skipText(byte)
                last = byte
            default:
                if isAtStart, byte == UInt8(ascii: "["), !hasName() {
                    return Fault(line: line, reason: "a table needs a name in its brackets")
                }
                if Self.isDigit(byte), !isWord(index - 1), hasBrokenTime() {
                    return Fault(line: line, reason: "a date is followed by something that is no time")
                }
                if byte == UInt8(ascii: "}"), "[,".utf8.contains(last) {
                    return Fault(line: line, reason: "a value is missing before '}'")
                }
                if isForeignLineBreak() { return Fault(line: line, reason: "a line break that TOML does not know") }
                (isAtStart, last) = (false, byte)
                index += 1
            }
        }
        return nil
    }

    private func byte(_ index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

    private static func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }

    private func isWord(_ index: Int) -> Bool {
        guard let byte = byte(index) else { return false }
        let letter = byte | 0x20
        return Self.isDigit(byte) || (0x61...0x7a).contains(letter) || byte >= 0x80 || "_-+.:".utf8.contains(byte)
    }

    /// From an opening quote to behind the closing one, or to the end of the line where a text in single quotes has none.
    private mutating func skipText(_ quote: UInt8) {
        isAtStart = false
        let isLong = byte(index + 1) == quote && byte(index + 2) == quote
        index += isLong ? 3 : 1
        while let next = byte(index) {
            if next == UInt8(ascii: "\n") {
                guard isLong else { return }
                line += 1
            }
            if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += byte(index + 1) == UInt8(ascii: "\n") ? 1 : 2
                continue
            }
            index += 1
            guard next == quote else { continue }
            guard isLong else { return }
            guard byte(index) == quote, byte(index + 1) == quote else { continue }
            index += 2
            return
        }
    }

    /// U+0085, U+2028 or U+2029: in a list the parser takes it for a value's end where no value is.
    private func isForeignLineBreak() -> Bool {
        switch (byte(index), byte(index + 1), byte(index + 2)) {
        case (0xc2, 0x85, _), (0xe2, 0x80, 0xa8), (0xe2, 0x80, 0xa9): true
        default: false
        }
    }

    /// Lists within lists that begin a line go on with a value.
    private func hasName() -> Bool {
        var place = index + 1
        if byte(place) == UInt8(ascii: "[") { place += 1 }
        while byte(place) == UInt8(ascii: " ") || byte(place) == UInt8(ascii: "\t") { place += 1 }
        guard let first = byte(place), first < 0x80 else { return false }
        return (isWord(place) && !"+.:".utf8.contains(first)) || "\"'".utf8.contains(first)
    }

    /// Whether "2026-03-02T" begins here, or "2026-03-02 " and a digit, and no time after it. Before a blank the parser takes whatever has its
    /// dashes there for a date.
    private func hasBrokenTime() -> Bool {
        if let end = end(of: "dddd-dd-dd", at: index), let separator = byte(end), "Tt".utf8.contains(separator) {
            return self.end(of: "dd:dd", at: end + 1) == nil
        }
        guard let end = end(of: "d???-??-??", at: index), byte(end) == UInt8(ascii: " ") else { return false }
        return Self.isDigit(byte(end + 1)) && self.end(of: "dd:dd", at: end + 1) == nil
    }

    /// What ends a value.
    private static let endings = Array(" \t\r\n#,]}".utf8)

    /// Where this form ends, a digit for each d and any letter for each question mark, if it begins here; the parser looks over underscores, so
    /// they do not count.
    private func end(of form: String, at start: Int) -> Int? {
        var place = start
        for character in form.utf8 {
            while byte(place) == UInt8(ascii: "_") { place += 1 }
            guard let found = byte(place), Self.matches(found, character) else { return nil }
            place += 1
            // The rest of a letter beyond ASCII.
            while let next = byte(place), next & 0xc0 == 0x80 { place += 1 }
        }
        while byte(place) == UInt8(ascii: "_") { place += 1 }
        return place
    }

    private static func matches(_ byte: UInt8, _ form: UInt8) -> Bool {
        switch form {
        case UInt8(ascii: "d"): isDigit(byte)
        case UInt8(ascii: "?"): !endings.contains(byte)
        default: byte == form
        }
    }
}
