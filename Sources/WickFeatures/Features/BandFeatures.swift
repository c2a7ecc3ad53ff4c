/// Where the close stands in its bands and its candle.
struct BandFeatures: FeatureGroup {
    static let title = "Bands"
    static let definitions = [
        FeatureDefinition(
            "bollinger_percent", unit: "0 at the lower band, 1 at the upper",
            formula: "%b of Bollinger(20, 2), unknown without spread", warmUp: 20, inputs: [.close]),
        FeatureDefinition(
            "bollinger_width", unit: "ratio", formula: "(upper - lower) / middle of Bollinger(20, 2)", warmUp: 20,
            inputs: [.close]),
        FeatureDefinition("atr_14", unit: "ratio", formula: "ATR(14) / c", warmUp: 15, inputs: [.close, .range]),
        FeatureDefinition(
            "keltner_position", unit: "-1 at the lower band, 1 at the upper",
            formula: "(c - middle) / (upper - middle) of Keltner(20, 2, 10), unknown without range", warmUp: 20,
            inputs: [.close, .range]),
        FeatureDefinition(
            "donchian_position_60", unit: "0 to 1", formula: "(c - lower) / (upper - lower) of Donchian(60)",
            warmUp: 60,
            inputs: [.close, .range]),
        FeatureDefinition(
            "sar_distance", unit: "ratio", formula: "c / PSAR(0.02, 0.2) - 1", warmUp: 2, inputs: [.close, .range]),
        FeatureDefinition(
            "candle_body", unit: "log return", formula: "ln(c / o)", warmUp: 1, inputs: [.close, .range]),
        FeatureDefinition(
            "candle_position", unit: "0 to 1", formula: "(c - l) / (h - l), unknown without range", warmUp: 1,
            inputs: [.close, .range]),
    ]

    private var bollinger = BollingerBands(period: 20, deviations: 2)
    private var range = AverageTrueRange(period: 14)
    private var keltner = KeltnerChannel(period: 20, multiplier: 2, rangePeriod: 10)
    private var donchian = DonchianChannel(period: 60)
    private var stop = ParabolicSAR(step: 0.02, maximum: 0.2)

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        let (high, low, close) = (minute.own.high, minute.own.low, minute.own.close)
        let bollinger = bollinger.update(close)
        let keltner = keltner.update(high: high, low: low, close: close)
        let donchian = donchian.update(high: high, low: low)
        output.write(bollinger.percent(of: close))
        output.write(bollinger.width)
        output.write(range.update(high: high, low: low, close: close) / close)
        output.write(keltner.position(of: close))
        output.write((close - donchian.lower) / (donchian.upper - donchian.lower))
        output.write(close / stop.update(high: high, low: low) - 1)
        output.write(minute.logBody)
        output.write((close - low) / (high - low))
    }
}
