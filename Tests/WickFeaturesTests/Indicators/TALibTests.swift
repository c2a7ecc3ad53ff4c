import Foundation
import Testing
import WickFeatures

/// Every indicator of which the reference has TA-Lib's values: first value at the same candle, and the same to 1e-9.
@Suite(.enabled(if: ReferenceData.isPresent, "no reference values beside this checkout"))
struct TALibTests {
    /// Values nearer to 0 than this share of the column's largest are compared to it.
    private static let floorShare = 1e-4

    private func check(_ own: [String: [Double]], _ columns: [String: [Double]]) throws {
        for (name, values) in own.sorted(by: { $0.key < $1.key }) {
            let reference = try #require(columns[name], "no column \(name)")
            let largest = reference.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
            let agreement = Agreement(values, reference, floor: largest * Self.floorShare)
            print("TA-Lib \(name): first at \(agreement.ownStart), \(agreement.worst)")
            #expect(agreement.ownStart == agreement.referenceStart, "\(name) is warm at another candle")
            #expect(agreement.worst <= 1e-9, "\(name)")
        }
    }

    @Test func averagesAgree() throws {
        let (bars, columns) = try ReferenceData.talib()
        var own: [String: [Double]] = [:]
        for period in [5, 10, 20, 50, 100, 200] {
            var average = SimpleMovingAverage(period: period)
            own["sma\(period)"] = bars.map { average.update($0.close) }
        }
        for period in [5, 12, 20, 26, 50, 100, 200] {
            var average = ExponentialMovingAverage(period: period)
            own["ema\(period)"] = bars.map { average.update($0.close) }
        }
        try check(own, columns)
    }

    @Test func momentumAgrees() throws {
        let (bars, columns) = try ReferenceData.talib()
        var strength = RelativeStrengthIndex(period: 14)
        var change = RateOfChange(period: 10)
        var percentRange = WilliamsPercentRange(period: 14)
        var channel = CommodityChannelIndex(period: 20)
        var own = [
            "rsi14": bars.map { strength.update($0.close) }, "roc10": bars.map { change.update($0.close) },
            "willr14": bars.map { percentRange.update(high: $0.high, low: $0.low, close: $0.close) },
            "cci20": bars.map { channel.update(high: $0.high, low: $0.low, close: $0.close) },
        ]
        var macd = MACD()
        let lines = bars.map { macd.update($0.close) }
        own["macd"] = lines.map(\.line)
        own["macd_signal"] = lines.map(\.signal)
        own["macd_hist"] = lines.map(\.histogram)
        var stochastic = StochasticOscillator(period: 5, smoothing: 3, signal: 3)
        let oscillations = bars.map { stochastic.update(high: $0.high, low: $0.low, close: $0.close) }
        own["stoch_k"] = oscillations.map(\.k)
        own["stoch_d"] = oscillations.map(\.d)
        try check(own, columns)
    }

    @Test func rangesAndTrendsAgree() throws {
        let (bars, columns) = try ReferenceData.talib()
        var range = AverageTrueRange(period: 14)
        let ranges = bars.map { range.update(high: $0.high, low: $0.low, close: $0.close) }
        var own = ["atr14": ranges, "natr14": zip(ranges, bars).map { 100 * $0 / $1.close }]
        var bands = BollingerBands(period: 20, deviations: 2)
        let banded = bars.map { bands.update($0.close) }
        own["bb_upper"] = banded.map(\.upper)
        own["bb_mid"] = banded.map(\.middle)
        own["bb_lower"] = banded.map(\.lower)
        var movement = DirectionalMovement(period: 14)
        let movements = bars.map { movement.update(high: $0.high, low: $0.low, close: $0.close) }
        own["adx14"] = movements.map(\.average)
        own["plus_di14"] = movements.map(\.plus)
        own["minus_di14"] = movements.map(\.minus)
        try check(own, columns)
    }

    @Test func volumeAndVolatilityAgree() throws {
        let (bars, columns) = try ReferenceData.talib()
        var balance = OnBalanceVolume()
        var moneyFlow = MoneyFlowIndex(period: 14)
        var average = RollingVWAP(period: 60)
        var volatility = RealizedVolatility(period: 30)
        let returns = [Double.nan] + zip(bars, bars.dropFirst()).map { log($1.close / $0.close) }
        try check(
            [
                "obv": bars.map { balance.update(close: $0.close, volume: $0.volume) },
                "mfi14": bars.map {
                    moneyFlow.update(high: $0.high, low: $0.low, close: $0.close, volume: $0.volume)
                },
                "vwap60": bars.map { average.update(high: $0.high, low: $0.low, close: $0.close, volume: $0.volume) },
                "rvol30": returns.map { volatility.update(logReturn: $0) },
            ], columns)
    }
}
