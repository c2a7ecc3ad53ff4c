public import WickDomain
import WickFeatures

/// The lines that charts draw over and under candles, by the same indicators that features are made from. A candle that nobody watched
/// is unknown, not flat: averages begin anew behind it.
public struct ChartIndicators: Sendable {
    private var fast = ExponentialMovingAverage(period: 20)
    private var slow = ExponentialMovingAverage(period: 50)
    private var bands = BollingerBands(period: 20, deviations: 2)
    private var vwap = SessionVWAP()
    private var strength = RelativeStrengthIndex(period: 14)
    private var macd = MACD(fast: 12, slow: 26, signal: 9)
    private var columns = [[Double]](repeating: [], count: Self.lines.count)

    /// Name, group and place of each line.
    private static let lines: [(name: String, group: String, place: Snapshot.IndicatorLine.Place)] = [
        ("EMA20", "EMA20", .price), ("EMA50", "EMA50", .price), ("BB upper", "BB", .price), ("BB lower", "BB", .price),
        ("VWAP", "VWAP", .price), ("RSI 14", "RSI", .range(0...100)), ("MACD", "MACD", .zero),
        ("signal", "MACD", .zero),
    ]

    private init() {}

    /// All lines of a series, one value for each closed candle and one for the open candle.
    public static func lines(of series: Snapshot.CandleSeries) -> [Snapshot.IndicatorLine] {
        var indicators = ChartIndicators()
        for index in indicators.columns.indices { indicators.columns[index].reserveCapacity(series.closed.count + 1) }
        for candle in series.closed { indicators.add(candle) }
        if let open = series.open { indicators.add(open) }
        return zip(lines, indicators.columns).map { line, values in
            Snapshot.IndicatorLine(name: line.name, group: line.group, place: line.place, values: values)
        }
    }

    private mutating func add(_ candle: Candle) {
        let isKnown = candle.state != .outage
        let close = isKnown ? candle.close.doubleValue : .nan
        let band = bands.update(close)
        let convergence = macd.update(close)
        let day = candle.openTime.microseconds / 86_400_000_000
        let mean = vwap.update(
            high: candle.high.doubleValue, low: candle.low.doubleValue, close: candle.close.doubleValue,
            volume: isKnown ? candle.volume.doubleValue : 0, session: day)
        let values = [
            fast.update(close), slow.update(close), band.upper, band.lower, mean, strength.update(close),
            convergence.line, convergence.signal,
        ]
        for (index, value) in values.enumerated() { columns[index].append(value) }
    }
}
