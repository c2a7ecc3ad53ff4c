import Glibc
import WickFeatures

/// The indicators that TA-Lib has as well, each with the columns that TA-Lib gives for it.
struct IndicatorTable {
    static let columns = 43

    private var simple = [5, 10, 20, 50, 100, 200].map(SimpleMovingAverage.init)
    private var exponential = [5, 12, 20, 26, 50, 100, 200].map(ExponentialMovingAverage.init)
    private var weighted = WeightedMovingAverage(period: 20)
    private var double = DoubleExponentialMovingAverage(period: 20)
    private var triple = TripleExponentialMovingAverage(period: 20)
    private var strength = RelativeStrengthIndex(period: 14)
    private var macd = MACD()
    private var bollinger = BollingerBands()
    private var trueRange = TrueRange()
    private var range = AverageTrueRange(period: 14)
    private var movement = DirectionalMovement(period: 14)
    private var stochastic = StochasticOscillator(period: 5, smoothing: 3, signal: 3)
    private var stochasticStrength = StochasticRSI(period: 14, stochastic: 5, smoothing: 1, signal: 3)
    private var percentRange = WilliamsPercentRange(period: 14)
    private var channel = CommodityChannelIndex(period: 20)
    private var balance = OnBalanceVolume()
    private var moneyFlow = MoneyFlowIndex(period: 14)
    private var change = RateOfChange(period: 10)
    private var averagePrice = RollingVWAP(period: 60)
    private var volatility = RealizedVolatility(period: 30)
    private var aroon = Aroon(period: 25)
    private var stop = ParabolicSAR()
    private var previousClose = Double.nan

    /// Writes one row.
    mutating func update(
        high: Double, low: Double, close: Double, volume: Double, into row: UnsafeMutablePointer<Double>
    ) {
        for index in simple.indices { row[index] = simple[index].update(close) }
        for index in exponential.indices { row[6 + index] = exponential[index].update(close) }
        row[13] = weighted.update(close)
        row[14] = double.update(close)
        row[15] = triple.update(close)
        row[16] = strength.update(close)
        let macd = macd.update(close)
        (row[17], row[18], row[19]) = (macd.line, macd.signal, macd.histogram)
        let bands = bollinger.update(close)
        (row[20], row[21], row[22]) = (bands.upper, bands.middle, bands.lower)
        row[23] = trueRange.update(high: high, low: low, close: close)
        row[24] = range.update(high: high, low: low, close: close)
        row[25] = 100 * row[24] / close
        let movement = movement.update(high: high, low: low, close: close)
        (row[26], row[27], row[28]) = (movement.average, movement.plus, movement.minus)
        let stochastic = stochastic.update(high: high, low: low, close: close)
        (row[29], row[30]) = (stochastic.k, stochastic.d)
        let ofStrength = stochasticStrength.update(close)
        (row[31], row[32]) = (ofStrength.k, ofStrength.d)
        row[33] = percentRange.update(high: high, low: low, close: close)
        row[34] = channel.update(high: high, low: low, close: close)
        row[35] = balance.update(close: close, volume: volume)
        row[36] = moneyFlow.update(high: high, low: low, close: close, volume: volume)
        row[37] = change.update(close)
        row[38] = averagePrice.update(high: high, low: low, close: close, volume: volume)
        row[39] = volatility.update(logReturn: log(close / previousClose))
        previousClose = close
        let aroon = aroon.update(high: high, low: low)
        (row[40], row[41]) = (aroon.up, aroon.down)
        row[42] = stop.update(high: high, low: low)
    }
}
