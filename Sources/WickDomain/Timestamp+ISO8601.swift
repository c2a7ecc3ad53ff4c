extension Timestamp {
    /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction]Z`; of the fraction (1 to 9 digits) microseconds are kept.
    ///
    /// - Throws: `DomainError.notTimestamp`, also for days that do not exist and for offsets other than Z.
    public init(iso8601 bytes: UnsafeRawBufferPointer) throws(DomainError) {
        guard let time = Self.parse(bytes) else { throw .notTimestamp(text: DecimalText.printable(bytes)) }
        self = time
    }

    /// As `init(iso8601:)`, from a string.
    public init(iso8601 text: some StringProtocol) throws(DomainError) {
        let bytes = Array(text.utf8)
        let parsed = bytes.withUnsafeBytes { Self.parse($0) }
        guard let parsed else { throw bytes.withUnsafeBytes { .notTimestamp(text: DecimalText.printable($0)) } }
        self = parsed
    }

    private static func parse(_ text: UnsafeRawBufferPointer) -> Timestamp? {
        let length = text.count
        guard length >= 20, length <= 30, text[length - 1] == UInt8(ascii: "Z"),
            text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let century = pair(text, 0), let yearOfCentury = pair(text, 2),
            let month = pair(text, 5), let day = pair(text, 8),
            let hour = pair(text, 11), hour < 24, let minute = pair(text, 14), minute < 60,
            let second = pair(text, 17), second < 60,
            let fraction = fraction(text, from: 19, to: length - 1),
            let days = CivilDate(year: century * 100 + yearOfCentury, month: month, day: day)?.daysSince1970
        else { return nil }
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        return Timestamp(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }

    @inline(__always)
    private static func pair(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int? {
        let tens = text[index] &- UInt8(ascii: "0")
        let ones = text[index + 1] &- UInt8(ascii: "0")
        return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : nil
    }

    /// Microseconds of ".123456789"; 0 where there is no fraction.
    @inline(__always)
    private static func fraction(_ text: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        guard start < end else { return 0 }
        guard text[start] == UInt8(ascii: "."), end - start >= 2 else { return nil }
        var value = 0
        for index in start + 1..<end {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            if index - start <= 6 { value = value * 10 + Int(digit) }
        }
        for _ in min(end - start - 1, 6)..<6 { value *= 10 }
        return value
    }

    /// `2026-07-07T23:00:03Z`, with six decimals of a second where they are not all zero.
    public var description: String {
        let second = floored(to: .seconds(1))
        let micros = microseconds - second.microseconds
        let day = floored(to: .seconds(86_400))
        let clock = Int((second.microseconds - day.microseconds) / 1_000_000)
        let date = CivilDate(daysSince1970: Int(day.microseconds / 86_400_000_000))
        let text = "\(date)T\(padded(clock / 3600, 2)):\(padded(clock / 60 % 60, 2)):\(padded(clock % 60, 2))"
        return text + (micros == 0 ? "Z" : ".\(padded(Int(micros), 6))Z")
    }
}

/// `2026-07-07`: a day of the proleptic Gregorian calendar. Conversions after Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms": days are counted in 400-year eras of years that begin in March.
struct CivilDate: Equatable, CustomStringConvertible {
    let year: Int
    let month: Int
    let day: Int

    /// Nil for a day that does not exist.
    init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...Self.length(ofMonth: month, year: year)).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// The number with leading zeros, at least `width` digits.
private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
}
