import WickDomain

/// What REST answers from: the trades of a venue as of now, and how it lists them.
struct RestDesk: Sendable {
    let histories: AssetPair<TradeHistory>
    let listings: AssetPair<Listing>
    /// By the venue's clock.
    let now: Timestamp

    /// Bars of an interval that touch [from, to), ascending, at most `limit` of them, the oldest left out when `newest`.
    /// Intervals without a trade are flat at the last close; before the first trade there are none.
    func bars(of asset: Asset, interval: Duration, from: Timestamp, to: Timestamp, limit: Int, newest: Bool)
        -> [RestBar]
    {
        let history = histories[asset]
        guard let first = history.entries.first(where: { !$0.isHidden }) else { return [] }
        var start = max(from, first.eventTime).floored(to: interval)
        let last = min(to - .microseconds(1), now).floored(to: interval)
        guard start <= last else { return [] }
        let span = Int64(limit - 1) * interval.microseconds
        if newest { start = max(start, last - .microseconds(span)) }
        let end = newest ? last : min(last, start + .microseconds(span))
        return RestBar.fold(history, interval: interval, first: start, last: end)
    }
}

/// A bar as REST shows it, exact.
struct RestBar: Sendable {
    let openTime: Timestamp
    var open: Price
    var high: Price
    var low: Price
    var close: Price
    var volume = Volume.zero
    var buyVolume = Volume.zero
    var notional = Notional.zero
    var buyNotional = Notional.zero
    var count = 0

    private init(openTime: Timestamp, price: Price) {
        self.openTime = openTime
        open = price
        high = price
        low = price
        close = price
    }

    static func fold(_ history: TradeHistory, interval: Duration, first: Timestamp, last: Timestamp) -> [RestBar] {
        var index = history.index(at: first)
        var close = history.newest(before: index, limit: 1).first.map { history.entries[$0].price }
        var bars: [RestBar] = []
        var openTime = first
        while openTime <= last {
            let end = openTime + interval
            var bar: RestBar?
            while index < history.entries.count, history.entries[index].eventTime < end {
                let entry = history.entries[index]
                index += 1
                guard !entry.isHidden else { continue }
                if bar == nil { bar = RestBar(openTime: openTime, price: entry.price) }
                bar?.add(entry)
            }
            if let bar = bar ?? close.map({ RestBar(openTime: openTime, price: $0) }) {
                bars.append(bar)
                close = bar.close
            }
            openTime = end
        }
        return bars
    }

    private mutating func add(_ entry: TradeHistory.Entry) {
        high = max(high, entry.price)
        low = min(low, entry.price)
        close = entry.price
        count += 1
        let notional = Notional(entry.price, entry.quantity) ?? .zero
        volume += Volume(entry.quantity)
        self.notional += notional
        guard entry.takerSide == .buy else { return }
        buyVolume += Volume(entry.quantity)
        buyNotional += notional
    }
}

extension [UInt8] {
    /// `"64000.10000000"`: a sum or product of exact values, cut at so many decimals.
    mutating func append(wide raw: Int128, scale: Int, decimals: Int) {
        let cut = (decimals..<scale).reduce(raw) { value, _ in value / 10 }
        let one = (0..<decimals).reduce(Int128(1)) { value, _ in value * 10 }
        append(number: UInt64(cut / one))
        append(UInt8(ascii: "."))
        append(number: UInt64(cut % one), width: decimals)
    }
}
