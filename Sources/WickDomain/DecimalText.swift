/// Decimal text read exactly into a fixed-point integer, and written back: the one reader behind `Price`, `Quantity`,
/// `Volume` and `Notional`. Nothing is ever rounded.
public enum DecimalText {
    /// The longest text that is read: far beyond any venue's, short enough to print in an error.
    public static let maximumLength = 64

    /// Reads `[-]digits[.digits][e[+-]digits]` (a JSON number, or the same inside a JSON string) as `value * 10^scale`.
    ///
    /// - Parameters:
    ///   - bytes: ASCII text without surrounding blanks, at most `maximumLength` bytes.
    ///   - scale: decimal places of the result, e.g. 9: "64000.1" becomes 64_000_100_000_000.
    /// - Throws: `DomainError.notDecimal`, `.tooManyDigits` (a digit other than 0 below the last place) or `.overflow`.
    public static func parse(_ bytes: UnsafeRawBufferPointer, scale: Int) throws(DomainError) -> Int64 {
        if let plain = parsePlain(bytes, scale: scale) { return plain }
        let wide = try readWide(bytes, scale: scale)
        guard let narrow = Int64(exactly: wide) else { throw .overflow(text: printable(bytes)) }
        return narrow
    }

    /// As `parse(_:scale:)`, from a string.
    public static func parse(_ text: some StringProtocol, scale: Int) throws(DomainError) -> Int64 {
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(DomainError) in try parse(buffer, scale: scale) }
        }
        return try result.get()
    }

    /// As `parse(_:scale:)`, into 128 bits, for sums.
    public static func parseWide(_ text: some StringProtocol, scale: Int) throws(DomainError) -> Int128 {
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(DomainError) in try parseWide(buffer, scale: scale) }
        }
        return try result.get()
    }

    /// As `parseWide(_:scale:)`, from bytes.
    public static func parseWide(_ bytes: UnsafeRawBufferPointer, scale: Int) throws(DomainError) -> Int128 {
        if let plain = parsePlain(bytes, scale: scale) { return Int128(plain) }
        return try readWide(bytes, scale: scale)
    }

    @inline(never)
    private static func readWide(_ bytes: UnsafeRawBufferPointer, scale: Int) throws(DomainError) -> Int128 {
        var reader = Reader(bytes: bytes)
        return try reader.read(scale: scale)
    }

    /// A value that may have been rounded on the way in.
    public struct Rounded: Equatable, Sendable {
        public let value: Int128
        /// Whether digits below the last place were rounded off.
        public let isRounded: Bool

        public init(value: Int128, isRounded: Bool) {
            self.value = value
            self.isRounded = isRounded
        }
    }

    /// What happens to digits below the last place.
    public enum Rounding: Sendable {
        /// They are an error.
        case none
        /// What binary floating point leaves of a decimal, such as "0.0016200000000000001", is rounded off: less than 1e-12 of the
        /// value. Anything more is an error.
        case floatNoise
        /// To the nearest, ties to even.
        case nearest
    }

    /// As `parseWide(_:scale:)`, for sources that went through floating point.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer, scale: Int, rounding: Rounding
    ) throws(DomainError) -> Rounded {
        if let plain = parsePlain(bytes, scale: scale) { return Rounded(value: Int128(plain), isRounded: false) }
        var reader = Reader(bytes: bytes, rounding: rounding)
        let value = try reader.read(scale: scale)
        return Rounded(value: value, isRounded: reader.isRounded)
    }

    /// Powers of ten that fit in 64 bits.
    private static let powers: [Int64] = (0...18).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// What every venue sends: digits, perhaps a point and digits, at most 18 of them. Anything else is nil, and read slowly.
    @inline(__always)
    private static func parsePlain(_ bytes: UnsafeRawBufferPointer, scale: Int) -> Int64? {
        guard bytes.count <= 19, !bytes.isEmpty else { return nil }
        var value: UInt64 = 0
        var point = -1
        for index in 0..<bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit <= 9 {
                value = value &* 10 &+ UInt64(digit)
            } else if bytes[index] == UInt8(ascii: "."), point < 0, index > 0 {
                point = index
            } else {
                return nil
            }
        }
        let fraction = point < 0 ? 0 : bytes.count - point - 1
        let digits = point < 0 ? bytes.count : bytes.count - 1
        // 18 digits fit in 63 bits, and so does the scaled value while no more than 18 digits remain.
        guard point < 0 || fraction > 0, fraction <= scale, digits + scale - fraction <= 18 else { return nil }
        return Int64(value) &* powers.withUnsafeBufferPointer { $0[scale - fraction] }
    }

    /// The text of a rejected value, safe to print: printable ASCII only, cut at 64 bytes.
    public static func printable(_ bytes: UnsafeRawBufferPointer) -> String {
        let shown = bytes.prefix(maximumLength).map { byte in
            (0x20..<0x7f).contains(byte) ? Character(UnicodeScalar(byte)) : "?"
        }
        return String(shown) + (bytes.count > maximumLength ? "…" : "")
    }

    /// Decimal text of `raw * 10^-scale` with trailing zeros removed: 64_000_100_000_000 at scale 9 is "64000.1".
    public static func format(_ raw: Int128, scale: Int) -> String {
        var text = String(raw.magnitude)
        if text.utf8.count <= scale {
            text = String(repeating: "0", count: scale + 1 - text.utf8.count) + text
        }
        let whole = text.dropLast(scale)
        var fraction = text.suffix(scale)
        while fraction.last == "0" { fraction.removeLast() }
        return (raw < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }
}

extension DecimalText {
    /// The full grammar, with sign and exponent.
    private struct Reader {
        /// What `Rounding.floatNoise` rounds off, as a part of the value.
        static let noise = 1e-12

        let bytes: UnsafeRawBufferPointer
        var rounding = Rounding.none
        private(set) var isRounded = false
        private var index = 0
        private var value: Int128 = 0
        /// Decimal places read so far, exponent included once it is known.
        private var places = 0
        /// Digits other than 0 that 128 bits had no room for.
        private var hasMore = false

        init(bytes: UnsafeRawBufferPointer, rounding: Rounding = .none) {
            self.bytes = bytes
            self.rounding = rounding
        }

        mutating func read(scale: Int) throws(DomainError) -> Int128 {
            guard bytes.count <= DecimalText.maximumLength else { throw invalid }
            let negative = take("-")
            guard try takeDigits(mayDrop: false) > 0 else { throw invalid }
            if take(".") {
                let start = index
                places = try takeDigits(mayDrop: rounding != .none)
                guard index > start else { throw invalid }
            }
            if take("e") || take("E") { places -= try takeExponent() }
            guard index == bytes.count else { throw invalid }
            try rescale(to: scale)
            return negative ? -value : value
        }

        private var invalid: DomainError { .notDecimal(text: DecimalText.printable(bytes)) }
        private var overflow: DomainError { .overflow(text: DecimalText.printable(bytes)) }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        /// - Parameter mayDrop: digits beyond 128 bits are let go of, which only those behind the point can be.
        /// - Returns: how many digits the value took.
        private mutating func takeDigits(mayDrop: Bool) throws(DomainError) -> Int {
            var taken = 0
            var isFull = false
            while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit <= 9 {
                let (product, first) = value.multipliedReportingOverflow(by: 10)
                let (sum, second) = product.addingReportingOverflow(Int128(digit))
                isFull = isFull || first || second
                guard !isFull || mayDrop else { throw overflow }
                if isFull {
                    hasMore = hasMore || digit > 0
                } else {
                    value = sum
                    taken += 1
                }
                index += 1
            }
            return taken
        }

        private mutating func takeExponent() throws(DomainError) -> Int {
            let negative = take("-")
            if !negative { _ = take("+") }
            let start = index
            var exponent = 0
            while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit <= 9 {
                // Past a thousand the value is 0, out of range, or has too many digits; the exact figure is idle.
                exponent = min(exponent * 10 + Int(digit), 1000)
                index += 1
            }
            guard index > start else { throw invalid }
            return negative ? -exponent : exponent
        }

        private mutating func rescale(to scale: Int) throws(DomainError) {
            guard value != 0 else {
                if hasMore { try round(to: scale) }
                return
            }
            while places > scale, value % 10 == 0, !hasMore {
                value /= 10
                places -= 1
            }
            if places > scale || hasMore { return try round(to: scale) }
            while places < scale {
                let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
                guard !overflowed else { throw overflow }
                value = product
                places += 1
            }
        }

        /// Rounds off what lies below the last place, where that is allowed.
        private mutating func round(to scale: Int) throws(DomainError) {
            let tooMany = DomainError.tooManyDigits(text: DecimalText.printable(bytes), allowed: scale)
            guard rounding != .none else { throw tooMany }
            // Digits that were let go of lie below 38 others: with too few places left the value is too large.
            guard places >= scale else { throw overflow }
            isRounded = true
            let (whole, below) = (value, places - scale)
            places = scale
            // 10^39 is more than twice as much as 128 bits hold.
            guard below <= 38 else {
                value = 0
                guard rounding == .nearest else { throw tooMany }
                return
            }
            let unit = (0..<below).reduce(Int128(1)) { unit, _ in unit * 10 }
            var (quotient, rest) = whole.quotientAndRemainder(dividingBy: unit)
            if rest > unit - rest || (rest == unit - rest && (hasMore || quotient % 2 == 1)) {
                quotient += 1
                rest = unit - rest
            }
            value = quotient
            guard rounding == .nearest || (quotient > 0 && Double(rest) < Double(whole) * Self.noise) else {
                throw tooMany
            }
        }
    }
}
