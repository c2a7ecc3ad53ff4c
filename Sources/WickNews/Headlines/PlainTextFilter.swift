/// Takes scalars one by one and keeps those that may be shown: a small machine that also swallows what escape sequences carry.
struct PlainTextFilter {
    private enum State {
        case text
        /// After ESC.
        case escape
        /// In a control sequence, until its final byte.
        case sequence
        /// In a string (OSC, DCS, SOS, PM, APC), until BEL or ST.
        case string
        /// In a string, after ESC.
        case stringEscape
    }

    /// A control sequence has a few parameters, and a string an address; a longer one is no sequence, and what follows is text again.
    private static let maximumSequence = 32
    private static let maximumString = 4096

    private(set) var output = String.UnicodeScalarView()
    private var state = State.text
    private var length = 0
    private var wantsSpace = false

    mutating func take(_ scalar: Unicode.Scalar) {
        length += 1
        switch state {
        case .text: takeText(scalar)
        case .escape: takeEscape(scalar)
        case .sequence: takeSequence(scalar)
        case .string: takeString(scalar)
        case .stringEscape: state = scalar == "\\" ? .text : .string
        }
    }

    private mutating func enter(_ next: State) {
        state = next
        length = 0
    }

    private mutating func takeText(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x1b: enter(.escape)
        case 0x9b: enter(.sequence)
        case 0x90, 0x98, 0x9d, 0x9e, 0x9f: enter(.string)
        default: append(scalar)
        }
    }

    private mutating func takeEscape(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x5b: enter(.sequence)
        case 0x5d, 0x50, 0x58, 0x5e, 0x5f: enter(.string)
        // Intermediate bytes, as in "ESC ( B".
        case 0x20...0x2f: break
        case 0x1b: break
        case 0x30...0x7e: state = .text
        default:
            state = .text
            takeText(scalar)
        }
    }

    private mutating func takeSequence(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x40...0x7e: state = .text
        case 0x20...0x3f where length < Self.maximumSequence: break
        default:
            state = .text
            takeText(scalar)
        }
    }

    private mutating func takeString(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x07, 0x9c: state = .text
        case 0x1b: state = .stringEscape
        // A line end was never part of one: a title must not vanish behind half a sequence.
        case 0x0a, 0x0d: state = .text
        default: if length > Self.maximumString { state = .text }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.properties.isWhitespace {
            wantsSpace = !output.isEmpty
            return
        }
        guard Self.isVisible(scalar) else { return }
        if wantsSpace { output.append(" ") }
        wantsSpace = false
        output.append(scalar)
    }

    /// What has a place on the screen. Left out: controls, formats (zero-width and direction characters), surrogates,
    /// private use, unassigned characters, and fillers that look like nothing.
    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x20 && scalar.value < 0x7f { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: break
        }
        // Of what Unicode calls ignorable only the selectors of emoji and their skin are of use.
        if scalar.properties.isDefaultIgnorableCodePoint { return (0xfe00...0xfe0f).contains(scalar.value) }
        return scalar.value != 0x2800
    }
}
