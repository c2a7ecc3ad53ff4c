import WickDomain

// Text appended to a byte buffer without going through String: frames are written at hundreds of thousands a second.
extension [UInt8] {
    @inline(__always)
    mutating func append(text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(text: String) { append(contentsOf: text.utf8) }

    mutating func append(text: Symbol) { append(contentsOf: text.description.utf8) }

    /// With leading zeros up to `width` digits.
    mutating func append(number: UInt64, width: Int = 1) {
        var rest = number
        var digits = 0
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            digits += 1
        } while rest > 0 || digits < width
        self[(count - digits)...].reverse()
    }

    /// `raw * 10^-scale` with this many decimal places; digits below them must be zero.
    mutating func append(raw: some FixedWidthInteger & SignedInteger, scale: Int, decimals: Int) {
        precondition(raw >= 0 && decimals <= scale, "writing a decimal that has no such form")
        let unit = Self.powers[scale - decimals]
        let value = UInt64(raw)
        precondition(value % unit == 0, "writing a decimal would lose digits")
        let one = Self.powers[decimals]
        append(number: value / unit / one)
        guard decimals > 0 else { return }
        append(UInt8(ascii: "."))
        append(number: value / unit % one, width: decimals)
    }

    /// `raw * 10^-scale` without trailing zeros.
    mutating func append(trimmed raw: some FixedWidthInteger & SignedInteger, scale: Int) {
        var decimals = scale
        while decimals > 0, UInt64(raw) % Self.powers[scale - decimals + 1] == 0 { decimals -= 1 }
        append(raw: raw, scale: scale, decimals: decimals)
    }

    private static let powers: [UInt64] = (0...18).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// A JSON string with its quotes. The text must be UTF-8; what RFC 8259 lets stand as it is stands.
    mutating func append(jsonString text: some Sequence<UInt8>) {
        append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): append(text: "\\\"")
            case UInt8(ascii: "\\"): append(text: "\\\\")
            case UInt8(ascii: "\n"): append(text: "\\n")
            case 0..<0x20: preconditionFailure("a control character in text that we wrote ourselves")
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}

/// Writes times of one recording as ISO 8601, spelling a date once a day.
struct TimeText: Sendable {
    private var day: Timestamp?
    private var date: [UInt8] = []

    /// `2026-07-07T23:00:03.501510Z`, or with more zeros: 6 decimals at the least, as times here are in microseconds.
    mutating func append(_ time: Timestamp, to bytes: inout [UInt8], decimals: Int = 6) {
        appendDate(time, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        appendClock(time, to: &bytes, decimals: decimals)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// `2026-07-07`.
    mutating func appendDate(_ time: Timestamp, to bytes: inout [UInt8]) {
        let today = time.floored(to: .seconds(86_400))
        if today != day {
            day = today
            date = Array(today.description.utf8.prefix(10))
        }
        bytes.append(contentsOf: date)
    }

    /// `23:00:03.501510`.
    func appendClock(_ time: Timestamp, to bytes: inout [UInt8], decimals: Int) {
        let micros = UInt64((time - time.floored(to: .seconds(86_400))).microseconds)
        let second = micros / 1_000_000
        bytes.append(number: second / 3600, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(number: second / 60 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(number: second % 60, width: 2)
        guard decimals > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(number: micros % 1_000_000, width: 6)
        for _ in 6..<Swift.max(6, decimals) { bytes.append(UInt8(ascii: "0")) }
    }
}
