import WickDomain

/// Dates as feeds write them: RFC 822 and 2822 with all their errors, ISO 8601 and the W3C's profile, asctime, and a few that programs make.
/// A date without a zone is UTC.
enum FeedDate {
    /// Longer text is no date.
    private static let maximumBytes = 64

    private enum Token: Equatable {
        case number(Int, digits: Int)
        case word(String)
        case mark(UInt8)
    }

    /// Nil for what names no day, and for years that no feed can mean.
    static func parse(_ text: String) -> Timestamp? {
        let trimmed = text.utf8.drop { $0 <= 0x20 }.prefix(maximumBytes + 1)
        guard !trimmed.isEmpty, trimmed.count <= maximumBytes else { return nil }
        let tokens = tokens(of: Array(trimmed))
        return numeric(tokens) ?? named(tokens)
    }

    private static func tokens(of bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if isDigit(byte) {
                let end = bytes[index...].firstIndex { !isDigit($0) } ?? bytes.count
                // More digits than a nanosecond count has say nothing.
                let value = Int(String(decoding: bytes[index..<min(end, index + 18)], as: UTF8.self)) ?? 0
                tokens.append(.number(value, digits: end - index))
                index = end
            } else if isLetter(byte) {
                let end = bytes[index...].firstIndex { !isLetter($0) } ?? bytes.count
                tokens.append(.word(String(decoding: bytes[index..<end], as: UTF8.self).lowercased()))
                index = end
            } else {
                if byte > 0x20 { tokens.append(.mark(byte)) }
                index += 1
            }
        }
        return tokens
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    // MARK: 2026-03-02T10:00:00Z and its kin

    private static func numeric(_ tokens: [Token]) -> Timestamp? {
        guard case .number(let first, let digits)? = tokens.first else { return nil }
        var reader = Reader(tokens)
        var year = first
        var month = 1
        var day = 1
        switch digits {
        case 8: (year, month, day) = (first / 10_000, first / 100 % 100, first % 100)
        case 14: return basic(first)
        case 10, 13: return epoch(first, digits)
        case 4:
            reader.skip()
            if reader.takeMark("-") || reader.takeMark("/") || reader.takeMark(".") || reader.isNumber(digits: 2) {
                guard let (value, width) = reader.takeNumber() else { return nil }
                if width == 3 { (month, day) = (1, value) } else { month = value }
                if width != 3, reader.takeMark("-") || reader.takeMark("/") || reader.takeMark("."),
                    let (value, _) = reader.takeNumber()
                {
                    day = value
                }
                if width == 3 { return ordinal(year, day, &reader) }
            }
        default: return nil
        }
        if digits == 8 { reader.skip() }
        return moment(year, month, day, &reader)
    }

    /// Seconds or milliseconds since 1970.
    private static func epoch(_ value: Int, _ digits: Int) -> Timestamp? {
        digits == 10 ? Timestamp(seconds: Int64(value)) : Timestamp(milliseconds: Int64(value))
    }

    private static func basic(_ value: Int) -> Timestamp? {
        let day = value / 1_000_000
        let clock = value % 1_000_000
        return timestamp(
            day / 10_000, day / 100 % 100, day % 100,
            Clock(hour: clock / 10_000, minute: clock / 100 % 100, second: clock % 100))
    }

    private static func ordinal(_ year: Int, _ day: Int, _ reader: inout Reader) -> Timestamp? {
        guard (1...366).contains(day), let start = moment(year, 1, 1, &reader) else { return nil }
        return start + .seconds(86_400 * (day - 1))
    }

    private static func moment(_ year: Int, _ month: Int, _ day: Int, _ reader: inout Reader) -> Timestamp? {
        _ = reader.takeWord("t")
        guard let clock = reader.takeClock() else { return timestamp(year, month, day, Clock()) }
        return timestamp(year, month, day, clock)
    }

    // MARK: Mon, 02 Mar 2026 10:00:00 GMT and its kin

    private static func named(_ tokens: [Token]) -> Timestamp? {
        var reader = Reader(tokens)
        var month: Int?
        var numbers: [(value: Int, digits: Int)] = []
        var clock: Clock?
        while !reader.isAtEnd {
            if clock == nil, reader.beginsClock { clock = reader.takeClock(); continue }
            if case .word(let word)? = reader.next {
                if month == nil, let found = Self.month(word) {
                    month = found
                } else if let zone = clock?.zone ?? FeedZone.seconds(named: word) {
                    clock?.zone = zone
                }
                reader.skip()
            } else if let number = reader.takeNumber() {
                numbers.append((number.0, number.digits))
            } else {
                reader.skip()
            }
        }
        guard let month, let (day, year) = dayAndYear(numbers) else { return nil }
        return timestamp(year, month, day, clock ?? Clock())
    }

    /// "02 Mar 2026", "Mar 2, 2026", "2 Mar 26", "2026 Mar 2".
    private static func dayAndYear(_ numbers: [(value: Int, digits: Int)]) -> (Int, Int)? {
        guard numbers.count >= 2 else { return nil }
        if numbers[0].digits == 4 { return (numbers[1].value, numbers[0].value) }
        let year = numbers[1]
        // RFC 2822, 4.3: two digits below 50 are of this century, three count from 1900.
        if year.digits == 2 { return (numbers[0].value, year.value + (year.value < 50 ? 2000 : 1900)) }
        return (numbers[0].value, year.digits == 3 ? year.value + 1900 : year.value)
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    private static func month(_ word: String) -> Int? {
        guard word.count >= 3 else { return nil }
        return months.firstIndex(of: String(word.prefix(3))).map { $0 + 1 }
    }

    // MARK: Common

    private struct Clock {
        var hour = 0
        var minute = 0
        var second = 0
        var microsecond = 0
        /// Seconds east of Greenwich.
        var zone: Int?
    }

    private static func timestamp(_ year: Int, _ month: Int, _ day: Int, _ clock: Clock) -> Timestamp? {
        guard (1970...2200).contains(year), (0...24).contains(clock.hour), (0...59).contains(clock.minute),
            (0...60).contains(clock.second)
        else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        // Days that do not exist are refused there.
        guard let start = try? Timestamp(iso8601: "\(year)-\(two(month))-\(two(day))T00:00:00Z") else { return nil }
        let seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second - (clock.zone ?? 0)
        return start + .seconds(seconds) + .microseconds(clock.microsecond)
    }

    /// Goes over the tokens from left to right.
    private struct Reader {
        private let tokens: [Token]
        private var index = 0

        init(_ tokens: [Token]) { self.tokens = tokens }

        var isAtEnd: Bool { index >= tokens.count }
        var next: Token? { index < tokens.count ? tokens[index] : nil }
        mutating func skip() { index += 1 }

        func isNumber(digits: Int) -> Bool {
            if case .number(_, digits)? = next { return true }
            return false
        }

        mutating func takeMark(_ mark: Character) -> Bool {
            guard let value = mark.asciiValue, next == .mark(value) else { return false }
            index += 1
            return true
        }

        mutating func takeWord(_ word: String) -> Bool {
            guard next == .word(word) else { return false }
            index += 1
            return true
        }

        mutating func takeNumber() -> (Int, digits: Int)? {
            guard case .number(let value, let digits)? = next else { return nil }
            index += 1
            return (value, digits)
        }

        /// "10:00".
        var beginsClock: Bool {
            guard case .number? = next, index + 2 < tokens.count, case .number = tokens[index + 2] else { return false }
            return tokens[index + 1] == .mark(UInt8(ascii: ":"))
        }

        /// "10:00", "10:00:00.25", "100000", with a zone behind it if there is one.
        mutating func takeClock() -> Clock? {
            guard let (first, digits) = takeNumber() else { return nil }
            var clock = Clock(hour: first)
            if digits >= 4 {
                clock = Clock(hour: first / (digits == 6 ? 10_000 : 100), minute: first / (digits == 6 ? 100 : 1) % 100)
                clock.second = digits == 6 ? first % 100 : 0
            }
            if takeMark(":"), let (minute, _) = takeNumber() {
                clock.minute = minute
                if takeMark(":"), let (second, _) = takeNumber() {
                    clock.second = second
                    if takeMark(".") || takeMark(","), let (fraction, width) = takeNumber() {
                        clock.microsecond = Self.microseconds(fraction, width)
                    }
                }
            }
            takeHalf(&clock)
            clock.zone = takeZone()
            return clock
        }

        /// "am" and "pm".
        private mutating func takeHalf(_ clock: inout Clock) {
            if takeWord("pm") { clock.hour = clock.hour % 12 + 12 } else if takeWord("am") { clock.hour %= 12 }
        }

        private static func microseconds(_ fraction: Int, _ width: Int) -> Int {
            var value = fraction
            for _ in 0..<abs(6 - min(width, 18)) { value = width < 6 ? value * 10 : value / 10 }
            return value
        }

        private mutating func takeZone() -> Int? {
            let start = index
            var sign: Int?
            if case .word(let word)? = next, let offset = FeedZone.seconds(named: word) {
                index += 1
                // "GMT+0100".
                guard next == .mark(UInt8(ascii: "+")) || next == .mark(UInt8(ascii: "-")), offset == 0 else {
                    return offset
                }
            }
            if takeMark("+") { sign = 1 } else if takeMark("-") { sign = -1 }
            guard let sign, let (value, digits) = takeNumber() else {
                if sign != nil { index = start }
                return nil
            }
            let isPair = digits >= 3
            let hours = isPair ? value / 100 : value
            let minutes = isPair ? value % 100 : takeMark(":") ? takeNumber()?.0 ?? 0 : 0
            // What is no offset of any place says nothing; 14 hours are the most that there is.
            guard hours < 24, minutes < 60 else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
