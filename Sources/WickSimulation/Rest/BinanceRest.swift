import WickDomain

/// Binance's public spot REST (binance-spot-api-docs, rest-api): trades by id, aggregates, klines, time, symbols, prices.
struct BinanceRest {
    let desk: RestDesk

    private static let maximumLimit = 1000
    private static let defaultLimit = 500
    private static let intervals: [String: Int] = [
        "1m": 60, "3m": 180, "5m": 300, "15m": 900, "30m": 1800, "1h": 3600, "4h": 14_400, "1d": 86_400,
    ]

    /// What a request for one symbol's rows says.
    private struct Query {
        let asset: Asset
        let limit: Int
        /// Raw times are divided by this: 1000 for milliseconds, 1 for microseconds.
        let divisor: Int64
        let start: Timestamp?
        let end: Timestamp?
    }

    func answer(_ request: RestRequest) -> RestAnswer {
        switch request.path {
        case "/api/v3/ping": .json("{}")
        case "/api/v3/time": .json(#"{"serverTime":\#(desk.now.microseconds / Self.divisor(request))}"#)
        case "/api/v3/exchangeInfo": exchangeInfo()
        case "/api/v3/ticker/price": prices()
        case "/api/v3/trades": withQuery(request) { trades($0, from: nil) }
        case "/api/v3/historicalTrades":
            withQuery(request) { trades($0, from: request["fromId"].flatMap { UInt64($0) }) }
        case "/api/v3/aggTrades": withQuery(request) { aggregates($0, from: request["fromId"].flatMap { UInt64($0) }) }
        case "/api/v3/klines": withQuery(request) { bars($0, interval: request["interval"]) }
        default: .html(status: 404, title: "Not Found")
        }
    }

    private static func error(_ code: Int, _ text: String) -> RestAnswer {
        .json(#"{"code":\#(code),"msg":"\#(text)"}"#, status: 400)
    }

    private static func divisor(_ request: RestRequest) -> Int64 {
        request.timeUnit?.uppercased() == "MICROSECOND" ? 1 : 1000
    }

    private func withQuery(_ request: RestRequest, _ body: (Query) -> RestAnswer) -> RestAnswer {
        guard let symbol = request["symbol"] else {
            return Self.error(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
        }
        guard let asset = Asset.allCases.first(where: { desk.listings[$0].instrument.symbol.description == symbol })
        else { return Self.error(-1121, "Invalid symbol.") }
        let limit = request["limit"].map { Int($0) ?? 0 } ?? Self.defaultLimit
        guard limit > 0 else { return Self.error(-1130, "Data sent for parameter 'limit' is not valid.") }
        return body(
            Query(
                asset: asset, limit: min(limit, Self.maximumLimit), divisor: Self.divisor(request),
                start: request["startTime"].flatMap(Self.time), end: request["endTime"].flatMap(Self.time)))
    }

    /// Milliseconds or microseconds: the real venue takes both, and tells them apart by size.
    private static func time(_ text: String) -> Timestamp? {
        guard let value = Int64(text), value >= 0 else { return nil }
        return value < 100_000_000_000_000 ? Timestamp(milliseconds: value) : Timestamp(microseconds: value)
    }

    // MARK: Trades

    /// `[{"id":70000001,"price":"81262.50000000","qty":"0.00317000","quoteQty":"257.60212500","time":1772409604585,"isBuyerMaker":true,"isBestMatch":true}]`
    private func trades(_ query: Query, from id: UInt64?) -> RestAnswer {
        let history = desk.histories[query.asset]
        let indices =
            id.map { history.visible(from: history.index(ofID: $0), limit: query.limit) }
            ?? history.newest(before: history.entries.count, limit: query.limit)
        return Self.list(indices) { index, bytes in
            let entry = history.entries[index]
            bytes.append(text: #"{"id":"#)
            bytes.append(number: history.id(at: index))
            bytes.append(text: #","price":""#)
            bytes.append(raw: entry.price.raw, scale: Price.scale, decimals: 8)
            bytes.append(text: #"","qty":""#)
            bytes.append(raw: entry.quantity.raw, scale: Quantity.scale, decimals: 8)
            bytes.append(text: #"","quoteQty":""#)
            bytes.append(wide: Notional(entry.price, entry.quantity)?.raw ?? 0, scale: Notional.scale, decimals: 8)
            bytes.append(text: #"","time":"#)
            bytes.append(number: UInt64(entry.eventTime.microseconds / query.divisor))
            bytes.append(text: entry.takerSide == .sell ? #","isBuyerMaker":true"# : #","isBuyerMaker":false"#)
            bytes.append(text: #","isBestMatch":true}"#)
        }
    }

    /// `[{"a":20000001,"p":"81262.50000000","q":"0.00317000","f":70000001,"l":70000003,"T":1772409604585,"m":true,"M":true}]`
    private func aggregates(_ query: Query, from number: UInt64?) -> RestAnswer {
        let history = desk.histories[query.asset]
        var groups: [Range<Int>]
        if let number {
            let first = number > BinanceWire.firstAggregateID ? number - BinanceWire.firstAggregateID : 0
            groups = Self.groups(history, from: history.index(ofAggregate: first), limit: query.limit)
        } else if let start = query.start {
            groups = Self.groups(history, from: history.index(at: start), limit: query.limit)
        } else {
            // Few aggregates hold more than ten executions; those that do leave the answer shorter.
            let first = max(0, history.entries.count - 10 * query.limit)
            groups = Self.groups(history, from: first, limit: 10 * query.limit).suffix(query.limit)
        }
        if let end = query.end { groups.removeAll { history.entries[$0.lowerBound].eventTime > end } }
        return Self.list(groups) { Self.append(history, $0, query, to: &$1) }
    }

    /// Consecutive entries that share an aggregate, hidden ones left out; the first is never cut.
    private static func groups(_ history: TradeHistory, from start: Int, limit: Int) -> [Range<Int>] {
        let entries = history.entries
        var index = start
        while index > 0, index < entries.count, entries[index - 1].aggregate == entries[index].aggregate { index -= 1 }
        var groups: [Range<Int>] = []
        while index < entries.count, groups.count < limit {
            var end = index + 1
            while end < entries.count, entries[end].aggregate == entries[index].aggregate { end += 1 }
            if !entries[index].isHidden { groups.append(index..<end) }
            index = end
        }
        return groups
    }

    private static func append(_ history: TradeHistory, _ group: Range<Int>, _ query: Query, to bytes: inout [UInt8]) {
        let first = history.entries[group.lowerBound]
        bytes.append(text: #"{"a":"#)
        bytes.append(number: BinanceWire.firstAggregateID + UInt64(first.aggregate))
        bytes.append(text: #","p":""#)
        bytes.append(raw: first.price.raw, scale: Price.scale, decimals: 8)
        bytes.append(text: #"","q":""#)
        let quantity = group.reduce(Int128(0)) { $0 + history.entries[$1].quantity.raw }
        bytes.append(raw: quantity, scale: Quantity.scale, decimals: 8)
        bytes.append(text: #"","f":"#)
        bytes.append(number: history.id(at: group.lowerBound))
        bytes.append(text: #","l":"#)
        bytes.append(number: history.id(at: group.upperBound - 1))
        bytes.append(text: #","T":"#)
        bytes.append(number: UInt64(first.eventTime.microseconds / query.divisor))
        bytes.append(text: first.takerSide == .sell ? #","m":true,"M":true}"# : #","m":false,"M":true}"#)
    }

    private static func list<Item>(_ items: [Item], _ append: (Item, inout [UInt8]) -> Void) -> RestAnswer {
        var bytes: [UInt8] = []
        bytes.append(text: "[")
        for (position, item) in items.enumerated() {
            if position > 0 { bytes.append(text: ",") }
            append(item, &bytes)
        }
        bytes.append(text: "]")
        return .json(bytes)
    }

    // MARK: Bars and symbols

    /// Open time, open, high, low, close, volume, close time, quote volume, trades, taker's buy volume and quote volume,
    /// and one to ignore.
    private func bars(_ query: Query, interval: String?) -> RestAnswer {
        guard let seconds = interval.flatMap({ Self.intervals[$0] }) else {
            return Self.error(-1120, "Invalid interval.")
        }
        let length = Duration.seconds(seconds)
        // A bar belongs to the range when it opens in it.
        let from = query.start.map { ($0 - .microseconds(1)).floored(to: length) + length } ?? Timestamp(seconds: 0)
        let to = query.end.map { $0 + .microseconds(1) } ?? desk.now + .microseconds(1)
        let bars = desk.bars(
            of: query.asset, interval: length, from: from, to: to, limit: query.limit, newest: query.start == nil)
        return Self.list(bars) { Self.append($0, length, query, to: &$1) }
    }

    private static func append(_ bar: RestBar, _ length: Duration, _ query: Query, to bytes: inout [UInt8]) {
        bytes.append(text: "[")
        bytes.append(number: UInt64(bar.openTime.microseconds / query.divisor))
        for price in [bar.open, bar.high, bar.low, bar.close] { append(Int128(price.raw), Price.scale, to: &bytes) }
        append(bar.volume.raw, Volume.scale, to: &bytes)
        bytes.append(text: ",")
        bytes.append(number: UInt64((bar.openTime + length).microseconds / query.divisor - 1))
        append(bar.notional.raw, Notional.scale, to: &bytes)
        bytes.append(text: ",")
        bytes.append(number: UInt64(bar.count))
        append(bar.buyVolume.raw, Volume.scale, to: &bytes)
        append(bar.buyNotional.raw, Notional.scale, to: &bytes)
        bytes.append(text: #","0"]"#)
    }

    private static func append(_ raw: Int128, _ scale: Int, label: String? = nil, to bytes: inout [UInt8]) {
        bytes.append(text: label.map { #","\#($0)":""# } ?? #",""#)
        bytes.append(wide: raw, scale: scale, decimals: 8)
        bytes.append(text: #"""#)
    }

    /// `[{"symbol":"BTCUSDT","price":"81262.50000000"}]`
    private func prices() -> RestAnswer {
        Self.list(Asset.allCases) { asset, bytes in
            let history = desk.histories[asset]
            bytes.append(text: #"{"symbol":""#)
            bytes.append(text: desk.listings[asset].instrument.symbol)
            bytes.append(text: #"""#)
            let last = history.newest(before: history.entries.count, limit: 1).first
            Self.append(
                last.map { Int128(history.entries[$0].price.raw) } ?? 0, Price.scale, label: "price", to: &bytes)
            bytes.append(text: "}")
        }
    }

    private func exchangeInfo() -> RestAnswer {
        let symbols = Asset.allCases.map { asset in
            let listing = desk.listings[asset]
            let tick = Price(raw: listing.tick)
            let lot = Quantity(raw: Int128(listing.lot))
            return #"{"symbol":"\#(listing.instrument.symbol)","status":"TRADING","#
                + #""baseAsset":"\#(asset == .bitcoin ? "BTC" : "ETH")","quoteAsset":"USDT","#
                + #""filters":[{"filterType":"PRICE_FILTER","tickSize":"\#(tick)"},"#
                + #"{"filterType":"LOT_SIZE","stepSize":"\#(lot)"}]}"#
        }
        return .json(
            #"{"timezone":"UTC","serverTime":\#(desk.now.microseconds / 1000),"rateLimits":[],"exchangeFilters":[],"#
                + #""symbols":[\#(symbols.joined(separator: ","))]}"#)
    }
}
