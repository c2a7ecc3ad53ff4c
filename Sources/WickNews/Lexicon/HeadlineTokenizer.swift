/// Cuts a headline into tokens, byte by byte, without making strings. Owned by whoever scores; refilled for every headline.
struct HeadlineTokenizer {
    /// 300 characters have at most so many words that matter.
    static let maximumTokens = 128

    private(set) var tokens: [HeadlineToken] = []
    private var word: [UInt8] = []

    init() {
        tokens.reserveCapacity(Self.maximumTokens)
        word.reserveCapacity(64)
    }

    mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ vocabulary: Vocabulary) {
        tokens.removeAll(keepingCapacity: true)
        var index = 0
        while index < text.count, tokens.count < Self.maximumTokens {
            let byte = text[index]
            if Self.isLetter(byte) || byte >= 0xc3 && byte < 0xe2 {
                index = readWord(text, index, vocabulary)
            } else if Self.isDigit(byte) {
                index = readNumber(text, index, vocabulary)
            } else {
                index = readMark(text, index)
            }
        }
    }

    private mutating func readWord(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ vocabulary: Vocabulary) -> Int {
        word.removeAll(keepingCapacity: true)
        var index = start
        while index < text.count {
            let byte = text[index]
            if Self.isLetter(byte) {
                word.append(byte | 0x20)
                index += 1
            } else if Self.isDigit(byte) || byte >= 0xc3 && byte < 0xe2 || byte >= 0x80 && byte < 0xc0 {
                word.append(byte)
                index += 1
            } else if let width = Self.joiner(text, index), index + width < text.count,
                Self.isLetter(text[index + width])
            {
                word.append(byte == UInt8(ascii: "&") ? byte : UInt8(ascii: "'"))
                index += width
            } else {
                break
            }
        }
        append(from: start, to: index, vocabulary)
        return index
    }

    /// An apostrophe, straight or curly, or an ampersand inside of a word.
    @inline(__always)
    private static func joiner(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
        switch text[index] {
        case UInt8(ascii: "'"), UInt8(ascii: "&"): 1
        case 0xe2 where index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] == 0x99: 3
        default: nil
        }
    }

    private mutating func append(from start: Int, to end: Int, _ vocabulary: Vocabulary) {
        var number = word.withUnsafeBufferPointer { vocabulary.number(of: $0) }
        let isPossessive = word.count > 2 && word[word.count - 1] == UInt8(ascii: "s") && word[word.count - 2] == 0x27
        if number < 0, isPossessive {
            number = word.withUnsafeBufferPointer { vocabulary.number(of: .init(rebasing: $0[..<($0.count - 2)])) }
        }
        tokens.append(HeadlineToken(kind: .word, word: number, start: Int32(start), end: Int32(end)))
    }

    private mutating func readNumber(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ vocabulary: Vocabulary
    ) -> Int {
        var index = start
        var value: Float = 0
        var scale: Float = 0
        while index < text.count {
            let byte = text[index]
            if Self.isDigit(byte) {
                value = value * 10 + Float(byte - 0x30)
                scale *= 10
            } else if byte == UInt8(ascii: "."), scale == 0, index + 1 < text.count, Self.isDigit(text[index + 1]) {
                scale = 1
            } else if byte != UInt8(ascii: ",") || index + 1 >= text.count || !Self.isDigit(text[index + 1]) {
                break
            }
            index += 1
        }
        let end = index
        while index < text.count, Self.isLetter(text[index]) { index += 1 }
        if index - end > 2 { return readWord(text, start, vocabulary) }
        var token = HeadlineToken(kind: .number, start: Int32(start), end: Int32(index))
        // "2" of "layer 2" and "52" of "52-week high" are words as well.
        if index - start <= 3 { token.word = vocabulary.number(of: UnsafeBufferPointer(rebasing: text[start..<index])) }
        token.number = scale > 1 ? value / scale : value
        token.isPercent = index < text.count && text[index] == UInt8(ascii: "%")
        token.isMoney = start > 0 && text[start - 1] == UInt8(ascii: "$")
        token.sign = Self.sign(before: token.isMoney ? start - 1 : start, in: text)
        tokens.append(token)
        return index
    }

    /// A sign counts where nothing stands before it: "5-10%" is a range.
    private static func sign(before index: Int, in text: UnsafeBufferPointer<UInt8>) -> Int8 {
        guard index > 0, index == 1 || text[index - 2] == 0x20 || text[index - 2] == UInt8(ascii: "(") else { return 0 }
        switch text[index - 1] {
        case UInt8(ascii: "+"): return 1
        case UInt8(ascii: "-"): return -1
        default: return 0
        }
    }

    private mutating func readMark(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let isLast = index + 1 >= text.count
        let isSpaced = isLast || text[index + 1] == 0x20
        switch text[index] {
        case UInt8(ascii: "?"): append(.question, index, 1)
        case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"):
            append(.pause, index, 1)
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "-"):
            // "Mt. Gox", "vs. the dollar".
            if text[index] == UInt8(ascii: "."), let last = tokens.last, last.kind == .word, last.end - last.start <= 2
            {
                return index + 1
            }
            let isDash = text[index] == UInt8(ascii: "-")
            if isSpaced, !isDash || index > 0 && text[index - 1] == 0x20 { append(.pause, index, 1) }
        case 0xe2:
            // An en or em dash.
            if index + 2 < text.count, text[index + 1] == 0x80, text[index + 2] == 0x93 || text[index + 2] == 0x94 {
                append(.pause, index, 3)
            }
            return index + min(3, text.count - index)
        default: break
        }
        return index + 1
    }

    private mutating func append(_ kind: HeadlineToken.Kind, _ index: Int, _ width: Int) {
        tokens.append(HeadlineToken(kind: kind, start: Int32(index), end: Int32(index + width)))
    }

    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
