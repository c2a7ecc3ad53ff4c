/// A moment as microseconds since 1970-01-01T00:00:00Z, leap seconds not counted. Arithmetic never traps: it stays at the first or the last
/// moment that 64 bits hold, 292,000 years from 1970.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let microseconds: Int64

    @inlinable
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// From nanoseconds since 1970; the part below a microsecond is cut off.
    @inlinable
    public init(nanoseconds: Int64) {
        // Floor, also before 1970.
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1000)
        microseconds = rest < 0 ? whole - 1 : whole
    }

    @inlinable
    public init(milliseconds: Int64) { microseconds = Self.product(milliseconds, 1000) }

    @inlinable
    public init(seconds: Int64) { microseconds = Self.product(seconds, 1_000_000) }

    /// The first moment that there is.
    @inlinable
    public static var distantPast: Timestamp { Timestamp(microseconds: .min) }

    /// The last moment that there is.
    @inlinable
    public static var distantFuture: Timestamp { Timestamp(microseconds: .max) }

    /// 2009-01-03 to 2099-12-31: before the first bitcoin nothing was traded, and a clock past the last of these days is wrong. A time read in
    /// another unit than it was written in lies outside.
    @inlinable
    public static var plausible: Range<Timestamp> {
        Timestamp(microseconds: 1_230_940_800_000_000)..<Timestamp(microseconds: 4_102_444_800_000_000)
    }

    /// Whether a clock can have shown it.
    @inlinable
    public var isPlausible: Bool { Self.plausible.contains(self) }

    /// Since 1970, for interfaces that count so; it stays at the ends of 64 bits, the years 1677 and 2262.
    public var nanoseconds: Int64 { Self.product(microseconds, 1000) }

    @inlinable
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    @inlinable
    public static func + (left: Timestamp, right: Duration) -> Timestamp {
        let (sum, overflowed) = left.microseconds.addingReportingOverflow(right.microseconds)
        return overflowed ? (right < .zero ? distantPast : distantFuture) : Timestamp(microseconds: sum)
    }

    @inlinable
    public static func - (left: Timestamp, right: Duration) -> Timestamp {
        let (difference, overflowed) = left.microseconds.subtractingReportingOverflow(right.microseconds)
        return overflowed ? (right < .zero ? distantFuture : distantPast) : Timestamp(microseconds: difference)
    }

    @inlinable
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .microseconds(left.microseconds(since: right))
    }

    /// The microseconds from another moment to this one, for what is asked too often for a `Duration`; they stay at the ends of 64 bits.
    @inlinable
    public func microseconds(since other: Timestamp) -> Int64 {
        let (difference, overflowed) = microseconds.subtractingReportingOverflow(other.microseconds)
        return overflowed ? (other.microseconds < 0 ? .max : .min) : difference
    }

    /// The start of the interval of this length that holds the moment; intervals are counted from 1970.
    @inlinable
    public func floored(to length: Duration) -> Timestamp {
        let width = length.microseconds
        precondition(width > 0, "flooring a time to an interval that is not positive")
        let remainder = microseconds % width
        let below = remainder < 0 ? remainder + width : remainder
        let (start, overflowed) = microseconds.subtractingReportingOverflow(below)
        return overflowed ? Self.distantPast : Timestamp(microseconds: start)
    }

    @inlinable
    static func product(_ count: Int64, _ unit: Int64) -> Int64 {
        let (product, overflowed) = count.multipliedReportingOverflow(by: unit)
        return overflowed ? (count < 0 ? .min : .max) : product
    }
}

extension Duration {
    /// Whole microseconds; what lies below is cut off. Beyond 292,000 years they stay at the ends of 64 bits.
    @inlinable
    public var microseconds: Int64 {
        let parts = components
        let (whole, first) = parts.seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, second) = whole.addingReportingOverflow(parts.attoseconds / 1_000_000_000_000)
        return first || second ? (parts.seconds < 0 ? .min : .max) : sum
    }

    /// Seconds as a Double, for display.
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
