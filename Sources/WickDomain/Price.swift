/// A price in units of the quote asset, exact to 1e-9; at most 9,223,372,036.854775807.
public struct Price: FixedPoint {
    public static let scale = 9
    public let raw: Int64
    @inlinable
    public init(raw: Int64) { self.raw = raw }
}

/// An amount of the base asset, exact to 1e-8, which is as fine as Kraken, Binance and Coinbase trade; at most `maximum`.
public struct Quantity: FixedPoint {
    public static let scale = 8
    /// The largest that is taken from outside: 10^20 units, more than any coin has. A million of them fit in `Volume.maximum`.
    @inlinable
    public static var maximum: Quantity { Quantity(raw: 10_000_000_000_000_000_000_000_000_000) }
    public let raw: Int128
    @inlinable
    public init(raw: Int128) { self.raw = raw }
}

/// A sum of quantities, exact to 1e-8.
public struct Volume: FixedPoint {
    public static let scale = 8
    /// The most that a minute holds: 10^26 units. A day of such minutes still fits in 128 bits.
    @inlinable
    public static var maximum: Volume { Volume(raw: 10_000_000_000_000_000_000_000_000_000_000_000) }
    public let raw: Int128
    @inlinable
    public init(raw: Int128) { self.raw = raw }

    @inlinable
    public init(_ quantity: Quantity) { self.init(raw: quantity.raw) }
}

/// A sum of price times quantity in units of the quote asset, exact to 1e-17; below 1.7e21.
public struct Notional: FixedPoint {
    public static let scale = 17
    public let raw: Int128
    @inlinable
    public init(raw: Int128) { self.raw = raw }

    /// The exact product; nil where it is beyond 128 bits.
    @inlinable
    @inline(__always)
    public init?(_ price: Price, _ quantity: Quantity) {
        // The standard library multiplies Int128 out of line. Nearly every quantity fits in 64 bits, and such products always fit.
        if let narrow = Int64(exactly: quantity.raw) {
            let product = price.raw.multipliedFullWidth(by: narrow)
            self.init(raw: Int128(product.high) &<< 64 | Int128(product.low))
            return
        }
        let (product, overflowed) = Int128(price.raw).multipliedReportingOverflow(by: quantity.raw)
        guard !overflowed else { return nil }
        self.init(raw: product)
    }
}
