/// A price in units of the quote asset, exact to 1e-9; at most 9,223,372,036.854775807.
public struct Price: FixedPoint {
    public static let scale = 9
    public let raw: Int64
    @inlinable
    public init(raw: Int64) { self.raw = raw }
}

/// An amount of the base asset, exact to 1e-8; at most 92,233,720,368.54775807.
public struct Quantity: FixedPoint {
    public static let scale = 8
    public let raw: Int64
    @inlinable
    public init(raw: Int64) { self.raw = raw }
}

/// A sum of quantities, exact to 1e-8, wide enough never to overflow.
public struct Volume: FixedPoint {
    public static let scale = 8
    public let raw: Int128
    @inlinable
    public init(raw: Int128) { self.raw = raw }

    public init(_ quantity: Quantity) { self.init(raw: Int128(quantity.raw)) }
}

/// A sum of price times quantity in units of the quote asset, exact to 1e-17.
public struct Notional: FixedPoint {
    public static let scale = 17
    public let raw: Int128
    @inlinable
    public init(raw: Int128) { self.raw = raw }

    /// The exact product. Two factors below 2^63 stay below 2^126, which leaves room for a sum of two at the least,
    /// and at real prices and sizes for more trades than there are.
    public init(_ price: Price, _ quantity: Quantity) {
        // The standard library multiplies Int128 out of line, with an overflow check that cannot fire here.
        let product = price.raw.multipliedFullWidth(by: quantity.raw)
        self.init(raw: Int128(product.high) &<< 64 | Int128(product.low))
    }
}
