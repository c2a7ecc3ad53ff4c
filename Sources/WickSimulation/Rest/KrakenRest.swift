import WickDomain

/// Kraken's public REST (docs.kraken.com, spot-rest-api): Trades, OHLC, Time, AssetPairs.
struct KrakenRest {
    let desk: RestDesk

    private static let maximumCount = 1000
    private static let maximumBars = 720

    func answer(_ request: RestRequest) -> RestAnswer {
        switch request.path {
        case "/0/public/Time": time()
        case "/0/public/AssetPairs": pairs()
        case "/0/public/Trades": withPair(request, trades)
        case "/0/public/OHLC": withPair(request, bars)
        default: Self.error("EGeneral:Unknown method")
        }
    }

    private static func error(_ text: String) -> RestAnswer { .json(#"{"error":["\#(text)"]}"#) }

    private func withPair(_ request: RestRequest, _ body: (RestRequest, KrakenPair) -> RestAnswer) -> RestAnswer {
        guard let name = request["pair"] else { return Self.error("EGeneral:Invalid arguments") }
        let pair = Asset.allCases.map(KrakenPair.of).first { $0.aliases.contains(name) }
        guard let pair else { return Self.error("EQuery:Unknown asset pair") }
        return body(request, pair)
    }

    /// `{"error":[],"result":{"unixtime":1772409604,"rfc1123":"…"}}`
    private func time() -> RestAnswer {
        .json(#"{"error":[],"result":{"unixtime":\#(desk.now.microseconds / 1_000_000),"rfc1123":"\#(desk.now)"}}"#)
    }

    /// `{"error":[],"result":{"XXBTZUSD":{"altname":"XBTUSD","wsname":"XBT/USD","status":"online"}}}`: names of the first socket interface.
    private func pairs() -> RestAnswer {
        let rows = Asset.allCases.map { asset in
            let base = asset == .bitcoin ? "XBT" : "ETH"
            return
                #""\#(KrakenPair.of(asset).key)":{"altname":"\#(base)USD","wsname":"\#(base)/USD","status":"online"}"#
        }
        return .json(#"{"error":[],"result":{\#(rows.joined(separator: ","))}}"#)
    }

    /// `{"error":[],"result":{"XXBTZUSD":[["81262.50000","0.00317000",1772409604.585581,"b","l","",70000001]],"last":"1772409604585581000"}}`
    ///
    /// `since` is exclusive, in nanoseconds; every trade has a nanosecond of its own (executions of one microsecond follow
    /// one another by a nanosecond), so `last`, the nanosecond of the last row, goes on exactly where the page ended. A
    /// cursor made from a socket's microseconds repeats what that microsecond had after its first execution.
    private func trades(_ request: RestRequest, _ pair: KrakenPair) -> RestAnswer {
        let history = desk.histories[pair.asset]
        let count = request["count"].map { Int($0) ?? 0 } ?? Self.maximumCount
        guard (1...Self.maximumCount).contains(count) else { return Self.error("EGeneral:Invalid arguments:count") }
        var cursor: Int64 = 0
        let indices: [Int]
        if let since = request["since"] {
            guard let value = Self.nanoseconds(since) else { return Self.error("EGeneral:Invalid arguments:since") }
            cursor = value
            indices = history.visible(from: history.index(afterNanoseconds: value), limit: count)
        } else {
            indices = history.newest(before: history.entries.count, limit: count)
        }
        if let last = indices.last { cursor = history.entries[last].nanoseconds }
        var bytes: [UInt8] = []
        bytes.append(text: #"{"error":[],"result":{""#)
        bytes.append(text: pair.key)
        bytes.append(text: #"":["#)
        for index in indices { Self.append(history, index, pair, to: &bytes) }
        if !indices.isEmpty { bytes.removeLast() }
        bytes.append(text: #"],"last":""#)
        bytes.append(number: UInt64(max(0, cursor)))
        bytes.append(text: #""}}"#)
        return .json(bytes)
    }

    /// Nanoseconds since 1970; short numbers are seconds.
    private static func nanoseconds(_ text: String) -> Int64? {
        guard let value = Int64(text), value >= 0 else { return nil }
        return value < 100_000_000_000 ? value * 1_000_000_000 : value
    }

    private static func append(_ history: TradeHistory, _ index: Int, _ pair: KrakenPair, to bytes: inout [UInt8]) {
        let entry = history.entries[index]
        bytes.append(text: #"[""#)
        bytes.append(raw: entry.price.raw, scale: Price.scale, decimals: pair.priceDecimals)
        bytes.append(text: #"",""#)
        bytes.append(raw: entry.quantity.raw, scale: Quantity.scale, decimals: 8)
        bytes.append(text: #"","#)
        bytes.append(trimmed: entry.nanoseconds, scale: 9)
        bytes.append(text: entry.takerSide == .buy ? #","b","# : #","s","#)
        bytes.append(text: entry.isMarketOrder ? #""m","","# : #""l","","#)
        bytes.append(number: history.id(at: index))
        bytes.append(text: "],")
    }

    /// `{"error":[],"result":{"XXBTZUSD":[[1772409600,"81262.5","81270.0","81255.1","81260.0","81261.2","1.20000000",42]],"last":1772409540}}`:
    /// time, open, high, low, close, volume-weighted mean, volume, count; the last row is still running.
    private func bars(_ request: RestRequest, _ pair: KrakenPair) -> RestAnswer {
        let minutes = request["interval"].map { Int($0) ?? 0 } ?? 1
        guard [1, 5, 15, 30, 60, 240, 1440, 10_080, 21_600].contains(minutes) else {
            return Self.error("EGeneral:Invalid arguments:interval")
        }
        let since = request["since"].flatMap { Int64($0) } ?? 0
        let interval = Duration.seconds(60 * minutes)
        var bars = desk.bars(
            of: pair.asset, interval: interval, from: Timestamp(seconds: 0), to: desk.now + .microseconds(1),
            limit: Self.maximumBars, newest: true)
        let committed = bars.dropLast().last?.openTime ?? desk.now.floored(to: interval) - interval
        bars.removeAll { $0.openTime.microseconds / 1_000_000 <= since }
        let rows = bars.map { Self.row($0) }.joined(separator: ",")
        let last = committed.microseconds / 1_000_000
        return .json(#"{"error":[],"result":{"\#(pair.key)":[\#(rows)],"last":\#(last)}}"#)
    }

    private static func row(_ bar: RestBar) -> String {
        var bytes: [UInt8] = []
        bytes.append(text: "[")
        bytes.append(number: UInt64(bar.openTime.microseconds / 1_000_000))
        for price in [bar.open, bar.high, bar.low, bar.close] {
            bytes.append(text: #",""#)
            bytes.append(wide: Int128(price.raw), scale: Price.scale, decimals: 2)
            bytes.append(text: #"""#)
        }
        // Notional has 17 decimals and volume 8, so their ratio has 9.
        let mean = bar.volume.raw == 0 ? 0 : bar.notional.raw / bar.volume.raw
        bytes.append(text: #",""#)
        bytes.append(wide: mean, scale: 9, decimals: 2)
        bytes.append(text: #"",""#)
        bytes.append(wide: bar.volume.raw, scale: Volume.scale, decimals: 8)
        bytes.append(text: #"","#)
        bytes.append(number: UInt64(bar.count))
        bytes.append(text: "]")
        return String(decoding: bytes, as: UTF8.self)
    }
}
