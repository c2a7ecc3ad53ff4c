import Testing
import WickFeatures

/// Every indicator of which the reference has Stock.Indicators' values. Where seeds differ, what converges is compared from the candle on at
/// which it has.
@Suite(.enabled(if: ReferenceData.isPresent, "no reference values beside this checkout"))
struct StockIndicatorsTests {
    /// - Parameters:
    ///   - skipping: candles until seeds that differ are forgotten.
    ///   - startsAt: how many candles later than the reference the first value comes.
    private func check(
        _ indicator: String, _ key: String, _ own: [Double], skipping: Int = 0, startsLater: Int = 0,
        within tolerance: Double = 1e-9
    ) throws {
        let reference = try ReferenceData.stock(indicator, key)
        let largest = reference.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
        let agreement = Agreement(own, reference, skipping: skipping, floor: largest * 1e-4)
        print("Stock.Indicators \(indicator) \(key): first at \(agreement.ownStart), \(agreement.worst)")
        #expect(agreement.ownStart - agreement.referenceStart == startsLater, "\(indicator) \(key): start")
        #expect(agreement.worst <= tolerance, "\(indicator) \(key)")
    }

    @Test func averagesAgree() throws {
        let bars = try ReferenceData.stockBars()
        var simple = SimpleMovingAverage(period: 20)
        var exponential = ExponentialMovingAverage(period: 20)
        var weighted = WeightedMovingAverage(period: 14)
        var double = DoubleExponentialMovingAverage(period: 14)
        var triple = TripleExponentialMovingAverage(period: 20)
        try check("sma", "sma", bars.map { simple.update($0.close) })
        try check("ema", "ema", bars.map { exponential.update($0.close) })
        try check("wma", "wma", bars.map { weighted.update($0.close) })
        try check("dema", "dema", bars.map { double.update($0.close) }, skipping: 250, startsLater: 13)
        try check("tema", "tema", bars.map { triple.update($0.close) }, skipping: 250, startsLater: 38)
    }

    @Test func momentumAgrees() throws {
        let bars = try ReferenceData.stockBars()
        var strength = RelativeStrengthIndex(period: 14)
        var change = RateOfChange(period: 14)
        var percentRange = WilliamsPercentRange(period: 14)
        var channel = CommodityChannelIndex(period: 20)
        try check("rsi", "rsi", bars.map { strength.update($0.close) })
        try check("roc", "roc", bars.map { change.update($0.close) })
        try check(
            "willr", "williamsR", bars.map { percentRange.update(high: $0.high, low: $0.low, close: $0.close) })
        try check("cci", "cci", bars.map { channel.update(high: $0.high, low: $0.low, close: $0.close) })
    }

    @Test func convergenceAgreesOnceSeedsAreForgotten() throws {
        let bars = try ReferenceData.stockBars()
        var macd = MACD()
        let lines = bars.map { macd.update($0.close) }
        try check("macd", "macd", lines.map(\.line), skipping: 250, startsLater: 8)
        try check("macd", "signal", lines.map(\.signal), skipping: 250)
        try check("macd", "histogram", lines.map(\.histogram), skipping: 250)
    }

    @Test func stochasticsAgree() throws {
        let bars = try ReferenceData.stockBars()
        var stochastic = StochasticOscillator(period: 14, smoothing: 3, signal: 3)
        let oscillations = bars.map { stochastic.update(high: $0.high, low: $0.low, close: $0.close) }
        try check("stoch", "oscillator", oscillations.map(\.k), startsLater: 2)
        try check("stoch", "signal", oscillations.map(\.d))
        var ofStrength = StochasticRSI(period: 14, stochastic: 14, smoothing: 1, signal: 3)
        let strengths = bars.map { ofStrength.update($0.close) }
        try check("stoch-rsi", "stochRsi", strengths.map(\.k), startsLater: 2)
        try check("stoch-rsi", "signal", strengths.map(\.d))
    }

    @Test func rangesAgree() throws {
        let bars = try ReferenceData.stockBars()
        var trueRange = TrueRange()
        var range = AverageTrueRange(period: 14)
        try check("tr", "tr", bars.map { trueRange.update(high: $0.high, low: $0.low, close: $0.close) })
        try check("atr", "atr", bars.map { range.update(high: $0.high, low: $0.low, close: $0.close) })
        var movement = DirectionalMovement(period: 14)
        let movements = bars.map { movement.update(high: $0.high, low: $0.low, close: $0.close) }
        try check("adx", "pdi", movements.map(\.plus), skipping: 300)
        try check("adx", "mdi", movements.map(\.minus), skipping: 300)
        try check("adx", "adx", movements.map(\.average), skipping: 350)
    }

    @Test func bandsAgree() throws {
        let bars = try ReferenceData.stockBars()
        var bands = BollingerBands(period: 20, deviations: 2)
        let banded = bars.map { ($0.close, bands.update($0.close)) }
        try check("bb", "upperBand", banded.map(\.1.upper))
        try check("bb", "lowerBand", banded.map(\.1.lower))
        try check("bb", "percentB", banded.map { $1.percent(of: $0) })
        try check("bb", "width", banded.map(\.1.width))
        var keltner = KeltnerChannel(period: 20, multiplier: 2, rangePeriod: 10)
        let channels = bars.map { keltner.update(high: $0.high, low: $0.low, close: $0.close) }
        try check("keltner", "upperBand", channels.map(\.upper))
        try check("keltner", "centerline", channels.map(\.middle))
        try check("keltner", "lowerBand", channels.map(\.lower))
        // Theirs leaves the newest candle out.
        var donchian = DonchianChannel(period: 20)
        let ranges = bars.map { donchian.update(high: $0.high, low: $0.low) }
        try check("donchian", "upperBand", [.nan] + ranges.map(\.upper).dropLast())
        try check("donchian", "lowerBand", [.nan] + ranges.map(\.lower).dropLast())
    }

    @Test func trendsAgree() throws {
        let bars = try ReferenceData.stockBars()
        var aroon = Aroon(period: 25)
        let ages = bars.map { aroon.update(high: $0.high, low: $0.low) }
        // Of equal extremes theirs takes the oldest: one candle each.
        let up = Agreement(ages.map(\.up), try ReferenceData.stock("aroon", "aroonUp"))
        let down = Agreement(ages.map(\.down), try ReferenceData.stock("aroon", "aroonDown"))
        #expect(up.differing == [193] && down.differing == [232])
        #expect(up.ownStart == up.referenceStart)
        var supertrend = Supertrend(period: 10, multiplier: 3)
        try check(
            "supertrend", "superTrend",
            bars.map { supertrend.update(high: $0.high, low: $0.low, close: $0.close).level })
        var stop = ParabolicSAR(step: 0.02, maximum: 0.2)
        let stops = Agreement(
            bars.map { stop.update(high: $0.high, low: $0.low) }, try ReferenceData.stock("psar", "sar"))
        // The first direction differs until both have turned; at a turn theirs is not kept out of the candle's own range.
        #expect(stops.differing == Array(16...39) + [250])
    }

    @Test func volumesAgree() throws {
        let bars = try ReferenceData.stockBars()
        var flow = ChaikinMoneyFlow(period: 20)
        var index = MoneyFlowIndex(period: 14)
        var balance = OnBalanceVolume()
        var average = SessionVWAP()
        try check(
            "cmf", "cmf", bars.map { flow.update(high: $0.high, low: $0.low, close: $0.close, volume: $0.volume) })
        try check(
            "mfi", "mfi", bars.map { index.update(high: $0.high, low: $0.low, close: $0.close, volume: $0.volume) })
        // Theirs begins with 0 instead of the first volume.
        try check("obv", "obv", bars.map { balance.update(close: $0.close, volume: $0.volume) - bars[0].volume })
        try check(
            "vwap", "vwap",
            bars.map {
                average.update(high: $0.high, low: $0.low, close: $0.close, volume: $0.volume, session: 1)
            })
    }
}
