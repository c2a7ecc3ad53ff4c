/// Looks through TOML before TOMLKit does: its parser ends the process at a table without a name, such as "[[[", at a brace that closes
/// where a list needs a value, and at a date that is followed by no time.
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

    /// Lists within lists that begin a line go on with a value.
    private func hasName() -> Bool {
        var place = index + 1
        if byte(place) == UInt8(ascii: "[") { place += 1 }
        while byte(place) == UInt8(ascii: " ") || byte(place) == UInt8(ascii: "\t") { place += 1 }
        guard let first = byte(place), first < 0x80 else { return false }
        return (isWord(place) && !"+.:".utf8.contains(first)) || "\"'".utf8.contains(first)
    }

    /// Whether "2026-03-02T" or "2026-03-02 " begins here, and no time after it.
    private func hasBrokenTime() -> Bool {
        guard let end = end(of: "dddd-dd-dd", at: index), let separator = byte(end) else { return false }
        let hasTime = self.end(of: "dd:dd", at: end + 1) != nil
        switch separator {
        case UInt8(ascii: "T"), UInt8(ascii: "t"): return !hasTime
        case UInt8(ascii: " "): return !hasTime && !(byte(end + 1).map { " \t\r\n#,]}".utf8.contains($0) } ?? true)
        default: return false
        }
    }

    /// Where this form ends, a digit for each d, if it begins here; the parser looks over underscores, so they do not count.
    private func end(of form: String, at start: Int) -> Int? {
        var place = start
        for character in form.utf8 {
            while byte(place) == UInt8(ascii: "_") { place += 1 }
            let found = byte(place)
            guard character == UInt8(ascii: "d") ? Self.isDigit(found) : found == character else { return nil }
            place += 1
        }
        while byte(place) == UInt8(ascii: "_") { place += 1 }
        return place
    }
}
