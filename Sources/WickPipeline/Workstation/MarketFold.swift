import WickDomain
import WickFeatures

/// One instrument's part of the snapshot: its candles in every timeframe, corrections included. Owned by a `SnapshotFold`.
struct MarketFold: Sendable {
    /// Candles that are kept of each timeframe: two days of minutes, which is more than the widest chart shows.
    static let maximumCandles = 2880
    /// So many more before the oldest are dropped, so that dropping is rare.
    private static let slack = 256
    private static let dayMinutes = 1440

    private(set) var market: Snapshot.Market
    private var folder = CandleFolder(timeframes: Timeframe.allCases, recentCount: maximumCandles)
    /// The running minute.
    private var open: Candle?
    private var isChanged: Set<Timeframe> = []

    init(_ instrument: Instrument) { market = Snapshot.Market(instrument: instrument) }

    /// Takes a version of a minute that has closed.
    mutating func add(_ minute: Candle) {
        if let open, open.openTime <= minute.openTime { self.open = nil }
        // Let go of while they change: the folder would copy what it shares.
        market.series[.oneMinute]?.closed = []
        let folded = folder.add(minute)
        let minutes = folder.recentMinutes
        market.series[.oneMinute, default: Snapshot.CandleSeries(timeframe: .oneMinute)].closed = minutes
        for candle in folded {
            isChanged.insert(candle.timeframe)
            if candle.timeframe != .oneMinute { put(candle) }
        }
        if open == nil, let last = minutes.last, last.openTime == minute.openTime { market.lastPrice = last.close }
    }

    mutating func add(_ forecast: Snapshot.Forecast) {
        market.predictions.append(forecast)
        let surplus = market.predictions.count - SnapshotFold.maximumForecasts - Self.slack
        if surplus > 0 { market.predictions.removeFirst(surplus + Self.slack) }
    }

    /// Outcomes come for the oldest that are open, which lie near the end.
    mutating func settle(_ outcome: Outcome) {
        guard let index = market.predictions.lastIndex(where: { $0.prediction.id == outcome.predictionID }) else {
            return
        }
        market.predictions[index].outcome = outcome
    }

    mutating func setOpen(_ minute: Candle) {
        open = minute
        market.lastPrice = minute.close
    }

    mutating func setTape(_ trades: [Trade]) {
        guard let newest = trades.last else { return }
        market.tape = trades.suffix(SnapshotFold.maximumTape).reversed()
        market.lastPrice = newest.price
        market.lastTradeTime = newest.eventTime
    }

    /// Brings what follows from the candles up to date: running candles, indicators, the change over a day.
    mutating func settle(_ indicators: SnapshotFold.Indicators) {
        for timeframe in Timeframe.allCases {
            let running = running(timeframe)
            guard market.series[timeframe] != nil || running != nil else { continue }
            market.series[timeframe, default: Snapshot.CandleSeries(timeframe: timeframe)].open = running
            guard isChanged.remove(timeframe) != nil, var settled = market.series[timeframe] else { continue }
            // The running candle's value would be old at the next trade: lines end at the last closed candle.
            settled.open = nil
            market.series[timeframe]?.indicators = indicators(settled)
        }
        let closed = market.series[.oneMinute]?.closed ?? []
        if market.lastPrice == nil { market.lastPrice = closed.last?.close }
        guard let last = market.lastPrice, let base = closed.suffix(Self.dayMinutes).first?.close, base > .zero else {
            return
        }
        market.dayChange = last.doubleValue / base.doubleValue - 1
    }

    private mutating func put(_ candle: Candle) {
        let timeframe = candle.timeframe
        // Taken out while it changes, so that it is not copied.
        var series = market.series.removeValue(forKey: timeframe) ?? Snapshot.CandleSeries(timeframe: timeframe)
        series.closed.put(candle)
        if series.closed.count > Self.maximumCandles + Self.slack {
            series.closed.removeFirst(series.closed.count - Self.maximumCandles)
        }
        market.series[timeframe] = series
    }

    /// The candle around the running minute, from it and the closed minutes before it.
    private func running(_ timeframe: Timeframe) -> Candle? {
        guard let closed = market.series[.oneMinute]?.closed else { return timeframe == .oneMinute ? open : nil }
        guard timeframe != .oneMinute else { return open }
        guard let newest = open ?? closed.last else { return nil }
        let opening = newest.openTime.floored(to: timeframe.duration)
        var minutes = Array(closed[closed.place(of: opening)...])
        if let open { minutes.append(open) }
        let candle = CandleFolder.fold(minutes, into: timeframe)
        return candle?.state == .open ? candle : nil
    }
}
