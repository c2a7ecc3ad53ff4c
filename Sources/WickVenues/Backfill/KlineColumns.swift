import WickDomain

/// Which position of a row of bars holds what; nil where the venue does not tell.
struct KlineColumns {
    let open: Int
    let high: Int
    let low: Int
    let close: Int
    let volume: Int
    var closeTime: Int?
    var notional: Int?
    var count: Int?
    var buyVolume: Int?

    init(_ venue: Venue) {
        switch venue {
        case .binance:
            (open, high, low, close, volume) = (1, 2, 3, 4, 5)
            (closeTime, notional, count, buyVolume) = (6, 7, 8, 9)
        case .kraken, .bitfinex:
            (open, high, low, close, volume) = (1, 2, 3, 4, 6)
            count = 7
        case .coinbase: (open, high, low, close, volume) = (3, 2, 1, 4, 5)
        }
    }
}
