import WickDomain

// What each venue is asked, and how its pages follow each other. Kraken goes upwards in time by its own cursor; Binance by id,
// upwards through a hole and downwards to a moment; Coinbase downwards by id. For what came after the last trade known they are asked by
// the same cursor, by the next id, and for the newest.
extension RepairJob {
    /// What a page led to.
    enum Progress {
        /// Everything that was asked for has been looked at; from `complete` on the page has every trade.
        case finished(complete: Timestamp?)
        case more(complete: Timestamp?)
        /// The page brought it no further: the interface is behind the socket.
        case stuck
    }

    func request(pageLimit: Int) -> RepairRequest {
        let symbol = instrument.symbol.percentEncoded
        switch instrument.venue {
        case .kraken, .bitfinex:
            let pair = Self.krakenPair(instrument.symbol)
            let since = Symbol.percentEncoded(cursor ?? firstCursor)
            let path = "/0/public/Trades?pair=\(pair)&since=\(since)&count=\(pageLimit)"
            return RepairRequest(instrument: instrument, path: path)
        case .binance:
            // aggTrades would do without historicalTrades' weight, but its ids are others and it sums trades up.
            let (first, count) = binanceRange(pageLimit)
            let path = "/api/v3/historicalTrades?symbol=\(symbol)&fromId=\(first)&limit=\(count)"
            return RepairRequest(instrument: instrument, path: path)
        case .coinbase where kind == .tail:
            let path = "/products/\(symbol)/trades?before=\(ids.lowerBound - 1)&limit=\(pageLimit)"
            return RepairRequest(instrument: instrument, path: path)
        case .coinbase:
            let count = min(UInt64(pageLimit), ids.upperBound - ids.lowerBound + 1)
            let path = "/products/\(symbol)/trades?after=\(ids.upperBound + 1)&limit=\(count)"
            return RepairRequest(instrument: instrument, path: path)
        }
    }

    /// Moves on to the next page.
    mutating func advance(past page: RestPage, pageLimit: Int) -> Progress {
        if kind == .tail { return advanceToEnd(past: page, pageLimit: pageLimit) }
        guard let found = page.ids else {
            // Coinbase lists downwards: below this id there is nothing, since a list that lags lacks the newest, not the oldest.
            return instrument.venue == .coinbase && since != nil ? .finished(complete: since) : .stuck
        }
        switch instrument.venue {
        case .kraken, .bitfinex: return advanceByCursor(past: page, found)
        case .binance where since == nil: return advanceUpwards(found)
        case .binance, .coinbase: return advanceDownwards(page, found)
        }
    }

    /// Just before the trade on the older side, which comes again and shows that nothing was skipped.
    private var firstCursor: String { "\(max(0, after.nanoseconds) - 1)" }

    private mutating func advanceByCursor(past page: RestPage, _ found: ClosedRange<UInt64>) -> Progress {
        let complete = cursor == nil ? since : nil
        if found.upperBound >= ids.upperBound { return .finished(complete: complete) }
        guard let next = page.cursor, next != cursor else { return .stuck }
        cursor = next
        return .more(complete: complete)
    }

    /// A page that is not full has the newest trade. Coinbase gives the newest at once; what lies before them is a hole.
    private mutating func advanceToEnd(past page: RestPage, pageLimit: Int) -> Progress {
        guard page.trades.count >= pageLimit, instrument.venue != .coinbase, let found = page.ids else {
            return .finished(complete: nil)
        }
        if instrument.venue == .binance {
            guard found.upperBound >= ids.lowerBound, found.upperBound < .max else { return .stuck }
            ids = found.upperBound + 1...ids.upperBound
        } else {
            guard let next = page.cursor, next != cursor else { return .stuck }
            cursor = next
        }
        return .more(complete: nil)
    }

    private func binanceRange(_ pageLimit: Int) -> (first: UInt64, count: UInt64) {
        let limit = UInt64(pageLimit)
        if kind == .tail { return (ids.lowerBound, limit) }
        if since == nil { return (ids.lowerBound, min(limit, ids.upperBound - ids.lowerBound + 1)) }
        let first = ids.upperBound >= limit ? ids.upperBound - limit + 1 : 0
        return (first, ids.upperBound - first + 1)
    }

    private mutating func advanceUpwards(_ found: ClosedRange<UInt64>) -> Progress {
        if found.upperBound >= ids.upperBound { return .finished(complete: nil) }
        guard found.upperBound >= ids.lowerBound else { return .stuck }
        ids = found.upperBound + 1...ids.upperBound
        return .more(complete: nil)
    }

    private mutating func advanceDownwards(_ page: RestPage, _ found: ClosedRange<UInt64>) -> Progress {
        if let since, let oldest = page.trades.map(\.eventTime).min(), oldest < since || found.lowerBound <= 1 {
            return .finished(complete: since)
        }
        if found.lowerBound <= ids.lowerBound { return .finished(complete: nil) }
        // Binance lists upwards from below what is asked for: the first trade known is the market's first.
        guard found.lowerBound <= ids.upperBound else { return since == nil ? .stuck : .finished(complete: since) }
        ids = ids.lowerBound...found.lowerBound - 1
        return .more(complete: nil)
    }

    /// REST knows pairs without the slash, and two assets under older names (docs.kraken.com, asset pairs: altname). As it stands in a URL.
    static func krakenPair(_ symbol: Symbol) -> String {
        let assets = symbol.description.split(separator: "/").map { asset in
            switch asset {
            case "BTC": "XBT"
            case "DOGE": "XDG"
            default: String(asset)
            }
        }
        return Symbol.percentEncoded(assets.joined())
    }
}
