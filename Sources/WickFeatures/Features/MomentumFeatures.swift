/// Oscillators: how far and how steadily the price has gone.
struct MomentumFeatures: FeatureGroup {
    static let title = "Momentum"
    static let definitions = [
        FeatureDefinition("rsi_14", unit: "0 to 100", formula: "RSI(14)", warmUp: 15, inputs: [.close]),
        FeatureDefinition(
            "stochastic_k", unit: "0 to 100", formula: "K of Stochastic(14, 3, 3)", warmUp: 18,
            inputs: [.close, .range]),
        FeatureDefinition(
            "stochastic_d", unit: "0 to 100", formula: "D of Stochastic(14, 3, 3)", warmUp: 18,
            inputs: [.close, .range]),
        FeatureDefinition(
            "stochastic_rsi", unit: "0 to 100", formula: "K of StochRSI(14, 14, 1, 3)", warmUp: 30, inputs: [.close]),
        FeatureDefinition(
            "cci_20", unit: "mean deviations / 0.015", formula: "CCI(20)", warmUp: 20, inputs: [.close, .range]),
        FeatureDefinition(
            "mfi_14", unit: "0 to 100", formula: "MFI(14)", warmUp: 15, inputs: [.close, .range, .volume]),
        FeatureDefinition(
            "aroon_25", unit: "-100 to 100", formula: "Aroon(25) up - down", warmUp: 26, inputs: [.range]),
        FeatureDefinition("adx_14", unit: "0 to 100", formula: "ADX(14)", warmUp: 28, inputs: [.close, .range]),
        FeatureDefinition(
            "di_balance_14", unit: "-1 to 1", formula: "(+DI(14) - -DI(14)) / (+DI(14) + -DI(14)), 0 without movement",
            warmUp: 15, inputs: [.close, .range]),
    ]

    private var strength = RelativeStrengthIndex(period: 14)
    private var stochastic = StochasticOscillator(period: 14, smoothing: 3, signal: 3)
    private var stochasticStrength = StochasticOscillator(period: 14, smoothing: 1, signal: 3)
    private var channel = CommodityChannelIndex(period: 20)
    private var moneyFlow = MoneyFlowIndex(period: 14)
    private var aroon = Aroon(period: 25)
    private var movement = DirectionalMovement(period: 14)

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        let (high, low, close) = (minute.own.high, minute.own.low, minute.own.close)
        let strength = strength.update(close)
        let stochastic = stochastic.update(high: high, low: low, close: close)
        let movement = movement.update(high: high, low: low, close: close)
        let moved = movement.plus + movement.minus
        output.write(strength)
        output.write(stochastic.k)
        output.write(stochastic.d)
        // StochRSI is the stochastic of the RSI that is there already.
        output.write(stochasticStrength.update(high: strength, low: strength, close: strength).k)
        output.write(channel.update(high: high, low: low, close: close))
        output.write(moneyFlow.update(high: high, low: low, close: close, volume: minute.own.volume))
        output.write(aroon.update(high: high, low: low).oscillator)
        output.write(movement.average)
        output.write(moved == 0 ? 0 : (movement.plus - movement.minus) / moved)
    }
}
