/// What is traded against the dollar or a coin that follows it: the unit of news, and of what one instrument says of another.
public enum Asset: Int, CaseIterable, Sendable {
    case bitcoin
    case ether

    public var other: Asset { self == .bitcoin ? .ether : .bitcoin }

    /// The short name that traders use.
    public var code: String { self == .bitcoin ? "BTC" : "ETH" }
}

extension Instrument {
    /// Its base asset, read from the venue's own symbol ("BTC/USD", "XBTUSD", "ETHUSDT", "BTC-USD"); nil for any other.
    public var asset: Asset? {
        let name = symbol.description.uppercased()
        if name.hasPrefix("BTC") || name.hasPrefix("XBT") { return .bitcoin }
        return name.hasPrefix("ETH") ? .ether : nil
    }
}
