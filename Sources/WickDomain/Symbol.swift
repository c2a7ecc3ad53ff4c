/// A venue's own name for what is traded there, such as "BTC/USD" or "BTCUSDT": up to 16 ASCII characters in two
/// machine words, so that a trade is a plain value without references. Orders as its text does.
public struct Symbol: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let maximumLength = 16

    /// The first and the last eight characters, most significant byte first, padded with zero bytes.
    private let high: UInt64
    private let low: UInt64

    /// - Throws: `DomainError.notSymbol` for an empty or too long text, or one with other characters than
    ///   A-Z a-z 0-9 / . _ : and -, so that a symbol can be printed, stored and used in a file name as it is.
    public init(_ text: some StringProtocol) throws(DomainError) {
        let bytes = Array(text.utf8)
        let packed = bytes.withUnsafeBytes { Self.pack($0) }
        guard let packed else { throw bytes.withUnsafeBytes { .notSymbol(text: DecimalText.printable($0)) } }
        (high, low) = packed
    }

    /// As `init(_:)`, from bytes.
    public init(_ bytes: UnsafeRawBufferPointer) throws(DomainError) {
        guard let packed = Self.pack(bytes) else { throw .notSymbol(text: DecimalText.printable(bytes)) }
        (high, low) = packed
    }

    private static func pack(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64)? {
        guard (1...maximumLength).contains(bytes.count) else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for index in 0..<bytes.count {
            let byte = bytes[index]
            guard isAllowed(byte) else { return nil }
            let shift = UInt64(56 - 8 * (index & 7))
            if index < 8 { words.0 |= UInt64(byte) << shift } else { words.1 |= UInt64(byte) << shift }
        }
        return words
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        // '-', '.', '/', the digits and ':' stand in one run of ASCII.
        case UInt8(ascii: "-")...UInt8(ascii: ":"), UInt8(ascii: "_"): true
        default: false
        }
    }

    public static func < (left: Symbol, right: Symbol) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    public var description: String {
        let bytes = [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
        }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
