import WickDomain

/// Reads a file's times. Dumps say nowhere whether they count s, ms, µs or ns; a number's digits tell. (Binance counts ms before
/// 2025-01-01 and µs since; Kraken counts s, at times with a fraction; CryptoDataDownload has both in one file.) Text is ISO 8601,
/// with a blank or a T, with or without a zone.
struct DumpClock {
    private enum Unit: Int {
        // The raw value is the number of digits, which holds from 2001-09-09 to 2262.
        case seconds = 10
        case milliseconds = 13
        case microseconds = 16
        case nanoseconds = 19
    }

    /// No market of these had a clock before 2009, and none of today's goes beyond 2100.
    static let plausible =
        Timestamp(microseconds: 1_230_768_000_000_000)..<Timestamp(microseconds: 4_102_444_800_000_000)

    /// Whether a time was read that names no zone, and was taken for UTC.
    private(set) var assumedUTC = false

    mutating func read(_ text: UnsafeRawBufferPointer, column: DumpColumn) throws(DumpFault) -> Timestamp {
        guard let time = Self.number(text) ?? calendar(text) else {
            throw .value(
                column: column,
                reason:
                    "'\(DecimalText.printable(text))' is not a time since 1970 in s (10 digits), ms (13), µs (16) or "
                    + "ns (19), nor one such as 2024-01-31T23:59:00Z")
        }
        guard Self.plausible.contains(time) else {
            throw .value(
                column: column, reason: "'\(DecimalText.printable(text))' (\(time)) is before 2009 or after 2099")
        }
        return time
    }

    @inline(__always)
    private static func number(_ text: UnsafeRawBufferPointer) -> Timestamp? {
        let (digits, value) = Self.leadingDigits(of: text)
        guard let unit = Unit(rawValue: digits), let value,
            let fraction = Self.microseconds(ofFraction: text, from: digits, in: unit)
        else { return nil }
        switch unit {
        case .seconds: return Timestamp(microseconds: value * 1_000_000 + fraction)
        case .milliseconds: return Timestamp(microseconds: value * 1000 + fraction)
        case .microseconds: return Timestamp(microseconds: value)
        case .nanoseconds: return Timestamp(microseconds: value / 1000)
        }
    }

    /// How many digits the text begins with, and their value, which is nil beyond 63 bits.
    @inline(__always)
    private static func leadingDigits(of text: UnsafeRawBufferPointer) -> (count: Int, value: Int64?) {
        var value: UInt64 = 0
        var index = 0
        while index < text.count, index < 20, case let digit = text[index] &- UInt8(ascii: "0"), digit <= 9 {
            // Wraps only beyond 19 digits, which no unit has.
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        return (index, Int64(exactly: value))
    }

    /// What stands behind the digits: nothing, or a point and decimals, cut below a microsecond.
    @inline(__always)
    private static func microseconds(
        ofFraction text: UnsafeRawBufferPointer, from start: Int, in unit: Unit
    ) -> Int64? {
        if start == text.count { return 0 }
        let decimals = text.count - start - 1
        guard text[start] == UInt8(ascii: "."), (1...12).contains(decimals) else { return nil }
        let places = unit == .seconds ? 6 : unit == .milliseconds ? 3 : 0
        var value: Int64 = 0
        for offset in 0..<max(decimals, places) {
            let digit = offset < decimals ? text[start + 1 + offset] &- UInt8(ascii: "0") : 0
            guard digit <= 9 else { return nil }
            if offset < places { value = value * 10 + Int64(digit) }
        }
        return value
    }

    /// "2024-01-31", then perhaps " 23:59", ":30", ".250" and a zone: Z, UTC, +01:00, +0100, +01.
    private mutating func calendar(_ text: UnsafeRawBufferPointer) -> Timestamp? {
        guard (10...40).contains(text.count), Self.isDate(text) else { return nil }
        var bytes = Array(text[..<10])
        (bytes[4], bytes[7]) = (UInt8(ascii: "-"), UInt8(ascii: "-"))
        var index = 10
        var clock: [UInt8] = []
        if index < text.count {
            guard text[index] == 0x20 || text[index] | 0x20 == UInt8(ascii: "t") else { return nil }
            index += 1
            while index < text.count, Self.isClock(text[index]) {
                clock.append(text[index])
                index += 1
            }
        }
        switch clock.count {
        case 0: clock = Array("00:00:00".utf8)
        case 5: clock += Array(":00".utf8)
        case 8, 10...18: break
        default: return nil
        }
        guard let offset = zone(UnsafeRawBufferPointer(rebasing: text[index...])) else { return nil }
        bytes += [UInt8(ascii: "T")] + clock + [UInt8(ascii: "Z")]
        let time = bytes.withUnsafeBytes { try? Timestamp(iso8601: $0) }
        return time.map { $0 - .seconds(offset) }
    }

    private static func isDate(_ text: UnsafeRawBufferPointer) -> Bool {
        let isSlashed = text[4] == UInt8(ascii: "/") && text[7] == UInt8(ascii: "/")
        return isSlashed || (text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-"))
    }

    /// A digit, a colon or a point.
    private static func isClock(_ byte: UInt8) -> Bool { (0x30...0x3a).contains(byte) || byte == UInt8(ascii: ".") }

    /// Seconds east of UTC; nil for what is no zone.
    private mutating func zone(_ text: UnsafeRawBufferPointer) -> Int? {
        let name = String(decoding: text, as: UTF8.self).filter { $0 != " " && $0 != ":" }.uppercased()
        if name.isEmpty {
            assumedUTC = true
            return 0
        }
        if ["Z", "UTC", "GMT"].contains(name) { return 0 }
        guard let sign = name.first, sign == "+" || sign == "-", name.utf8.count == 3 || name.utf8.count == 5,
            let value = Int(name.dropFirst()), value >= 0
        else { return nil }
        let (hours, minutes) = name.utf8.count == 3 ? (value, 0) : (value / 100, value % 100)
        guard hours <= 14, minutes < 60 else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
