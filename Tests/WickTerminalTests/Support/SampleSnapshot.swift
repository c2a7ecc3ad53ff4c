import WickDomain
import WickTerminal

/// A snapshot with something in every pane, made up from a seed: what the golden pictures show.
enum SampleSnapshot {
    static let start = Timestamp(seconds: 1_772_546_400)  // 2026-03-03T14:00:00Z
    static let now = start + .seconds(2 * 3600 + 31)

    static func full() throws -> Snapshot {
        var snapshot = Snapshot(
            time: now, source: .demo(Snapshot.Transport(speed: 30, isPaused: false, fraction: 0.42)))
        snapshot.isSynthetic = true
        snapshot.revision = 7
        snapshot.feeds = [
            Snapshot.Feed(
                venue: .kraken, state: .replayed, lastReceived: now - .milliseconds(200), latency: .milliseconds(84))
        ]
        snapshot.markets = [
            try market("BTC/USD", price: 67_412, seed: 11), try market("ETH/USD", price: 3411, seed: 5),
        ]
        snapshot.headlines = headlines()
        snapshot.models = models(snapshot.markets[0].instrument)
        snapshot.errors = errors(snapshot.markets[0].instrument)
        snapshot.calibration = (1...9).map {
            Snapshot.CalibrationPoint(nominal: Double($0) / 10, observed: Double($0) / 10 * 0.94, count: 40 * $0)
        }
        snapshot.drift = [
            Snapshot.Drift(feature: "volume_z_60", index: 0.31, level: .drifted),
            Snapshot.Drift(feature: "rsi_14", index: 0.12, level: .suspect),
            Snapshot.Drift(feature: "return_1", index: 0.04, level: .stable),
        ]
        snapshot.alerts = alerts()
        snapshot.log = [
            Snapshot.LogLine(time: start, level: .note, text: "kraken: connected"),
            Snapshot.LogLine(
                time: now - .seconds(60), level: .warning, text: "kraken: disconnected (closed 1001); next try in 2.5 s"
            ),
        ]
        snapshot.settings = [Snapshot.Setting(key: "venues.kraken.enabled", value: "true")]
        return snapshot
    }

    private static func alerts() -> [Snapshot.Alert] {
        [
            Snapshot.Alert(
                id: "a", rule: "price_move", subject: "kraken BTC/USD", text: "+3.42 % within 15 min, at 67412.5",
                state: .firing, time: now - .seconds(90),
                delivery: .failed("slack: HTTP 500: the server had an error, tried again")),
            Snapshot.Alert(
                id: "b", rule: "disk_low", subject: "wick", text: "812 MiB free where the database is", state: .firing,
                time: now - .seconds(600), isMuted: true),
            Snapshot.Alert(
                id: "", rule: "gap_open", subject: "kraken ETH/USD", text: "2 minutes of the last day incomplete",
                state: .pending, time: now - .seconds(30)),
            Snapshot.Alert(
                id: "c", rule: "feed_stale", subject: "kraken", text: "nothing received for 75 s", state: .resolved,
                time: now - .seconds(7200), endedTime: now - .seconds(7000), delivery: .sent),
        ]
    }

    /// Minutes of two hours that wander about a price, some of them doubtful, with what is drawn over and under them.
    static func market(_ symbol: String, price: Double, seed: UInt64) throws -> Snapshot.Market {
        let instrument = Instrument(venue: .kraken, symbol: try Symbol(symbol))
        var random = Wander(state: seed)
        var market = Snapshot.Market(instrument: instrument)
        for timeframe in [Timeframe.oneMinute, .fiveMinutes] {
            var series = Snapshot.CandleSeries(timeframe: timeframe)
            var level = price
            for index in 0..<120 {
                let time =
                    start + .seconds(60 * index * timeframe.minutes) - .seconds(timeframe == .oneMinute ? 0 : 28_800)
                series.closed.append(
                    candle(instrument, timeframe, time, &level, price * 4e-4, &random, state: state(index)))
            }
            let opening = now.floored(to: timeframe.duration)
            series.open = candle(instrument, timeframe, opening, &level, price * 2e-4, &random, state: .open)
            series.indicators = indicators(series)
            market.series[timeframe] = series
        }
        market.lastPrice = market.series[.oneMinute]?.open?.close
        market.dayChange = 0.0042
        market.tape = tape(instrument, price, &random)
        market.predictions = predictions(instrument, market)
        return market
    }

    private static func state(_ index: Int) -> Candle.State {
        index == 100 ? .outage : index == 101 ? .incomplete : index == 90 ? .repaired : .final
    }

    private static func candle(
        _ instrument: Instrument, _ timeframe: Timeframe, _ time: Timestamp, _ level: inout Double, _ size: Double,
        _ random: inout Wander, state: Candle.State
    ) -> Candle {
        let open = level
        level += size * random.next()
        let isFlat = state == .outage
        let close = isFlat ? open : level
        if isFlat { level = open }
        let high = isFlat ? open : max(open, close) + size * abs(random.next()) * 0.6
        let low = isFlat ? open : min(open, close) - size * abs(random.next()) * 0.6
        let volume = isFlat ? 0 : abs(random.next()) * 3 + 0.1
        return Candle(
            instrument: instrument, timeframe: timeframe, openTime: time, open: rounded(open), high: rounded(high),
            low: rounded(low), close: rounded(close), volume: Volume(raw: Int128(volume * 1e8)), buyVolume: nil,
            notional: nil, tradeCount: isFlat ? 0 : Int(volume * 20), identifiers: nil, state: state,
            knownTime: time + timeframe.duration)
    }

    /// To tenths, so that order is kept and text is short.
    private static func rounded(_ value: Double) -> Price { Price(raw: Int64((value * 10).rounded()) * 100_000_000) }

    private static func indicators(_ series: Snapshot.CandleSeries) -> [Snapshot.IndicatorLine] {
        let closes = (series.closed + [series.open].compactMap { $0 }).map(\.close.doubleValue)
        func average(_ length: Int) -> [Double] {
            closes.indices.map { index in
                guard index >= length else { return .nan }
                return closes[index - length..<index].reduce(0, +) / Double(length)
            }
        }
        let swing = zip(average(6), average(18)).map { $0 - $1 }
        return [
            Snapshot.IndicatorLine(name: "EMA20", group: "EMA20", place: .price, values: average(10)),
            Snapshot.IndicatorLine(name: "EMA50", group: "EMA50", place: .price, values: average(25)),
            Snapshot.IndicatorLine(
                name: "RSI 14", group: "RSI", place: .range(0...100), values: swing.map { 50 + 40 * ($0 / 60) }),
            Snapshot.IndicatorLine(name: "MACD", group: "MACD", place: .zero, values: swing),
        ]
    }

    private static func tape(_ instrument: Instrument, _ price: Double, _ random: inout Wander) -> [Trade] {
        (0..<40).map { index in
            let side: TakerSide = random.next() > 0 ? .buy : .sell
            return Trade(
                instrument: instrument, id: UInt64(1000 - index), eventTime: now - .seconds(index * 2), knownTime: now,
                price: rounded(price + random.next() * 10), quantity: Quantity(raw: Int128(abs(random.next()) * 1e8)),
                takerSide: side)
        }
    }
}

/// A deterministic walk's steps, -1 to 1 (Knuth's 64-bit linear congruential generator, upper bits).
struct Wander {
    var state: UInt64

    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int64(state >> 33)) / Double(1 << 30) - 1
    }
}
