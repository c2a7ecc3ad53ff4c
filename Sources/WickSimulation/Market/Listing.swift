public import WickDomain

/// How a venue lists an asset: its name for it, and the grids that its prices and sizes lie on.
public struct Listing: Equatable, Sendable {
    public let instrument: Instrument
    /// Decimal places of the smallest price step, e.g. 1 for Kraken's BTC/USD.
    public let priceDecimals: Int
    public let quantityDecimals: Int

    /// - Throws: `SimulationError.unsupportedVenue` for venues without live frames.
    public init(_ asset: Asset, on venue: Venue) throws(SimulationError) {
        let bitcoin = asset == .bitcoin
        switch venue {
        case .kraken: self.init(venue, bitcoin ? "BTC/USD" : "ETH/USD", price: bitcoin ? 1 : 2, quantity: 8)
        case .binance: self.init(venue, bitcoin ? "BTCUSDT" : "ETHUSDT", price: 2, quantity: bitcoin ? 5 : 4)
        case .coinbase: self.init(venue, bitcoin ? "BTC-USD" : "ETH-USD", price: 2, quantity: 8)
        case .bitfinex: throw .unsupportedVenue(venue)
        }
    }

    private init(_ venue: Venue, _ name: String, price: Int, quantity: Int) {
        guard let symbol = try? Symbol(name) else { preconditionFailure("a listed name is a symbol") }
        instrument = Instrument(venue: venue, symbol: symbol)
        priceDecimals = price
        quantityDecimals = quantity
    }

    /// The smallest price step in units of `Price`.
    var tick: Int64 { Self.power(Price.scale - priceDecimals) }
    /// The smallest size step in units of `Quantity`.
    var lot: Int64 { Self.power(Quantity.scale - quantityDecimals) }

    private static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
