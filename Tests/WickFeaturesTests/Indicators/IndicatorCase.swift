import WickFeatures
import WickSimulation

/// One indicator behind one face, for tests that concern them all.
struct IndicatorCase: CustomStringConvertible, Sendable {
    let description: String
    let warmUp: Int
    /// A fresh one, as a function from candle to (the last of) its results.
    let make: @Sendable () -> (Bar) -> Double

    init(_ name: String, warmUp: Int, _ make: @escaping @Sendable () -> (Bar) -> Double) {
        description = name
        self.warmUp = warmUp
        self.make = make
    }

    private static func ofClose<State: Sendable>(
        _ name: String, _ state: State, warmUp: Int, _ update: @escaping @Sendable (inout State, Double) -> Double
    ) -> IndicatorCase {
        IndicatorCase(name, warmUp: warmUp) {
            var state = state
            return { update(&state, $0.close) }
        }
    }

    private static func ofBar<State: Sendable>(
        _ name: String, _ state: State, warmUp: Int, _ update: @escaping @Sendable (inout State, Bar) -> Double
    ) -> IndicatorCase {
        IndicatorCase(name, warmUp: warmUp) {
            var state = state
            return { update(&state, $0) }
        }
    }

    /// Those whose state is a window: whatever has left it has left no trace.
    static let windowed = windowsOfCloses + oscillators + windowsOfRanges

    private static let windowsOfCloses: [IndicatorCase] = [
        ofClose("SMA", SimpleMovingAverage(period: 50), warmUp: 50) { $0.update($1) },
        ofClose("WMA", WeightedMovingAverage(period: 20), warmUp: 20) { $0.update($1) },
        ofClose("Bollinger", BollingerBands(), warmUp: 20) { $0.update($1).upper },
        ofClose("Bollinger width", BollingerBands(), warmUp: 20) { $0.update($1).width },
        ofClose("ROC", RateOfChange(period: 10), warmUp: 11) { $0.update($1) },
        ofClose("realized volatility", RealizedVolatility(period: 30), warmUp: 30) { $0.update(logReturn: $1) },
    ]

    private static let oscillators: [IndicatorCase] = [
        ofBar("stochastic", StochasticOscillator(), warmUp: 18) {
            $0.update(high: $1.high, low: $1.low, close: $1.close).d
        },
        ofBar("CCI", CommodityChannelIndex(), warmUp: 20) { $0.update(high: $1.high, low: $1.low, close: $1.close) },
        ofBar("CCI, odd period", CommodityChannelIndex(period: 7), warmUp: 7) {
            $0.update(high: $1.high, low: $1.low, close: $1.close)
        },
        ofBar("Williams %R", WilliamsPercentRange(), warmUp: 14) {
            $0.update(high: $1.high, low: $1.low, close: $1.close)
        },
        ofBar("MFI", MoneyFlowIndex(), warmUp: 15) {
            $0.update(high: $1.high, low: $1.low, close: $1.close, volume: $1.volume)
        },
        ofBar("CMF", ChaikinMoneyFlow(), warmUp: 20) {
            $0.update(high: $1.high, low: $1.low, close: $1.close, volume: $1.volume)
        },
        ofBar("VWAP", RollingVWAP(period: 60), warmUp: 60) {
            $0.update(high: $1.high, low: $1.low, close: $1.close, volume: $1.volume)
        },
    ]

    private static let windowsOfRanges: [IndicatorCase] = [
        ofBar("Donchian", DonchianChannel(), warmUp: 20) { $0.update(high: $1.high, low: $1.low).middle },
        ofBar("Aroon", Aroon(), warmUp: 26) { $0.update(high: $1.high, low: $1.low).oscillator },
        ofBar("Parkinson", ParkinsonVolatility(), warmUp: 30) { $0.update(high: $1.high, low: $1.low) },
        ofBar("Garman-Klass", GarmanKlassVolatility(), warmUp: 30) {
            $0.update(open: $1.open, high: $1.high, low: $1.low, close: $1.close)
        },
        ofBar("Rogers-Satchell", RogersSatchellVolatility(), warmUp: 30) {
            $0.update(open: $1.open, high: $1.high, low: $1.low, close: $1.close)
        },
        ofBar("TR", TrueRange(), warmUp: 2) { $0.update(high: $1.high, low: $1.low, close: $1.close) },
    ]

    /// Those that remember everything since they began, less and less of it.
    static let recursive = averages + trends

    private static let averages: [IndicatorCase] = [
        ofClose("EMA", ExponentialMovingAverage(period: 26), warmUp: 26) { $0.update($1) },
        ofClose("DEMA", DoubleExponentialMovingAverage(period: 10), warmUp: 19) { $0.update($1) },
        ofClose("TEMA", TripleExponentialMovingAverage(period: 10), warmUp: 28) { $0.update($1) },
        ofClose("RSI", RelativeStrengthIndex(), warmUp: 15) { $0.update($1) },
        ofClose("MACD", MACD(), warmUp: 34) { $0.update($1).line },
        ofClose("StochRSI", StochasticRSI(), warmUp: 30) { $0.update($1).k },
    ]

    private static let trends: [IndicatorCase] = [
        ofBar("ATR", AverageTrueRange(), warmUp: 15) { $0.update(high: $1.high, low: $1.low, close: $1.close) },
        ofBar("ADX", DirectionalMovement(), warmUp: 28) {
            $0.update(high: $1.high, low: $1.low, close: $1.close).average
        },
        ofBar("+DI", DirectionalMovement(), warmUp: 15) {
            $0.update(high: $1.high, low: $1.low, close: $1.close).plus
        },
        ofBar("OBV", OnBalanceVolume(), warmUp: 1) { $0.update(close: $1.close, volume: $1.volume) },
        ofBar("Keltner", KeltnerChannel(), warmUp: 20) {
            $0.update(high: $1.high, low: $1.low, close: $1.close).upper
        },
        ofBar("PSAR", ParabolicSAR(), warmUp: 2) { $0.update(high: $1.high, low: $1.low) },
        ofBar("Supertrend", Supertrend(), warmUp: 11) {
            $0.update(high: $1.high, low: $1.low, close: $1.close).level
        },
    ]
}

extension Bar {
    /// A random walk in which no candle is flat and every candle trades.
    static func walk(_ count: Int, seed: UInt64) -> [Bar] {
        var chance = RandomSource(seed: seed)
        var close = 100.0
        return (0..<count).map { _ in
            let open = close
            close = open * (1 + Double.random(in: -0.01...0.01, using: &chance))
            let reach = Double.random(in: 0.0001...0.005, using: &chance)
            return Bar(
                open: open, high: max(open, close) * (1 + reach), low: min(open, close) * (1 - reach), close: close,
                volume: Double.random(in: 0.1...10, using: &chance))
        }
    }

    static let unknown = Bar(open: .nan, high: .nan, low: .nan, close: .nan, volume: .nan)

    /// Without range or trades.
    static func flat(at price: Double) -> Bar { Bar(open: price, high: price, low: price, close: price, volume: 0) }
}
