import WickDomain

/// Reads a file's times. Dumps say nowhere whether they count s, ms, µs or ns; the first row's digits tell, and every
/// other row must have as many. (Binance counts ms before 2025-01-01 and µs since; Kraken counts s, at times with a
/// fraction.)
struct DumpClock {
    private enum Unit: Int {
        // The raw value is the number of digits, which holds from 2001-09-09 to 2262.
        case seconds = 10
        case milliseconds = 13
        case microseconds = 16
        case nanoseconds = 19
    }

    private var unit: Unit?

    mutating func read(_ text: UnsafeRawBufferPointer, column: DumpColumn) throws(DumpFault) -> Timestamp {
        let (digits, value) = Self.leadingDigits(of: text)
        if unit == nil { unit = Unit(rawValue: digits) }
        guard let unit, digits > 0 else { throw .value(column: column, reason: Self.invalid(text)) }
        guard digits == unit.rawValue else {
            throw .value(
                column: column,
                reason: "'\(DecimalText.printable(text))' has \(digits) digits where the first row's time has "
                    + "\(unit.rawValue): the unit changes within the file, or the value is damaged")
        }
        guard let value, let fraction = Self.microseconds(ofFraction: text, from: digits, in: unit) else {
            throw .value(column: column, reason: Self.invalid(text))
        }
        switch unit {
        case .seconds: return Timestamp(microseconds: value * 1_000_000 + fraction)
        case .milliseconds: return Timestamp(milliseconds: value)
        case .microseconds: return Timestamp(microseconds: value)
        case .nanoseconds: return Timestamp(nanoseconds: value)
        }
    }

    private static func invalid(_ text: UnsafeRawBufferPointer) -> String {
        "'\(DecimalText.printable(text))' is not a time since 1970 in s (10 digits), ms (13), µs (16) or ns (19)"
    }

    /// How many digits the text begins with, and their value, which is nil beyond 63 bits.
    @inline(__always)
    private static func leadingDigits(of text: UnsafeRawBufferPointer) -> (count: Int, value: Int64?) {
        var value: UInt64 = 0
        var index = 0
        while index < text.count, case let digit = text[index] &- UInt8(ascii: "0"), digit <= 9 {
            // Wraps only beyond 19 digits, which no unit has.
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        return (index, Int64(exactly: value))
    }

    /// What stands behind the digits: nothing, or with seconds a point and up to nine decimals, cut below a microsecond.
    @inline(__always)
    private static func microseconds(ofFraction text: UnsafeRawBufferPointer, from start: Int, in unit: Unit) -> Int64?
    {
        if start == text.count { return 0 }
        let decimals = text.count - start - 1
        guard unit == .seconds, text[start] == UInt8(ascii: "."), (1...9).contains(decimals) else { return nil }
        var value: Int64 = 0
        for offset in 0..<max(decimals, 6) {
            let digit = offset < decimals ? text[start + 1 + offset] &- UInt8(ascii: "0") : 0
            guard digit <= 9 else { return nil }
            if offset < 6 { value = value * 10 + Int64(digit) }
        }
        return value
    }
}
