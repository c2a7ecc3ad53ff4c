/// A moment as microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let microseconds: Int64

    @inlinable
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// From nanoseconds since 1970; the part below a microsecond is cut off.
    @inlinable
    public init(nanoseconds: Int64) {
        // Floor, also before 1970.
        microseconds = nanoseconds >= 0 ? nanoseconds / 1000 : -((999 - nanoseconds) / 1000)
    }

    @inlinable
    public init(milliseconds: Int64) { microseconds = milliseconds * 1000 }

    @inlinable
    public init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    @inlinable
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    @inlinable
    public static func + (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(microseconds: left.microseconds + right.microseconds)
    }

    @inlinable
    public static func - (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(microseconds: left.microseconds - right.microseconds)
    }

    @inlinable
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .microseconds(left.microseconds - right.microseconds)
    }

    /// The start of the interval of this length that holds the moment; intervals are counted from 1970.
    @inlinable
    public func floored(to length: Duration) -> Timestamp {
        let width = length.microseconds
        precondition(width > 0, "flooring a time to an interval that is not positive")
        let remainder = microseconds % width
        return Timestamp(microseconds: microseconds - (remainder < 0 ? remainder + width : remainder))
    }
}

extension Duration {
    /// Whole microseconds; what lies below is cut off. Traps beyond 292,000 years.
    @inlinable
    public var microseconds: Int64 {
        let parts = components
        return parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
    }

    /// Seconds as a Double, for display.
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
