import Testing
import WickFeatures

/// The numbers worked out in each indicator's documentation, and what it says of its edges.
@Suite struct WorkedNumbersTests {
    private func near(_ left: Double, _ right: Double, _ tolerance: Double = 1e-12) -> Bool {
        abs(left - right) <= tolerance * max(1, abs(right))
    }

    @Test func averages() {
        var simple = SimpleMovingAverage(period: 3)
        let means = [1, 2, 6].map { simple.update($0) }
        #expect(means[2] == 3)
        var exponential = ExponentialMovingAverage(period: 3)
        #expect([1, 2, 3, 5].map { exponential.update($0) }.last == 3.5)
        var weighted = WeightedMovingAverage(period: 3)
        #expect(near([1, 2, 6].map { weighted.update($0) }[2], 23.0 / 6))
        #expect(near(weighted.update(1), 17.0 / 6))
        var double = DoubleExponentialMovingAverage(period: 2)
        #expect(near([1, 3, 5].map { double.update($0) }[2], 5))
        var triple = TripleExponentialMovingAverage(period: 2)
        #expect(near([1, 3, 5, 7].map { triple.update($0) }[3], 7))
    }

    @Test func momentum() {
        var strength = RelativeStrengthIndex(period: 2)
        #expect(near([1, 2, 4, 3].map { strength.update($0) }[3], 60))
        var still = RelativeStrengthIndex(period: 2)
        #expect([5, 5, 5, 5].map { still.update($0) }[3] == 0)
        var macd = MACD(fast: 1, slow: 2, signal: 1)
        let value = [1, 3].map { macd.update($0) }[1]
        #expect(value.line == 1 && value.signal == 1 && value.histogram == 0)
        var change = RateOfChange(period: 1)
        #expect(near([50, 55].map { change.update($0) }[1], 10))
        var channel = CommodityChannelIndex(period: 2)
        let index = [1.0, 3].map { channel.update(high: $0, low: $0, close: $0) }[1]
        #expect(near(index, 1 / 0.015))
    }

    @Test func oscillators() {
        var stochastic = StochasticOscillator(period: 2, smoothing: 1, signal: 1)
        _ = stochastic.update(high: 12, low: 9, close: 9)
        #expect(stochastic.update(high: 11, low: 8, close: 11).k == 75)
        var percentRange = WilliamsPercentRange(period: 2)
        _ = percentRange.update(high: 12, low: 9, close: 9)
        #expect(percentRange.update(high: 11, low: 8, close: 11) == -25)
        var aroon = Aroon(period: 4)
        let highs = [1.0, 2, 3, 9, 5].map { aroon.update(high: $0, low: 0) }
        #expect(highs[4].up == 75 && highs[4].down == 100, "of equal lows the newest counts")
    }

    @Test func stochasticOfTheStrengthIsItsPlaceInItsRange() {
        var strength = RelativeStrengthIndex(period: 2)
        var stochastic = StochasticRSI(period: 2, stochastic: 3, smoothing: 1, signal: 1)
        let values: [Double] = [1, 2, 4, 3, 5, 4, 6]
        let strengths = values.map { strength.update($0) }.suffix(3)
        let place = values.map { stochastic.update($0) }[6].k
        let range = (low: strengths.min() ?? .nan, high: strengths.max() ?? .nan)
        #expect(near(place, 100 * (strengths[strengths.endIndex - 1] - range.low) / (range.high - range.low)))
    }

    @Test func ranges() {
        var range = TrueRange()
        _ = range.update(high: 8, low: 6, close: 7)
        #expect(range.update(high: 10, low: 8, close: 9) == 3)
        var average = AverageTrueRange(period: 2)
        // True ranges 3, 1, 4 behind a first candle.
        let candles = [(8.0, 6.0, 7.0), (10.0, 8.0, 9.0), (9.5, 8.5, 9.0), (13.0, 9.0, 12.0)]
        let results = candles.map { average.update(high: $0.0, low: $0.1, close: $0.2) }
        #expect(results[2] == 2 && results[3] == 3)
    }

    @Test func directionalMovement() {
        var movement = DirectionalMovement(period: 2)
        // Each candle is 2 high and 1 above the one before.
        let results = (0..<5).map { index -> DirectionalMovement.Value in
            let low = Double(index)
            return movement.update(high: low + 2, low: low, close: low + 1)
        }
        #expect(near(results[2].plus, 50) && results[2].minus == 0)
        #expect(results[2].average.isNaN && results[3].average == 100)
    }

    @Test func bands() {
        var bollinger = BollingerBands(period: 2, deviations: 2)
        let bands = [1, 3].map { bollinger.update($0) }[1]
        #expect(bands.lower == 0 && bands.middle == 2 && bands.upper == 4)
        #expect(bands.percent(of: 3) == 0.75 && bands.width == 2)
        var donchian = DonchianChannel(period: 2)
        _ = donchian.update(high: 10, low: 8)
        let channel = donchian.update(high: 12, low: 9)
        #expect(channel.upper == 12 && channel.middle == 10 && channel.lower == 8)
        var keltner = KeltnerChannel(period: 2, multiplier: 2, rangePeriod: 1)
        _ = keltner.update(high: 101, low: 99, close: 100)
        let value = keltner.update(high: 101, low: 99, close: 100)
        #expect(value.lower == 96 && value.middle == 100 && value.upper == 104)
    }

    @Test func volumes() {
        var balance = OnBalanceVolume()
        let balances = zip([1.0, 2, 1.5], [10.0, 5, 3]).map { balance.update(close: $0, volume: $1) }
        #expect(balances == [10, 15, 12])
        var flow = MoneyFlowIndex(period: 2)
        let flows = [(1.0, 1.0), (3.0, 10.0), (2.0, 5.0)].map { price, volume in
            flow.update(high: price, low: price, close: price, volume: volume)
        }
        #expect(near(flows[2], 75))
        var money = ChaikinMoneyFlow(period: 1)
        #expect(money.update(high: 12, low: 8, close: 11, volume: 7) == 0.5)
        #expect(money.update(high: 12, low: 8, close: 11, volume: 0).isNaN)
        var rolling = RollingVWAP(period: 2)
        _ = rolling.update(high: 10, low: 10, close: 10, volume: 1)
        #expect(rolling.update(high: 20, low: 20, close: 20, volume: 3) == 17.5)
    }

    @Test func sessionsBeginAnewAndStayUnknownOnceBroken() {
        var average = SessionVWAP()
        _ = average.update(high: 10, low: 10, close: 10, volume: 1, session: 1)
        #expect(average.update(high: 20, low: 20, close: 20, volume: 3, session: 1) == 17.5)
        #expect(average.update(high: 5, low: 5, close: 5, volume: 1, session: 2) == 5)
        #expect(average.update(high: .nan, low: 5, close: 5, volume: 1, session: 2).isNaN)
        #expect(average.update(high: 5, low: 5, close: 5, volume: 1, session: 2).isNaN)
        #expect(average.update(high: 5, low: 5, close: 5, volume: 0, session: 3).isNaN, "no volume yet")
        #expect(average.update(high: 6, low: 6, close: 6, volume: 2, session: 3) == 6)
    }

    @Test func stops() {
        var stop = ParabolicSAR()
        let stops = [(10.0, 9.0), (11.0, 10.0), (12.0, 11.0)].map { stop.update(high: $0.0, low: $0.1) }
        #expect(stops[1] == 9 && near(stops[2], 9.04))
        // Touched: the extreme so far becomes the stop above.
        #expect(stop.update(high: 9.5, low: 8) == 12)
        var trend = Supertrend(period: 1, multiplier: 3)
        _ = trend.update(high: 101, low: 99, close: 99.5)
        let falling = trend.update(high: 101, low: 99, close: 99)
        #expect(!falling.isRising && falling.level == 106)
        #expect(!trend.update(high: 101, low: 99, close: 99).isRising)
        let risen = trend.update(high: 109, low: 107, close: 108)
        #expect(risen.isRising)
    }

    @Test func volatilities() {
        var realized = RealizedVolatility(period: 2)
        _ = realized.update(logReturn: 0.003)
        #expect(near(realized.update(logReturn: -0.004), 0.005))
        // e^0.01 and e^0.005.
        let (one, half) = (1.0100501670841682, 1.005012520859401)
        var parkinson = ParkinsonVolatility(period: 1)
        #expect(near(parkinson.update(high: one, low: 1), 0.0060056, 1e-7))
        var garmanKlass = GarmanKlassVolatility(period: 1)
        #expect(near(garmanKlass.update(open: 1, high: one, low: 1, close: half), 0.0063516, 1e-7))
        var rogersSatchell = RogersSatchellVolatility(period: 1)
        #expect(near(rogersSatchell.update(open: 1, high: one, low: 1, close: half), 0.0070711, 1e-7))
    }
}
