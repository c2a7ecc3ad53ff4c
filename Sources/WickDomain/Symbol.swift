/// A venue's own name for what is traded there, such as "BTC/USD", "1000000BABYDOGEUSDT" or "币安人生USDT": up to 32 bytes of
/// UTF-8 in four machine words, so that a trade is a plain value without references. Orders as its text does. What a symbol may be is
/// written in `Symbol+Grammar.swift`.
public struct Symbol: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let maximumLength = 32

    /// Eight bytes each, the first one most significant, padded with zero bytes.
    private let words: Words

    private struct Words: Hashable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt64 = 0
        var fourth: UInt64 = 0
    }

    /// - Throws: `DomainError.notSymbol`, which says why.
    public init(_ text: some StringProtocol) throws(DomainError) {
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(DomainError) in try Symbol(buffer) }
        }
        self = try result.get()
    }

    /// As `init(_:)`, from bytes.
    @inline(__always)
    public init(_ bytes: UnsafeRawBufferPointer) throws(DomainError) {
        if let words = Self.pack(bytes, isAllowed: Self.isPlain) {
            self.words = words
        } else {
            self = try Self.checked(bytes)
        }
    }

    /// What is not in ASCII, and what is no symbol at all.
    @inline(never)
    private static func checked(_ bytes: UnsafeRawBufferPointer) throws(DomainError) -> Symbol {
        if let reason = fault(in: bytes) { throw .notSymbol(text: shown(bytes), reason: reason) }
        guard let words = pack(bytes, isAllowed: { _ in true }) else {
            throw .notSymbol(text: shown(bytes), reason: "it is too long")
        }
        return Symbol(words: words)
    }

    private init(words: Words) { self.words = words }

    /// Nil for an empty or too long text, one with a byte that is not allowed, and one with two points in a row.
    @inline(__always)
    private static func pack(_ bytes: UnsafeRawBufferPointer, isAllowed: (UInt8) -> Bool) -> Words? {
        guard (1...maximumLength).contains(bytes.count) else { return nil }
        var words = Words()
        var before: UInt8 = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            guard isAllowed(byte), !(byte == UInt8(ascii: ".") && before == byte) else { return nil }
            before = byte
            let shifted = UInt64(byte) &<< UInt64(56 &- 8 &* (index & 7))
            switch index &>> 3 {
            case 0: words.first |= shifted
            case 1: words.second |= shifted
            case 2: words.third |= shifted
            default: words.fourth |= shifted
            }
        }
        return words
    }

    public static func < (left: Symbol, right: Symbol) -> Bool {
        let (left, right) = (left.words, right.words)
        if left.first != right.first { return left.first < right.first }
        if left.second != right.second { return left.second < right.second }
        if left.third != right.third { return left.third < right.third }
        return left.fourth < right.fourth
    }

    public var description: String {
        let bytes = [words.first, words.second, words.third, words.fourth].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
        }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// For a URL's path or query: everything but ASCII letters, digits and - . _ as its bytes in hexadecimal.
    public var percentEncoded: String { Self.percentEncoded(description) }

    /// As `percentEncoded`, of a name that was made out of a symbol.
    public static func percentEncoded(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                text.append(byte)
            default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
