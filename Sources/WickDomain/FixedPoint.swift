/// A decimal held as an exact integer multiple of `10^-scale`.
public protocol FixedPoint: Hashable, Comparable, Sendable, CustomStringConvertible {
    associatedtype Raw: FixedWidthInteger & SignedInteger & Sendable
    /// Decimal places.
    static var scale: Int { get }
    /// The value times `10^scale`.
    var raw: Raw { get }
    init(raw: Raw)
}

extension FixedPoint {
    @inlinable
    public static var zero: Self { Self(raw: 0) }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }

    /// Plain decimal text without trailing zeros, e.g. "64000.1".
    public var description: String { DecimalText.format(Int128(raw), scale: Self.scale) }

    /// The nearest Double, for statistics and drawing; never for sums that must be exact.
    public var doubleValue: Double {
        var divisor = 1.0
        for _ in 0..<Self.scale { divisor *= 10 }
        return Double(raw) / divisor
    }
}

extension FixedPoint where Raw == Int64 {
    /// Reads decimal text exactly; see `DecimalText.parse(_:scale:)` for the grammar and the errors.
    public init(_ text: some StringProtocol) throws(DomainError) {
        self.init(raw: try DecimalText.parse(text, scale: Self.scale))
    }

    /// As `init(_:)`, from ASCII bytes.
    public init(_ bytes: UnsafeRawBufferPointer) throws(DomainError) {
        self.init(raw: try DecimalText.parse(bytes, scale: Self.scale))
    }
}

extension FixedPoint where Raw == Int128 {
    /// Reads decimal text exactly; see `DecimalText.parse(_:scale:)` for the grammar and the errors.
    public init(_ text: some StringProtocol) throws(DomainError) {
        self.init(raw: try DecimalText.parseWide(text, scale: Self.scale))
    }

    /// As `init(_:)`, from ASCII bytes.
    public init(_ bytes: UnsafeRawBufferPointer) throws(DomainError) {
        self.init(raw: try DecimalText.parseWide(bytes, scale: Self.scale))
    }

    /// The exact sum; nil where it is beyond 128 bits.
    @inlinable
    public func adding(_ other: Self) -> Self? {
        let (sum, overflowed) = raw.addingReportingOverflow(other.raw)
        return overflowed ? nil : Self(raw: sum)
    }

    // Whoever adds up what others sent uses `adding`. These stay at the end of the range rather than trap.
    @inlinable
    public static func + (left: Self, right: Self) -> Self {
        let (sum, overflowed) = left.raw.addingReportingOverflow(right.raw)
        return Self(raw: overflowed ? (right.raw < 0 ? .min : .max) : sum)
    }

    @inlinable
    public static func - (left: Self, right: Self) -> Self {
        let (difference, overflowed) = left.raw.subtractingReportingOverflow(right.raw)
        return Self(raw: overflowed ? (right.raw < 0 ? .max : .min) : difference)
    }

    @inlinable
    public static func += (left: inout Self, right: Self) { left = left + right }
}
