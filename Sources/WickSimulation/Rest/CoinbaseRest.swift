import WickDomain

/// Coinbase's public REST: the newest trades of a product within a span of time (Advanced Trade, `ticker`), trades by id
/// (Exchange, `trades`), minute candles, products, and the time. Everything comes newest first.
struct CoinbaseRest {
    let desk: RestDesk

    private static let maximumLimit = 1000
    private static let maximumBars = 350

    func answer(_ request: RestRequest) -> RestAnswer {
        let parts = request.path.split(separator: "/").map(String.init)
        switch parts.count {
        case 4 where request.path == "/api/v3/brokerage/time": return time()
        case 7 where parts.starts(with: ["api", "v3", "brokerage", "market", "products"]):
            guard let asset = asset(parts[5]) else { return Self.unknownProduct }
            switch parts[6] {
            case "ticker": return ticker(request, asset)
            case "candles": return candles(request, asset)
            default: return Self.notFound
            }
        case 1 where parts[0] == "time":
            // Exchange: `{"iso":"2015-01-07T23:47:25.201Z","epoch":1420674445.201}`.
            return .json(#"{"iso":"\#(desk.now)","epoch":\#(desk.now.microseconds / 1_000_000)}"#)
        case 1 where parts[0] == "products":
            // Exchange: `[{"id":"BTC-USD","status":"online"}]`.
            let rows = Asset.allCases.map { #"{"id":"\#(desk.listings[$0].instrument.symbol)","status":"online"}"# }
            return .json("[\(rows.joined(separator: ","))]")
        case 3 where parts[0] == "products" && parts[2] == "trades":
            guard let asset = asset(parts[1]) else { return Self.unknownProduct }
            return trades(request, asset)
        case 3 where parts[0] == "products" && parts[2] == "candles":
            guard let asset = asset(parts[1]) else { return Self.unknownProduct }
            return rows(request, asset)
        default: return Self.notFound
        }
    }

    private static let notFound = RestAnswer.json(#"{"error":"NOT_FOUND","message":"no such resource"}"#, status: 404)
    private static let unknownProduct = RestAnswer.json(
        #"{"error":"NOT_FOUND","error_details":"valid product_id is required","message":"valid product_id is required"}"#,
        status: 404)

    private static func invalid(_ name: String) -> RestAnswer {
        .json(#"{"error":"INVALID_ARGUMENT","message":"\#(name) is invalid"}"#, status: 400)
    }

    private func asset(_ name: String) -> Asset? {
        Asset.allCases.first { desk.listings[$0].instrument.symbol.description == name }
    }

    /// `{"iso":"2026-03-02T00:00:04Z","epochSeconds":"1772409604","epochMillis":"1772409604585"}`
    private func time() -> RestAnswer {
        let micros = desk.now.microseconds
        return .json(
            #"{"iso":"\#(desk.now)","epochSeconds":"\#(micros / 1_000_000)","epochMillis":"\#(micros / 1000)"}"#)
    }

    /// `{"trades":[{"trade_id":"70000001","product_id":"BTC-USD","price":"81262.5","size":"0.00317","time":"…","side":"SELL"}],"best_bid":"…","best_ask":"…"}`
    ///
    /// `start` and `end` are seconds since 1970: [start, end). `side` is the maker's, as on the socket.
    private func ticker(_ request: RestRequest, _ asset: Asset) -> RestAnswer {
        guard let limit = request["limit"].flatMap({ Int($0) }), limit > 0 else { return Self.invalid("limit") }
        let history = desk.histories[asset]
        var end = history.entries.count
        if let text = request["end"] {
            guard let seconds = Int64(text) else { return Self.invalid("end") }
            end = history.index(at: Timestamp(seconds: seconds))
        }
        var start = 0
        if let text = request["start"] {
            guard let seconds = Int64(text) else { return Self.invalid("start") }
            start = history.index(at: Timestamp(seconds: seconds))
        }
        let indices = history.newest(before: end, limit: min(limit, Self.maximumLimit)).filter { $0 >= start }
        var bytes: [UInt8] = []
        bytes.append(text: #"{"trades":["#)
        var times = TimeText()
        for (position, index) in indices.reversed().enumerated() {
            if position > 0 { bytes.append(text: ",") }
            append(history, index, asset, &times, to: &bytes)
        }
        bytes.append(text: #"],"best_bid":"","best_ask":""}"#)
        return .json(bytes)
    }

    private func append(
        _ history: TradeHistory, _ index: Int, _ asset: Asset, _ times: inout TimeText, to bytes: inout [UInt8]
    ) {
        let entry = history.entries[index]
        bytes.append(text: #"{"trade_id":""#)
        bytes.append(number: history.id(at: index))
        bytes.append(text: #"","product_id":""#)
        bytes.append(text: desk.listings[asset].instrument.symbol)
        bytes.append(text: #"","price":""#)
        bytes.append(trimmed: entry.price.raw, scale: Price.scale)
        bytes.append(text: #"","size":""#)
        bytes.append(trimmed: entry.quantity.raw, scale: Quantity.scale)
        bytes.append(text: #"","time":""#)
        times.append(entry.eventTime, to: &bytes)
        bytes.append(text: entry.takerSide == .buy ? #"","side":"SELL"}"# : #"","side":"BUY"}"#)
    }

    /// `[{"trade_id":70000001,"side":"sell","size":"0.00317","price":"81262.5","time":"…"}]`: the newest with an id below
    /// `after`, or above `before`.
    private func trades(_ request: RestRequest, _ asset: Asset) -> RestAnswer {
        let history = desk.histories[asset]
        let limit = request["limit"].flatMap { Int($0) } ?? Self.maximumLimit
        guard limit > 0 else { return Self.invalid("limit") }
        var end = history.entries.count
        if let text = request["after"] {
            guard let id = UInt64(text) else { return Self.invalid("after") }
            end = history.index(ofID: id)
        }
        var start = 0
        if let text = request["before"] {
            guard let id = UInt64(text), id < .max else { return Self.invalid("before") }
            start = history.index(ofID: id + 1)
        }
        var times = TimeText()
        var bytes: [UInt8] = []
        bytes.append(text: "[")
        let indices = history.newest(before: end, limit: min(limit, Self.maximumLimit)).filter { $0 >= start }
        for (position, index) in indices.reversed().enumerated() {
            let entry = history.entries[index]
            bytes.append(text: position > 0 ? #",{"trade_id":"# : #"{"trade_id":"#)
            bytes.append(number: history.id(at: index))
            bytes.append(text: entry.takerSide == .buy ? #","side":"sell","size":""# : #","side":"buy","size":""#)
            bytes.append(trimmed: entry.quantity.raw, scale: Quantity.scale)
            bytes.append(text: #"","price":""#)
            bytes.append(trimmed: entry.price.raw, scale: Price.scale)
            bytes.append(text: #"","time":""#)
            times.append(entry.eventTime, to: &bytes)
            bytes.append(text: #""}"#)
        }
        bytes.append(text: "]")
        return .json(bytes)
    }

    /// `{"candles":[{"start":"1772409600","low":"…","high":"…","open":"…","close":"…","volume":"…"}]}`
    private func candles(_ request: RestRequest, _ asset: Asset) -> RestAnswer {
        guard request["granularity"] == "ONE_MINUTE" else { return Self.invalid("granularity") }
        guard let start = request["start"].flatMap({ Int64($0) }), let end = request["end"].flatMap({ Int64($0) })
        else { return Self.invalid("start or end") }
        let bars = desk.bars(
            of: asset, interval: .seconds(60), from: Timestamp(seconds: start),
            to: Timestamp(seconds: end) + .microseconds(1), limit: Self.maximumBars, newest: true)
        let rows = bars.reversed().filter { $0.count > 0 }.map { bar in
            #"{"start":"\#(bar.openTime.microseconds / 1_000_000)","low":"\#(bar.low)","high":"\#(bar.high)","#
                + #""open":"\#(bar.open)","close":"\#(bar.close)","volume":"\#(bar.volume)"}"#
        }
        return .json(#"{"candles":[\#(rows.joined(separator: ","))]}"#)
    }

    /// Exchange, `candles`: `[[1772409600,81255.1,81270.0,81262.5,81260.0,1.2]]`, both ends included, at most 300, minutes without a
    /// trade left out.
    private func rows(_ request: RestRequest, _ asset: Asset) -> RestAnswer {
        guard request["granularity"] == "60" else { return Self.invalid("granularity") }
        guard let start = request["start"].flatMap({ try? Timestamp(iso8601: $0) }),
            let end = request["end"].flatMap({ try? Timestamp(iso8601: $0) }), end - start < .seconds(60 * 300)
        else { return Self.invalid("start or end") }
        let bars = desk.bars(
            of: asset, interval: .seconds(60), from: start, to: end + .microseconds(1), limit: 300, newest: true)
        let rows = bars.reversed().filter { $0.count > 0 }.map { bar in
            "[\(bar.openTime.microseconds / 1_000_000),\(bar.low),\(bar.high),\(bar.open),\(bar.close),\(bar.volume)]"
        }
        return .json("[\(rows.joined(separator: ","))]")
    }
}
