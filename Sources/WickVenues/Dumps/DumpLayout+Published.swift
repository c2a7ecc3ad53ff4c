import WickDomain

extension DumpLayout {
    /// The columns that rows without a header may have, the venue's own order first.
    ///
    /// Binance: "Public data" repository, README, tables of klines, trades and aggTrades; its REST lists are the same. Kraken:
    /// "Downloadable historical market data" (time and sales; OHLCVT), and its REST lists. Bitfinex and Coinbase: the order of their
    /// candles endpoints, which archives keep. Kaggle: "Bitcoin Historical Data". freqtrade and ccxt: lists of time, open, high, low,
    /// close, volume, and of time, id, type, side, price, amount, cost.
    static func published(venue: Venue, kind: DumpKind) -> [DumpLayout] {
        switch kind {
        case .klines: klines(venue)
        case .trades: trades(venue)
        case .aggTrades:
            [
                DumpLayout(
                    kind: .aggTrades,
                    columns: [.id, .price, .quantity, .firstID, .lastID, .time, .isBuyerMaker, .ignore], optionalTail: 1
                )
            ]
        }
    }

    private static func klines(_ venue: Venue) -> [DumpLayout] {
        let common: [DumpColumn] = [.openTime, .open, .high, .low, .close, .volume]
        let bitfinex: [DumpColumn] = [.openTime, .open, .close, .high, .low, .volume]
        let coinbase: [DumpColumn] = [.openTime, .low, .high, .open, .close, .volume]
        let kaggle = common + [.notional, .ignore]
        var layouts: [[DumpColumn]]
        switch venue {
        case .bitfinex: layouts = [bitfinex, common, coinbase, kaggle]
        case .coinbase: layouts = [coinbase, common, bitfinex, kaggle]
        case .kraken:
            layouts = [
                common + [.trades], [.openTime, .open, .high, .low, .close, .ignore, .volume, .trades], kaggle, common,
                bitfinex, coinbase,
            ]
        case .binance: layouts = [common, bitfinex, coinbase, kaggle]
        }
        let binance: [DumpColumn] = common + [.closeTime, .notional, .trades, .buyVolume, .buyNotional, .ignore]
        layouts.insert(binance, at: venue == .binance ? 0 : layouts.count)
        return layouts.map { DumpLayout(kind: .klines, columns: $0) }
    }

    private static func trades(_ venue: Venue) -> [DumpLayout] {
        let ccxt = DumpLayout(kind: .trades, columns: [.time, .id, .ignore, .side, .price, .quantity, .notional])
        switch venue {
        case .binance:
            // Some years' files leave `isBestMatch` out.
            return [
                DumpLayout(
                    kind: .trades, columns: [.id, .price, .quantity, .notional, .time, .isBuyerMaker, .ignore],
                    optionalTail: 1), ccxt,
            ]
        case .kraken:
            return [
                DumpLayout(kind: .trades, columns: [.time, .price, .quantity]),
                DumpLayout(kind: .trades, columns: [.price, .quantity, .time, .side, .ignore, .ignore, .id]), ccxt,
            ]
        case .coinbase, .bitfinex: return [ccxt]
        }
    }
}
