import WickDomain
import WickStore

/// Minutes from before the venues' own history, as an import leaves them in a store: a walk that ends at the price the market begins with.
struct SeededHistory {
    private static let minute: Duration = .seconds(60)

    let parameters: MarketParameters
    let minutes: Int

    /// Ascending; the last ends where the market starts.
    func candles(of instrument: Instrument) -> [Candle] {
        guard let asset = instrument.asset else { return [] }
        var random = RandomSource(
            seed: parameters.seed ^ UInt64(instrument.venue.ordinal), stream: 60 + UInt64(asset.rawValue))
        var closes = [parameters[asset].initialPrice]
        for _ in 0..<minutes { closes.append(closes[closes.count - 1] * (1 + 0.0006 * random.normal())) }
        closes.reverse()
        return (0..<minutes).map { index in
            candle(instrument, index, open: closes[index], close: closes[index + 1], &random)
        }
    }

    private func candle(
        _ instrument: Instrument, _ index: Int, open: Double, close: Double, _ random: inout RandomSource
    ) -> Candle {
        let openTime = parameters.start - Self.minute * (minutes - index)
        let prices = (Self.price(open), Self.price(close))
        let count = 20 + random.index(below: 80)
        let volume = Volume(raw: Int128(10_000_000 + random.index(below: 400_000_000)))
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: openTime, open: prices.0,
            high: max(prices.0, prices.1), low: min(prices.0, prices.1), close: prices.1, volume: volume,
            buyVolume: Volume(raw: volume.raw / 2), notional: nil, tradeCount: count, identifiers: nil, state: .final,
            knownTime: openTime + Self.minute + .seconds(1))
    }

    /// On a grid of cents.
    private static func price(_ value: Double) -> Price { Price(raw: Int64((value * 100).rounded()) * 10_000_000) }
}
