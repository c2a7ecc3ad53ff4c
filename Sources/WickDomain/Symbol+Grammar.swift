// What a symbol may be: something that can be printed, stored, sent and used in a file name as it is.
extension Symbol {
    /// The signs that a symbol may have. None that csv, JSON, TOML or a terminal would take for something else.
    public static let signs = "/ . _ : - + & $ @ ! #"

    /// For an error: what is allowed.
    public static var rule: String {
        "a symbol is 1 to \(maximumLength) bytes of UTF-8: letters and digits of any script, and \(signs)"
    }

    /// Combining marks that may follow one letter, as vowels and tones do in some scripts.
    private static let maximumMarks = 2

    /// ASCII letters, digits and signs: all that nearly every symbol has.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        // '-', '.', '/', the digits and ':' stand in one run of ASCII, and so do '@' and the capitals.
        case UInt8(ascii: "-")...UInt8(ascii: ":"), UInt8(ascii: "@")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "&"), UInt8(ascii: "$"), UInt8(ascii: "!"),
            UInt8(ascii: "#"):
            true
        default: false
        }
    }

    /// Why a text is no symbol; nil for one that is.
    static func fault(in bytes: UnsafeRawBufferPointer) -> String? {
        guard !bytes.isEmpty else { return "it is empty" }
        guard bytes.count <= maximumLength else { return "it has \(bytes.count) bytes" }
        guard let text = String(validating: bytes, as: UTF8.self) else { return "it is not UTF-8" }
        var marks = 0
        var isAfterLetter = false
        var before: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch kind(of: scalar) {
            case .letter: (isAfterLetter, marks) = (true, 0)
            case .sign: (isAfterLetter, marks) = (false, 0)
            case .mark:
                marks += 1
                guard isAfterLetter else { return "\(name(of: scalar)) stands without a letter" }
                guard marks <= maximumMarks else { return "\(name(of: scalar)) is one mark too many on a letter" }
            case .other: return "it has \(name(of: scalar))"
            }
            if scalar == ".", before == "." { return "'..' means another folder" }
            before = scalar
        }
        return nil
    }

    private enum Kind {
        case letter
        case mark
        case sign
        case other
    }

    /// Digits count as letters. What is not drawn at all, such as the Hangul filler, is no letter, whatever Unicode calls it.
    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if scalar.isASCII {
            guard isPlain(UInt8(truncatingIfNeeded: scalar.value)) else { return .other }
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? .letter : .sign
        }
        let properties = scalar.properties
        guard !properties.isDefaultIgnorableCodePoint, !properties.isNoncharacterCodePoint else { return .other }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return .letter
        case .nonspacingMark, .spacingMark: return .mark
        default: return .other
        }
    }

    /// "' ' (U+0020)", or the number alone where the character cannot be shown.
    private static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        guard scalar.isASCII, scalar.value >= 0x20, scalar.value != 0x7f else { return number }
        return "'\(scalar)' (\(number))"
    }

    /// A refused text, safe to print: what is no letter, digit or printable ASCII becomes "?".
    static func shown(_ bytes: UnsafeRawBufferPointer) -> String {
        let isCut = bytes.count > DecimalText.maximumLength
        let text = String(decoding: bytes.prefix(DecimalText.maximumLength), as: UTF8.self)
        let scalars = text.unicodeScalars.map { scalar -> Character in
            let isPrintable = scalar.isASCII ? (0x20..<0x7f).contains(scalar.value) : kind(of: scalar) == .letter
            return isPrintable ? Character(scalar) : "?"
        }
        return String(scalars) + (isCut ? "…" : "")
    }
}
